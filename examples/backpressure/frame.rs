//! What the camera sends, and the channel that is generated for it.

use ringmpsc::ring_channel;

/// A picture. It is `Copy`, so that many can be sent at once. The derive of `Clone` and `Copy`
/// generates an `unsafe impl` of `TrivialClone`, a marker of the standard library.
///
/// The ring has 8 slots: that is how far the camera can be ahead of the encoder.
#[ring_channel(kind = spsc, bits = 3, wait)]
#[derive(Clone, Copy)]
pub(crate) struct Frame(pub(crate) u64);
