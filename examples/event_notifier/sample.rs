//! What the sensor sends, and the channel that is generated for it.

use ringmpsc::ring_channel;

/// A measurement.
///
/// The ring has 64 slots: that many samples may wait while the loop is busy.
#[ring_channel(kind = spsc, bits = 6, notify)]
pub(crate) struct Sample(pub(crate) u32);
