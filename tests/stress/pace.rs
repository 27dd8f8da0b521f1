//! The speed of one thread, which changes at random: so rings run full, run empty, and everything
//! between.

use std::hint;

use crate::random::Random;

pub(crate) struct Pace {
    /// Pauses between two steps, at the most.
    pauses: usize,
}

impl Pace {
    pub(crate) const fn new() -> Self {
        Self { pauses: 1 }
    }

    pub(crate) fn step(&mut self, random: &mut Random) {
        if random.once_in(64) {
            self.pauses = random.choose(&[1, 1, 1, 30, 300]);
        }
        pause(random.below(self.pauses));
    }
}

pub(crate) fn pause(spins: usize) {
    for _ in 0..spins {
        hint::spin_loop();
    }
}
