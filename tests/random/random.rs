//! Random numbers that depend on a seed and a step, and on nothing else: a step that is removed
//! from a run changes no other one.

/// `SplitMix64` (G. L. Steele, D. Lea and C. H. Flood, 2014).
pub(crate) struct Random(u64);

impl Random {
    /// The numbers of one step of one run.
    pub(crate) fn of(seed: u64, step: u64) -> Self {
        Self(mix(seed ^ mix(step.wrapping_mul(0xd134_2543_de82_ef95))))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// One of `0..n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.next()) * n as u128;
        usize::try_from(wide >> 64).expect("it is below a `usize`")
    }

    /// True once in `n` times.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// A number of messages: mostly about the capacity, sometimes none, sometimes far too many.
    pub(crate) fn count(&mut self, capacity: usize) -> usize {
        match self.below(16) {
            0 => 0,
            1 => capacity + 1 + self.below(70),
            2 => usize::MAX,
            3..=6 => 1,
            _ => 1 + self.below(capacity + 1),
        }
    }
}

/// Spreads the bits of a number over all of it.
const fn mix(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}
