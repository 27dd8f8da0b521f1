//! Channels of this library with the option `futures`.

use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;
use futures_sink::Sink;

use crate::common::message::Message;
use crate::tasks::{TaskReceiver, TaskSender, task_ends};

/// A producer that is used as a `Sink`, or a consumer that is used as a `Stream`.
pub(crate) struct Polled<E>(E);

/// Has both ends polled.
pub(crate) fn polled<P, C>((producer, consumer): (P, C)) -> (Polled<P>, Polled<C>) {
    (Polled(producer), Polled(consumer))
}

impl<M: Message, P: Sink<M> + Unpin + Send + 'static> TaskSender<M> for Polled<P> {
    #[inline]
    async fn send(&mut self, message: M) -> Option<()> {
        poll_fn(|context| Pin::new(&mut self.0).poll_ready(context)).await.ok()?;
        Pin::new(&mut self.0).start_send(message).ok()
    }
}

impl<M: Message, C: Stream<Item = M> + Unpin + Send + 'static> TaskReceiver<M> for Polled<C> {
    #[inline]
    async fn receive(&mut self) -> Option<M> {
        poll_fn(|context| Pin::new(&mut self.0).poll_next(context)).await
    }
}

/// The module of a kind, with a module for each of its channels, as `super::channels`.
macro_rules! channels {
    ($kind:ident, { $($name:ident($($option:tt)*);)* }, $open:item) => {
        pub(crate) mod $kind {
            $(
                #[allow(dead_code, reason = "a case needs a few methods of a channel")]
                pub(crate) mod $name {
                    use crate::common::message::Message;

                    #[ringmpsc::ring_channel(kind = $kind, futures, $($option)*)]
                    pub(crate) type Queue<M> = M;

                    $open
                }
            )*
        }

        task_ends! {
            $(
                $kind::$name::QueueProducer<M>: send_async,
                $kind::$name::QueueConsumer<M>: recv_async;
            )*
        }
    };
}

channels! {
    spsc, {
        bits_6(bits = 6);
        bits_6_full(bits = 6, fence = full);
        bits_10(bits = 10);
        bits_10_full(bits = 10, fence = full);
    },
    pub(crate) fn open<M: Message>() -> (QueueProducer<M>, QueueConsumer<M>) {
        QueueChannel::open()
    }
}

channels! {
    mpsc, {
        bits_6(bits = 6);
        bits_6_full(bits = 6, fence = full);
        bits_10(bits = 10);
        bits_10_full(bits = 10, fence = full);
    },
    /// One producer: the channel ends with it.
    pub(crate) fn open<M: Message>() -> (QueueProducer<M>, QueueConsumer<M>) {
        let (channel, consumer) = QueueChannel::open();
        (channel.register().expect("there is memory for its ring"), consumer)
    }
}
