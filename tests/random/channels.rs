//! The channels: every kind, with small rings, without options and with all of them.

use std::any::Any;
use std::future::Future;
use std::mem;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use ringmpsc::__private::{Sink, Stream};
use ringmpsc::blocking::{self, Timeout};
use ringmpsc::{
    ChannelStats, CommitError, Consume, EventNotifier, Produce, ProducerStats, RegisterError,
    ReserveError, SendTimeoutError, TryRecvError, TrySendError, WaitError, WaitStrategy,
    ring_channel,
};

use crate::ends::{
    Ask, Batch, Handle, Look, Patience, Receiving, Reservation, Reserving, Rx, RxStatus, Sending,
    Sent, Tx, TxStatus, View,
};
use crate::ledger::{self, Message as _, Plain, Tracked};

/// Who may send and who may receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Spsc,
    Mpsc,
    Spmc,
    Mpmc,
}

impl Kind {
    pub(crate) fn many_producers(self) -> bool {
        matches!(self, Self::Mpsc | Self::Mpmc)
    }

    /// Whether consumers compete for messages.
    pub(crate) fn competing(self) -> bool {
        matches!(self, Self::Spmc | Self::Mpmc)
    }
}

/// The ends of a new channel: what opening it gives out.
#[derive(Default)]
pub(crate) struct Opened {
    pub(crate) handle: Option<Box<dyn Handle>>,
    pub(crate) producer: Option<Box<dyn Tx>>,
    pub(crate) consumer: Option<Box<dyn Rx>>,
}

/// One channel type.
#[derive(Clone, Copy)]
pub(crate) struct Channel {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) capacity: usize,
    /// Whether messages are counted; if not they can be copied.
    pub(crate) counted: bool,
    pub(crate) full: bool,
    pub(crate) open_at: fn(u64) -> Opened,
}

macro_rules! channel {
    (
        $name:ident: $kind:ident $Kind:ident, $bits:literal, $message:ident, $set:ident,
        $($option:tt)*
    ) => {
        #[allow(
            clippy::unnecessary_wraps,
            clippy::needless_pass_by_value,
            dead_code,
            reason = "each kind has the functions of all"
        )]
        pub(crate) mod $name {
            use super::*;

            #[ring_channel(kind = $kind, bits = $bits, $($option)*)]
            pub(crate) type Message = $message;

            include!("adapter.rs");
            ends!($kind);
            messages!($message, $kind);
            options!($set, $kind, $message);

            pub(crate) const CHANNEL: Channel = Channel {
                name: stringify!($name),
                kind: Kind::$Kind,
                capacity: MessageChannel::CAPACITY,
                counted: Message::COUNTED,
                full: FULL,
                open_at,
            };
        }
    };
}

