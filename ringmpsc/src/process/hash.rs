//! The hash of a message's definition.

/// The hash FNV-1a, with 64 bits.
pub(super) struct Hash(pub(super) u64);

impl Hash {
    pub(super) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds bytes.
    pub(super) const fn add(mut self, bytes: &[u8]) -> Self {
        let mut at = 0;
        while at < bytes.len() {
            self.0 = (self.0 ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values are those of the authors of the hash.
    #[test]
    fn the_hash_is_fnv_1a() {
        let hash = |text: &str| Hash::new().add(text.as_bytes()).0;
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash("foobar"), 0x8594_4171_f739_67e8);
    }
}
