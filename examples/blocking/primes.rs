//! What the workers send, and the channel that is generated for it.

use ringmpsc::ring_channel;

/// How many primes a worker has found in a range of numbers.
///
/// A ring has 4 slots: a worker that is 4 ranges ahead of the consumer waits.
#[ring_channel(kind = mpsc, bits = 2, wait, metrics)]
pub(crate) struct Primes {
    pub(crate) count: usize,
}