/// How a kind is opened, and what only it has.
macro_rules! ends {
    (spsc) => {
        fn open_at(cursor: u64) -> Opened {
            let (producer, consumer) = ringmpsc::__private::SpscHandle::open_at(cursor);
            let (producer, consumer) = (MessageProducer { producer }, MessageConsumer { consumer });
            Opened {
                handle: Some(Box::new(consumer.channel())),
                producer: Some(boxed_tx(producer)),
                consumer: Some(boxed_rx(consumer)),
            }
        }

        ends!(no register);
        ends!(no register_consumer);
        ends!(exclusive);

        fn channel_of_producer(end: &MessageProducer) -> Option<Box<dyn Handle>> {
            Some(Box::new(end.channel()))
        }

        fn is_fully_drained(_: &MessageConsumer) -> Option<bool> {
            None
        }

        fn reset(end: &mut MessageConsumer, producer: Option<&mut dyn Any>) -> Option<bool> {
            let producer = producer?.downcast_mut::<MessageProducer>().expect("one of ours");
            Some(end.reset(producer).is_ok())
        }

        fn own_batch(
            _: &mut MessageConsumer,
            _: Batch,
            _: &mut dyn FnMut(u32) -> bool,
        ) -> Option<usize> {
            None
        }
    };
    (mpsc) => {
        fn open_at(cursor: u64) -> Opened {
            let (handle, consumer) = ringmpsc::__private::MpscHandle::open_at(cursor);
            Opened {
                handle: Some(Box::new(MessageChannel { handle })),
                producer: None,
                consumer: Some(boxed_rx(MessageConsumer { consumer })),
            }
        }

        ends!(register);
        ends!(no register_consumer);
        ends!(exclusive);
        ends!(drained);

        fn reset(end: &mut MessageConsumer, _: Option<&mut dyn Any>) -> Option<bool> {
            Some(end.reset().is_ok())
        }

        fn own_batch(
            end: &mut MessageConsumer,
            how: Batch,
            f: &mut dyn FnMut(u32) -> bool,
        ) -> Option<usize> {
            Some(match how {
                Batch::ConsumeAll => end.consume_all(|message| {
                    f(message.number());
                }),
                Batch::ConsumeAllOwned => end.consume_all_owned(|message| {
                    f(message.number());
                }),
                Batch::ConsumeAllUpTo(max) => end.consume_all_up_to(max, |message| {
                    f(message.number());
                }),
                Batch::DrainAll => end.drain_all(|message| {
                    f(message.number());
                }),
                _ => return None,
            })
        }
    };
    (spmc) => {
        fn open_at(cursor: u64) -> Opened {
            let (producer, handle) = ringmpsc::__private::SpmcHandle::open_at(cursor);
            Opened {
                handle: Some(Box::new(MessageChannel { handle })),
                producer: Some(boxed_tx(MessageProducer { producer })),
                consumer: None,
            }
        }

        ends!(no register);
        ends!(register_consumer);
        ends!(competing);

        fn channel_of_producer(_: &MessageProducer) -> Option<Box<dyn Handle>> {
            None
        }

        fn steal_batch(_: &mut MessageConsumer, _: &mut dyn FnMut(u32) -> bool) -> Option<usize> {
            None
        }
    };
    (mpmc) => {
        fn open_at(cursor: u64) -> Opened {
            let handle = ringmpsc::__private::MpmcHandle::open_at(cursor);
            Opened {
                handle: Some(Box::new(MessageChannel { handle })),
                producer: None,
                consumer: None,
            }
        }

        ends!(register);
        ends!(register_consumer);
        ends!(competing);

        fn steal_batch(end: &mut MessageConsumer, f: &mut dyn FnMut(u32) -> bool) -> Option<usize> {
            Some(end.steal_batch(|message| {
                f(message.number());
            }))
        }
    };
    (no register) => {
        fn register(_: &MessageChannel) -> Option<Result<MessageProducer, RegisterError>> {
            None
        }
    };
    (no register_consumer) => {
        fn register_consumer(_: &MessageChannel) -> Option<Result<MessageConsumer, RegisterError>> {
            None
        }
    };
    (register) => {
        fn register(channel: &MessageChannel) -> Option<Result<MessageProducer, RegisterError>> {
            Some(channel.register())
        }

        fn channel_of_producer(_: &MessageProducer) -> Option<Box<dyn Handle>> {
            None
        }
    };
    (register_consumer) => {
        fn register_consumer(
            channel: &MessageChannel,
        ) -> Option<Result<MessageConsumer, RegisterError>> {
            Some(channel.register_consumer())
        }
    };
    (drained) => {
        fn is_fully_drained(end: &MessageConsumer) -> Option<bool> {
            Some(end.is_fully_drained())
        }
    };
    (exclusive) => {
        fn batch(
            end: &mut MessageConsumer,
            how: Batch,
            f: &mut dyn FnMut(u32) -> bool,
        ) -> Option<usize> {
            Some(match how {
                Batch::All => end.consume_batch(|message| {
                    f(message.number());
                }),
                Batch::Owned => end.consume_batch_owned(|message| {
                    f(message.number());
                }),
                Batch::UpTo(max) => end.consume_up_to(max, |message| {
                    f(message.number());
                }),
                Batch::While => end.consume_while(|message| {
                    if f(message.number()) {
                        ControlFlow::Continue(())
                    } else {
                        ControlFlow::Break(())
                    }
                }),
                Batch::Wait => return batch_wait(end, f),
                other => return own_batch(end, other, f),
            })
        }

        fn take_into(end: &mut MessageConsumer, into: &mut Vec<Message>, max: usize) -> usize {
            end.drain_into(into, max)
        }

        fn skip(end: &mut MessageConsumer, max: usize) -> Option<usize> {
            Some(end.skip(max))
        }

        fn consume_count(end: &mut MessageConsumer) -> Option<usize> {
            Some(end.consume_count())
        }

        fn peek(end: &mut MessageConsumer) -> Option<Option<u32>> {
            Some(end.peek().map(|message| message.number()))
        }

        fn peek_many(end: &mut MessageConsumer, n: usize) -> Option<Option<Vec<u32>>> {
            Some(end.peek_many(n).map(|run| run.iter().map(|message| message.number()).collect()))
        }

        fn view(end: &'static mut MessageConsumer, how: Look) -> Option<Option<Box<dyn View>>> {
            Some(match how {
                Look::Readable => {
                    end.readable().map(|view| Box::new(Seen(view)) as Box<dyn View>)
                }
                Look::Iter => Some(Box::new(Looking(end.peek_iter()))),
                Look::Drain => Some(Box::new(Taking(end.drain()))),
            })
        }

        fn steal(_: &'static mut MessageConsumer, _: usize) -> Option<Option<Box<dyn View>>> {
            None
        }

        struct Seen(MessageReadable<'static>);

        impl View for Seen {
            fn left(&self) -> Option<usize> {
                Some(self.0.len())
            }

            fn slice(&self) -> Vec<u32> {
                self.0.iter().map(|message| message.number()).collect()
            }

            fn next(&mut self) -> Option<u32> {
                None
            }

            fn finish(self: Box<Self>, n: usize) -> Option<usize> {
                if n == self.0.len() {
                    self.0.advance_all();
                } else {
                    self.0.advance(n);
                }
                None
            }

            /// It has no drop of its own.
            fn forget(self: Box<Self>) {}
        }

        struct Looking(MessagePeekIter<'static>);

        impl View for Looking {
            fn left(&self) -> Option<usize> {
                None
            }

            fn slice(&self) -> Vec<u32> {
                Vec::new()
            }

            fn next(&mut self) -> Option<u32> {
                self.0.next().map(|message| message.number())
            }

            fn finish(self: Box<Self>, _: usize) -> Option<usize> {
                Some(self.0.consume_seen())
            }

            /// It has no drop of its own.
            fn forget(self: Box<Self>) {}
        }

        ends!(taking, MessageDrain);
    };
    (competing) => {
        fn batch(
            end: &mut MessageConsumer,
            how: Batch,
            f: &mut dyn FnMut(u32) -> bool,
        ) -> Option<usize> {
            Some(match how {
                Batch::All => end.consume_batch(|message| {
                    f(message.number());
                }),
                Batch::UpTo(max) => end.consume_up_to(max, |message| {
                    f(message.number());
                }),
                Batch::Steal => return steal_batch(end, f),
                Batch::Wait => return batch_wait(end, f),
                _ => return None,
            })
        }

        fn take_into(end: &mut MessageConsumer, into: &mut Vec<Message>, max: usize) -> usize {
            end.steal_into(into, max)
        }

        fn skip(_: &mut MessageConsumer, _: usize) -> Option<usize> {
            None
        }

        fn consume_count(_: &mut MessageConsumer) -> Option<usize> {
            None
        }

        fn peek(_: &mut MessageConsumer) -> Option<Option<u32>> {
            None
        }

        fn peek_many(_: &mut MessageConsumer, _: usize) -> Option<Option<Vec<u32>>> {
            None
        }

        fn view(_: &'static mut MessageConsumer, _: Look) -> Option<Option<Box<dyn View>>> {
            None
        }

        fn steal(end: &'static mut MessageConsumer, max: usize) -> Option<Option<Box<dyn View>>> {
            Some(end.steal(max).map(|claim| Box::new(Taking(claim)) as Box<dyn View>))
        }

        fn reset(_: &mut MessageConsumer, _: Option<&mut dyn Any>) -> Option<bool> {
            None
        }

        ends!(drained);

        ends!(taking, MessageClaim);
    };
    (taking, $guard:ident) => {
        struct Taking($guard<'static>);

        impl View for Taking {
            fn left(&self) -> Option<usize> {
                Some(self.0.len())
            }

            fn slice(&self) -> Vec<u32> {
                Vec::new()
            }

            fn next(&mut self) -> Option<u32> {
                self.0.next().map(|message| message.number())
            }

            fn finish(self: Box<Self>, _: usize) -> Option<usize> {
                None
            }

            fn forget(self: Box<Self>) {
                mem::forget(self.0);
            }
        }
    };
}

/// What needs messages that can be copied.
macro_rules! messages {
    (Tracked, $kind:ident) => {
        fn send_slice(_: &mut MessageProducer, _: u32, _: usize) -> Option<usize> {
            None
        }

        fn take_slice(_: &mut MessageConsumer, _: usize) -> Option<Vec<u32>> {
            None
        }
    };
    (Plain, $kind:ident) => {
        /// The capacity is not more than this.
        fn slice(number: u32, n: usize) -> Vec<Message> {
            (number..).take(n.min(64)).map(Message::new).collect()
        }

        fn send_slice(end: &mut MessageProducer, number: u32, n: usize) -> Option<usize> {
            Some(end.send_slice(&slice(number, n)))
        }

        fn take_slice(end: &mut MessageConsumer, max: usize) -> Option<Vec<u32>> {
            const HOLE: u32 = u32::MAX;
            let mut target = vec![Plain::hole(HOLE); max.min(64)];
            let n = messages!(@ $kind, end, &mut target[..]);
            assert!(target[n..].iter().all(|message| message.number() == HOLE));
            Some(target[..n].iter().map(|message| message.number()).collect())
        }
    };
    (@ spsc, $end:ident, $target:expr) => { $end.recv_slice($target) };
    (@ mpsc, $end:ident, $target:expr) => { $end.recv_slice($target) };
    (@ spmc, $end:ident, $target:expr) => { $end.steal_slice($target) };
    (@ mpmc, $end:ident, $target:expr) => { $end.steal_slice($target) };
}

/// What needs options.
macro_rules! options {
    (plain, $kind:ident, $message:ident) => {
        const FULL: bool = false;

        fn snapshot(_: &MessageChannel) -> Option<ChannelStats> {
            None
        }

        fn send_all(_: &mut MessageProducer, _: u32, _: usize) -> Option<usize> {
            None
        }

        fn send_all_iter(_: &mut MessageProducer, _: u32, _: usize) -> Option<usize> {
            None
        }

        fn wait_closed(_: &mut MessageProducer) -> Option<bool> {
            None
        }

        fn recv_many(_: &mut MessageConsumer, _: usize) -> Option<Vec<u32>> {
            None
        }

        fn send(_: &mut MessageProducer, _: u32, _: Patience) -> Option<Sent> {
            None
        }

        fn reserve_wait(
            _: &'static mut MessageProducer,
            _: usize,
        ) -> Option<Result<MessageReservation<'static>, ReserveError>> {
            None
        }

        fn poll_ready(_: &mut MessageProducer, _: &Waker) -> Option<Poll<bool>> {
            None
        }

        fn close_sink(_: &mut MessageProducer) -> bool {
            false
        }

        fn start_send(_: &mut MessageProducer, _: u32) -> Sent {
            unreachable!("it was not ready")
        }

        fn send_async(_: &'static mut MessageProducer, _: u32) -> Option<Box<dyn Sending>> {
            None
        }

        fn reserve_async(_: &'static mut MessageProducer, _: usize) -> Option<Box<dyn Reserving>> {
            None
        }

        fn sent(_: &MessageProducer) -> Option<ProducerStats> {
            None
        }

        fn batch_wait(_: &mut MessageConsumer, _: &mut dyn FnMut(u32) -> bool) -> Option<usize> {
            None
        }

        fn recv(_: &mut MessageConsumer, _: Patience) -> Option<Result<u32, TryRecvError>> {
            None
        }

        fn poll_next(_: &mut MessageConsumer, _: &Waker) -> Option<Poll<Option<u32>>> {
            None
        }

        fn recv_async(_: &'static mut MessageConsumer) -> Option<Box<dyn Receiving>> {
            None
        }

        fn set_notifier(_: &mut MessageConsumer, _: Option<Arc<EventNotifier>>) -> bool {
            false
        }

        fn received(_: &MessageConsumer) -> Option<u64> {
            None
        }
    };
    (full, $kind:ident, $message:ident) => {
        const FULL: bool = true;

        use ringmpsc::RecvTimeoutError;
        use ringmpsc::__private::$kind as base;

        options!(@ $message);

        fn snapshot(channel: &MessageChannel) -> Option<ChannelStats> {
            Some(channel.snapshot())
        }

        include!("adapter_full.rs");

        fn received(end: &MessageConsumer) -> Option<u64> {
            Some(options!(@ $kind, end))
        }

        fn drain_with_wait(
            end: &mut MessageConsumer,
            f: &mut dyn FnMut(u32) -> bool,
            strategy: WaitStrategy,
        ) -> Result<usize, WaitError> {
            end.consume_batch_wait(
                |message| {
                    f(message.number());
                },
                strategy,
            )
        }
    };
    (@ Tracked) => {
        fn send_all(_: &mut MessageProducer, _: u32, _: usize) -> Option<usize> {
            None
        }
    };
    (@ Plain) => {
        fn send_all(end: &mut MessageProducer, number: u32, n: usize) -> Option<usize> {
            let messages = slice(number, n);
            Some(match end.send_all(&messages, NOW) {
                Ok(()) => messages.len(),
                Err(error) => error.sent(),
            })
        }
    };
    (@ spsc, $end:ident) => { $end.metrics().received };
    (@ mpsc, $end:ident) => { $end.metrics().received };
    (@ spmc, $end:ident) => { $end.metrics().claimed };
    (@ mpmc, $end:ident) => { $end.metrics().claimed };
}

channel!(spsc_2: spsc Spsc, 1, Tracked, plain,);
channel!(spsc_8: spsc Spsc, 3, Tracked, plain,);
channel!(spsc_copy_4: spsc Spsc, 2, Plain, full, wait, notify, futures, metrics, contention);
channel!(spsc_full_2: spsc Spsc, 1, Tracked, full, wait, notify, futures, metrics, contention);
channel!(spsc_full_4: spsc Spsc, 2, Tracked, full, wait, notify, futures, metrics, contention);
channel!(spsc_full_16: spsc Spsc, 4, Tracked, full, wait, notify, futures, metrics, contention);

channel!(mpsc_2: mpsc Mpsc, 1, Tracked, plain,);
channel!(mpsc_8: mpsc Mpsc, 3, Tracked, plain,);
channel!(mpsc_copy_4: mpsc Mpsc, 2, Plain, full, wait, notify, futures, metrics, contention);
channel!(mpsc_full_2: mpsc Mpsc, 1, Tracked, full, wait, notify, futures, metrics, contention);
channel!(mpsc_full_4: mpsc Mpsc, 2, Tracked, full, wait, notify, futures, metrics, contention);
channel!(mpsc_full_16: mpsc Mpsc, 4, Tracked, full, wait, notify, futures, metrics, contention);

channel!(spmc_2: spmc Spmc, 1, Tracked, plain,);
channel!(spmc_8: spmc Spmc, 3, Tracked, plain,);
channel!(spmc_copy_4: spmc Spmc, 2, Plain, full, wait, notify, futures, metrics, contention);
channel!(spmc_full_2: spmc Spmc, 1, Tracked, full, wait, notify, futures, metrics, contention);
channel!(spmc_full_4: spmc Spmc, 2, Tracked, full, wait, notify, futures, metrics, contention);
channel!(spmc_full_16: spmc Spmc, 4, Tracked, full, wait, notify, futures, metrics, contention);

channel!(mpmc_2: mpmc Mpmc, 1, Tracked, plain,);
channel!(mpmc_8: mpmc Mpmc, 3, Tracked, plain,);
channel!(mpmc_copy_4: mpmc Mpmc, 2, Plain, full, wait, notify, futures, metrics, contention);
channel!(mpmc_full_2: mpmc Mpmc, 1, Tracked, full, wait, notify, futures, metrics, contention);
channel!(mpmc_full_4: mpmc Mpmc, 2, Tracked, full, wait, notify, futures, metrics, contention);
channel!(mpmc_full_16: mpmc Mpmc, 4, Tracked, full, wait, notify, futures, metrics, contention);

pub(crate) const ALL: &[Channel] = &[
    spsc_2::CHANNEL,
    spsc_8::CHANNEL,
    spsc_copy_4::CHANNEL,
    spsc_full_2::CHANNEL,
    spsc_full_4::CHANNEL,
    spsc_full_16::CHANNEL,
    mpsc_2::CHANNEL,
    mpsc_8::CHANNEL,
    mpsc_copy_4::CHANNEL,
    mpsc_full_2::CHANNEL,
    mpsc_full_4::CHANNEL,
    mpsc_full_16::CHANNEL,
    spmc_2::CHANNEL,
    spmc_8::CHANNEL,
    spmc_copy_4::CHANNEL,
    spmc_full_2::CHANNEL,
    spmc_full_4::CHANNEL,
    spmc_full_16::CHANNEL,
    mpmc_2::CHANNEL,
    mpmc_8::CHANNEL,
    mpmc_copy_4::CHANNEL,
    mpmc_full_2::CHANNEL,
    mpmc_full_4::CHANNEL,
    mpmc_full_16::CHANNEL,
];
