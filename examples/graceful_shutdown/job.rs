//! What the producers send, and the channel that is generated for it.

use ringmpsc::ring_channel;

/// Something to do, with a name of its own on the heap: whoever has a job has it alone.
#[ring_channel(kind = mpsc, bits = 4, wait)]
pub(crate) struct Job {
    pub(crate) name: String,
}
