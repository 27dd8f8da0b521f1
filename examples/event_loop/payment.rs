//! What the tellers send, and the channel that is generated for it.

use ringmpsc::ring_channel;

/// Money that is paid into an account, or, if it is negative, out of it.
#[ring_channel(kind = mpsc, bits = 6, wait)]
pub(crate) struct Payment {
    pub(crate) account: u32,
    pub(crate) cents: i64,
}
