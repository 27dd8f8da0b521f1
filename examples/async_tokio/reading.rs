//! What the sensors send, and the channels that are generated for it.

use ringmpsc::ring_channel;

/// A measurement.
///
/// A ring of [`ReadingChannel`] has 4 slots: a task that is 4 readings ahead awaits space.
/// [`DriverChannel`] has 64, since the thread that sends into it does not wait. Each channel
/// has one `unsafe impl`.
#[ring_channel(kind = mpsc, bits = 2, futures)]
#[ring_channel(kind = spsc, bits = 6, notify, name = Driver)]
pub(crate) struct Reading(pub(crate) u32);
