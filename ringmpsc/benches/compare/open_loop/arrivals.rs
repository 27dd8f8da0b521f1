//! When messages are due.

use std::fmt;

use fastrand::Rng;

/// How messages arrive. Times are nanoseconds.
#[derive(Clone, Copy)]
pub(crate) enum Arrivals {
    /// One message every so often.
    Every(f64),
    /// Messages that are independent of one another, one every so often on average.
    Poisson(f64),
    /// Packets of `size` messages that are due at the same time, one packet `every` so often.
    Packets {
        /// Messages in a packet.
        size: usize,
        /// Time between two packets.
        every: f64,
    },
    /// The same, but packets are independent of one another: one `every` so often on average.
    PoissonPackets {
        /// Messages in a packet.
        size: usize,
        /// Mean time between two packets.
        every: f64,
    },
}

impl Arrivals {
    /// The mean time between two messages.
    #[expect(clippy::cast_precision_loss, reason = "packets are small")]
    pub(crate) fn mean(self) -> f64 {
        match self {
            Self::Every(mean) | Self::Poisson(mean) => mean,
            Self::Packets { size, every } | Self::PoissonPackets { size, every } => {
                every / size as f64
            }
        }
    }

    /// Every how many messages the receiver reads the clock. It reads the clock as often as it can
    /// without being the slower side, and at all places of a packet: the number has no factor in
    /// common with the sizes of packets.
    pub(crate) fn sampling(self) -> usize {
        match self {
            Self::Every(mean) if mean >= 40.0 => 1,
            Self::Poisson(mean) if mean >= 100.0 => 1,
            Self::Every(_) | Self::Poisson(_) => 3,
            Self::Packets { size, .. } | Self::PoissonPackets { size, .. } => match size {
                1 => 1,
                ..=20 => 7,
                _ => 17,
            },
        }
    }

    /// When each of `n` messages is due, in nanoseconds from the beginning. The same for the same
    /// `seed`.
    pub(crate) fn due(self, n: usize, seed: u64) -> Vec<f64> {
        let mut rng = Rng::with_seed(seed);
        // `1 - f64()` is never 0.
        let mut exponential = |mean: f64| -(1.0 - rng.f64()).ln() * mean;
        let mut time = 0.0;
        let next = |k: usize| {
            time += match self {
                Self::Every(interval) => interval,
                Self::Poisson(mean) => exponential(mean),
                Self::Packets { size, .. } | Self::PoissonPackets { size, .. }
                    if !k.is_multiple_of(size) =>
                {
                    0.0
                }
                Self::Packets { every, .. } => every,
                Self::PoissonPackets { every, .. } => exponential(every),
            };
            time
        };
        (0..n).map(next).collect()
    }
}

impl fmt::Display for Arrivals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every(interval) => write!(f, "One message each {interval} ns"),
            Self::Poisson(mean) => write!(f, "A Poisson process, one message each {mean} ns"),
            Self::Packets { size, every } => write!(f, "Packets of {size}, one each {every} ns"),
            Self::PoissonPackets { size, every } => {
                write!(f, "A Poisson process of packets of {size}, one each {every} ns")
            }
        }
    }
}
