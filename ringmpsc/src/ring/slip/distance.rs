//! How many messages, or free slots, are few.

use super::MIN_CAPACITY;
use crate::ring::line_ownership::TakeLines;
use crate::ring::slots::Buffer;

/// The distance at which the two sides do not disturb each other. A load that finds fewer messages
/// or free slots than this, or than a [part](FEW_OF) of the ring, finds few.
pub(crate) const DISTANCE: usize = 128;

/// The part of the ring that bounds [`DISTANCE`] in a small ring.
pub(super) const FEW_OF: usize = 32;

/// The same where the consumer [takes the lines](TakeLines), in bytes of messages. Before it
/// takes a line, this line should have left the producer's cache of level 1.
pub(super) const DISTANCE_TAKEN: usize = 16 << 10;
pub(super) const FEW_OF_TAKEN: usize = 8;

/// Returns the number that a load in a ring with such slots must reach in order not to find few.
pub(super) fn few<B: Buffer>() -> usize {
    if TakeLines::of::<B>().get() {
        let distance = DISTANCE_TAKEN / size_of::<B::Message>();
        few_of(B::CAPACITY, distance.max(DISTANCE), FEW_OF_TAKEN)
    } else {
        few_of(B::CAPACITY, DISTANCE, FEW_OF)
    }
}

/// Returns `distance`, or a part of a small ring: `capacity / part`. It is 0 if the ring is too
/// small for pauses.
pub(super) fn few_of(capacity: usize, distance: usize, part: usize) -> usize {
    if (capacity as u64) < MIN_CAPACITY { 0 } else { distance.min(capacity / part) }
}
