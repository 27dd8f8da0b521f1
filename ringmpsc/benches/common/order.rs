//! The order in which the contestants of a round run.

/// Makes a new order for each round. The orders are the same in every run of the program.
pub(crate) struct Order(fastrand::Rng);

impl Order {
    pub(crate) fn new() -> Self {
        Self(fastrand::Rng::with_seed(0x9E37_79B9_7F4A_7C15))
    }

    /// The numbers below `n`, shuffled.
    pub(crate) fn next(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<_> = (0..n).collect();
        self.0.shuffle(&mut order);
        order
    }
}
