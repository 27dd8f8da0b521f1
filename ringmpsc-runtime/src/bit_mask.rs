//! The kernel's bitmaps: arrays of `unsigned long`, bit `n` in word `n / BITS`. See `CPU_SET(3)`
//! and mbind(2).

use libc::c_ulong;

/// Bits in one word.
const BITS: usize = c_ulong::BITS as usize;

/// A bitmap in the layout of the kernel. Whole words, all zero at first.
#[derive(Debug)]
pub(crate) struct BitMask {
    words: Vec<c_ulong>,
}

impl BitMask {
    /// An empty mask with room for at least `bits` bits.
    pub(crate) fn with_bits(bits: usize) -> Self {
        Self { words: vec![0; bits.div_ceil(BITS)] }
    }

    /// Sets one bit.
    ///
    /// # Panics
    ///
    /// If there is no room for it.
    pub(crate) fn set(&mut self, bit: usize) {
        self.words[bit / BITS] |= 1 << (bit % BITS);
    }

    /// The bits which are set, in ascending order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.bits()).filter(|bit| self.words[bit / BITS] >> (bit % BITS) & 1 == 1)
    }

    /// The number of bits there is room for.
    pub(crate) fn bits(&self) -> usize {
        self.words.len() * BITS
    }

    /// The number of bytes behind [`as_ptr`](Self::as_ptr).
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.words.as_slice())
    }

    /// The first word. Valid for reads of [`bytes`](Self::bytes) bytes.
    pub(crate) fn as_ptr(&self) -> *const c_ulong {
        self.words.as_ptr()
    }

    /// The first word. Valid for reads and writes of [`bytes`](Self::bytes) bytes.
    pub(crate) fn as_mut_ptr(&mut self) -> *mut c_ulong {
        self.words.as_mut_ptr()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_land_in_the_words_of_the_kernel() {
        let mut mask = BitMask::with_bits(2 * BITS + 1);
        for bit in [0, BITS - 1, BITS, 2 * BITS] {
            mask.set(bit);
        }
        assert_eq!(mask.words, [1 | 1 << (BITS - 1), 1, 1]);
        assert_eq!(mask.iter().collect::<Vec<_>>(), [0, BITS - 1, BITS, 2 * BITS]);
    }

    #[test]
    fn room_is_counted_in_whole_words() {
        let mask = BitMask::with_bits(1);
        assert_eq!(mask.bits(), BITS);
        assert_eq!(mask.bytes() * 8, BITS);
        assert_eq!(mask.iter().count(), 0);
    }
}
