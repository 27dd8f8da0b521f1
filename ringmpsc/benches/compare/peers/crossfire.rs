//! crossfire, bounded: the module of each kind, with ends that may block.

use crossfire::{MRx, MTx, Rx, Tx, mpmc, mpsc, spsc};

use crate::ends::{Receiver, Sender, Waiting, channel_ends, waiting_ends};
use crate::message::Message;

pub(crate) type One<M> = (Tx<spsc::Array<M>>, Rx<spsc::Array<M>>);
pub(crate) type Many<M> = (MTx<mpsc::Array<M>>, Rx<mpsc::Array<M>>);
pub(crate) type Shared<M> = (MTx<mpmc::Array<M>>, MRx<mpmc::Array<M>>);

/// Its documentation asks for this where there are few CPUs.
pub(crate) fn prepare() {
    crossfire::detect_backoff_cfg();
}

pub(crate) fn spsc<M: Message>(capacity: usize) -> One<M> {
    spsc::bounded_blocking(capacity)
}

pub(crate) fn mpsc<M: Message>(capacity: usize) -> Many<M> {
    mpsc::bounded_blocking(capacity)
}

pub(crate) fn mpmc<M: Message>(capacity: usize) -> Shared<M> {
    mpmc::bounded_blocking(capacity)
}

channel_ends! {
    Tx<spsc::Array<M>>, Rx<spsc::Array<M>>;
    MTx<mpsc::Array<M>>, Rx<mpsc::Array<M>>;
    MTx<mpmc::Array<M>>, MRx<mpmc::Array<M>>;
}
waiting_ends! { Tx<spsc::Array<M>>: send, Rx<spsc::Array<M>>: recv; }
