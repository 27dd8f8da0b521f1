//! Bitmaps in the layout of the kernel: arrays of `unsigned long`, with bit `n` in word `n / BITS`.
//!
//! See [`CPU_SET(3)`] and [mbind(2)].
//!
//! [`CPU_SET(3)`]: https://man7.org/linux/man-pages/man3/CPU_SET.3.html
//! [mbind(2)]: https://man7.org/linux/man-pages/man2/mbind.2.html

use libc::c_ulong;

/// The number of bits in one word.
const BITS: usize = c_ulong::BITS as usize;

/// A bitmap of whole words. All bits are zero at first.
#[derive(Debug)]
pub(crate) struct BitMask {
    words: Vec<c_ulong>,
}

impl BitMask {
    /// Creates a mask of at least `bits` bits.
    pub(crate) fn with_bits(bits: usize) -> Self {
        Self { words: vec![0; bits.div_ceil(BITS)] }
    }

    /// Sets one bit.
    ///
    /// # Panics
    ///
    /// If the mask has no such bit.
    pub(crate) fn set(&mut self, bit: usize) {
        self.words[bit / BITS] |= 1 << (bit % BITS);
    }

    /// Returns the bits that are set, in ascending order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.bits()).filter(|bit| self.words[bit / BITS] >> (bit % BITS) & 1 == 1)
    }

    /// Returns the number of bits in the mask.
    pub(crate) fn bits(&self) -> usize {
        self.words.len() * BITS
    }

    /// Returns the number of bytes behind [`as_ptr`](Self::as_ptr).
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.words.as_slice())
    }

    /// Returns the first word, valid for reads of [`bytes`](Self::bytes) bytes.
    pub(crate) fn as_ptr(&self) -> *const c_ulong {
        self.words.as_ptr()
    }

    /// Returns the first word, valid for reads and writes of [`bytes`](Self::bytes) bytes.
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
    fn a_mask_consists_of_whole_words() {
        let mask = BitMask::with_bits(1);
        assert_eq!(mask.bits(), BITS);
        assert_eq!(mask.bytes() * 8, BITS);
        assert_eq!(mask.iter().count(), 0);
    }
}
