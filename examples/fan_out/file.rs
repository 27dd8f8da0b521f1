//! What goes from the reader to the workers.

use std::path::PathBuf;

use ringmpsc::ring_channel;

/// A file that was read. The ring is small, so that little memory is taken by what nobody has
/// hashed yet.
#[ring_channel(kind = spmc, bits = 4, wait)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) contents: Vec<u8>,
}
