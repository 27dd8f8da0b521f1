//! crossfire, bounded: the module of each kind, with ends that may block.

use crossfire::{MRx, MTx, Rx, Tx, mpmc, mpsc, spsc};

use crate::common::ends::{Receiver, Sender, Waiting, channel_ends, waiting_ends};
use crate::common::message::Message;

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
waiting_ends! {
    Tx<spsc::Array<M>>: send, Rx<spsc::Array<M>>: recv;
}

/// The methods of `MTx` and `MRx` are those of `Tx` and `Rx`, to which they dereference.
macro_rules! waiting_clones {
    ($($sender:ty: $tx:ty, $receiver:ty: $rx:ty;)*) => {
        $(
            impl<M: Message> Sender<M> for Waiting<$sender> {
                #[inline]
                fn send(&mut self, message: M) -> bool {
                    <$tx>::send(&self.0, message).is_ok()
                }
            }

            impl<M: Message> Receiver<M> for Waiting<$receiver> {
                #[inline]
                fn receive(&mut self) -> Option<M> {
                    <$rx>::recv(&self.0).ok()
                }
            }
        )*
    };
}

waiting_clones! {
    MTx<mpsc::Array<M>>: Tx<mpsc::Array<M>>, Rx<mpsc::Array<M>>: Rx<mpsc::Array<M>>;
    MTx<mpmc::Array<M>>: Tx<mpmc::Array<M>>, MRx<mpmc::Array<M>>: Rx<mpmc::Array<M>>;
}
