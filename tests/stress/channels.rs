//! The channels under test, made with the attribute as a user would.

use std::iter;
use std::mem;
use std::ops::ControlFlow;

use ringmpsc::__private::{MpscHandle, SpscHandle};
use ringmpsc::{ChannelStats, RegisterError, TryRecvError, TrySendError, ring_channel};

use crate::books::Books;
use crate::ends::{
    Committed, Controls, Many, Receives, Receiving, Reserving, Sends, Single, Writing,
};
use crate::ledger;
use crate::message::{Message, Stamp};

/// A message that can be copied, and need not be dropped.
#[ring_channel(kind = spsc, bits = 1, name = PlainTwo)]
#[ring_channel(kind = spsc, bits = 2, name = PlainFour)]
#[ring_channel(kind = spsc, bits = 6, name = PlainSixtyFour)]
#[ring_channel(kind = spsc, bits = 10, name = PlainThousand, prefetch = 8)]
#[ring_channel(kind = mpsc, bits = 1, name = PlainManyTwo, metrics)]
#[ring_channel(kind = mpsc, bits = 4, name = PlainManySixteen, metrics, fence = full)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain {
    stamp: Stamp,
    seal: u64,
}

impl Message for Plain {
    const TRACKED: bool = false;

    fn new(stamp: Stamp, _number: u32) -> Self {
        Self { stamp, seal: stamp.seal() }
    }

    fn stamp(&self) -> Stamp {
        assert_eq!(self.seal, self.stamp.seal(), "{:?} is torn", self.stamp);
        self.stamp
    }
}

/// A message that is in the ledger.
#[ring_channel(kind = spsc, bits = 1, name = TrackedTwo, metrics)]
#[ring_channel(kind = spsc, bits = 2, name = TrackedFour, metrics, contention)]
#[ring_channel(kind = spsc, bits = 6, name = TrackedSixtyFour, metrics(latency))]
#[ring_channel(kind = spsc, bits = 10, name = TrackedThousand, metrics)]
#[ring_channel(kind = spsc, bits = 2, name = TrackedFourFull, metrics, fence = full)]
#[ring_channel(kind = mpsc, bits = 1, name = TrackedManyTwo, metrics)]
#[ring_channel(kind = mpsc, bits = 2, name = TrackedManyFour, metrics, contention)]
#[ring_channel(kind = mpsc, bits = 2, name = TrackedManyFourFull, metrics, fence = full)]
#[ring_channel(kind = mpsc, bits = 3, name = TrackedManyEight, metrics)]
#[ring_channel(kind = mpsc, bits = 3, name = TrackedManyEightFull, metrics, fence = full)]
#[ring_channel(kind = mpsc, bits = 6, name = TrackedManySixtyFour, metrics, prefetch = 8)]
#[derive(Debug)]
pub(crate) struct Tracked {
    stamp: Stamp,
    seal: u64,
    number: u32,
    /// Some messages own memory: a sanitizer sees what becomes of it.
    heap: Option<Box<u64>>,
}

impl Message for Tracked {
    const TRACKED: bool = true;

    fn new(stamp: Stamp, number: u32) -> Self {
        ledger::made(number);
        let seal = stamp.seal();
        let heap = number.is_multiple_of(16).then(|| Box::new(seal));
        Self { stamp, seal, number, heap }
    }

    fn stamp(&self) -> Stamp {
        assert_eq!(self.seal, self.stamp.seal(), "{:?} is torn", self.stamp);
        assert!(
            self.heap.as_ref().is_none_or(|heap| **heap == self.seal),
            "{:?} is torn",
            self.stamp
        );
        self.stamp
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        ledger::dropped(self.number);
    }
}

macro_rules! sends {
    ($Producer:ty, $Message:ty, $copies:ident) => {
        impl Sends for $Producer {
            type Message = $Message;

            fn capacity(&self) -> usize {
                self.capacity()
            }

            fn len(&self) -> usize {
                self.len()
            }

            fn is_closed(&self) -> bool {
                self.is_closed()
            }

            fn try_send(&mut self, message: $Message) -> Result<(), TrySendError<$Message>> {
                self.try_send(message)
            }

            fn send_slice(&mut self, n: usize, next: &mut dyn FnMut() -> $Message) -> usize {
                sends!(@send_slice $copies self n next)
            }

            fn send_iter(&mut self, n: usize, next: &mut dyn FnMut() -> $Message) -> usize {
                self.send_iter(iter::repeat_with(next).take(n))
            }

            fn reserve(
                &mut self,
                n: usize,
                reserving: Reserving,
                writing: Writing,
                next: &mut dyn FnMut() -> $Message,
            ) -> Committed<$Message> {
                let mut slots = match reserving {
                    Reserving::Exactly => self.reserve(n)?,
                    Reserving::UpTo => self.reserve_up_to(n)?,
                    Reserving::WithBackoff => self.reserve_with_backoff(n)?,
                };
                let granted = slots.capacity();
                if reserving == Reserving::UpTo {
                    assert!((1..=n).contains(&granted), "{granted} slots of {n}");
                } else {
                    assert_eq!(granted, n);
                }
                match writing {
                    Writing::Push | Writing::Abandon => {
                        for _ in 0..granted {
                            assert!(slots.push(next()).is_ok(), "a granted slot cannot be written");
                        }
                        assert_eq!(slots.written(), granted);
                        if matches!(writing, Writing::Abandon) {
                            drop(slots);
                            return Ok(Ok(0));
                        }
                    }
                    Writing::Fill => {
                        let filled = sends!(@fill $copies slots granted next);
                        assert_eq!(filled, granted);
                    }
                    Writing::InPlace => {
                        let (before, after) = slots.as_uninit_slices();
                        for slot in before.iter_mut().chain(after) {
                            slot.write(next());
                        }
                        // SAFETY: all slots were written just now.
                        return Ok(unsafe { slots.commit_init(granted) });
                    }
                    Writing::Forget => {
                        mem::forget(slots);
                        return Ok(Ok(0));
                    }
                }
                Ok(slots.commit())
            }
        }
    };
    (@send_slice copies $self:ident $n:ident $next:ident) => {{
        let messages: Vec<_> = iter::repeat_with($next).take($n).collect();
        $self.send_slice(&messages)
    }};
    (@send_slice moves $self:ident $n:ident $next:ident) => {
        $self.send_iter(iter::repeat_with($next).take($n))
    };
    (@fill copies $slots:ident $n:ident $next:ident) => {{
        let messages: Vec<_> = iter::repeat_with($next).take($n).collect();
        $slots.copy_from_slice(&messages)
    }};
    (@fill moves $slots:ident $n:ident $next:ident) => {
        $slots.fill_from(iter::repeat_with($next).take($n))
    };
}

macro_rules! receives {
    ($Consumer:ty, $Message:ty, $copies:ident, $kind:ident) => {
        impl Receives for $Consumer {
            type Message = $Message;

            fn capacity(&self) -> usize {
                self.capacity()
            }

            fn len(&self) -> usize {
                self.len()
            }

            fn try_recv(&mut self) -> Result<$Message, TryRecvError> {
                self.try_recv()
            }

            fn consume_all(&mut self, f: &mut dyn FnMut($Message)) -> usize {
                self.consume_batch_owned(f)
            }

            fn receive(&mut self, how: Receiving, n: usize, books: &mut Books) -> usize {
                match how {
                    Receiving::One => match self.try_recv() {
                        Ok(message) => books.take(&message),
                        Err(_) => 0,
                    },
                    Receiving::Readable => self.readable().map_or(0, |readable| {
                        let n = n.min(readable.len());
                        let taken = books.take_all(&readable[..n]);
                        if n == readable.len() {
                            readable.advance_all();
                        } else {
                            readable.advance(n);
                        }
                        taken
                    }),
                    Receiving::ReadableLooked => self.readable().map_or(0, |readable| {
                        assert!(!readable.is_empty());
                        books.look_all(&readable)
                    }),
                    Receiving::DrainInto => {
                        let mut messages = Vec::new();
                        let drained = self.drain_into(&mut messages, n);
                        assert_eq!(drained, messages.len());
                        books.take_all(&messages)
                    }
                    Receiving::Slice => receives!(@slice $copies self n books),
                    Receiving::Batch => {
                        books.during(|books| self.consume_batch(|m| { books.take(m); }))
                    }
                    Receiving::BatchOwned => {
                        books.during(|books| self.consume_batch_owned(|m| { books.take(&m); }))
                    }
                    Receiving::UpTo => {
                        let consumed =
                            books.during(|books| self.consume_up_to(n, |m| { books.take(m); }));
                        assert!(consumed <= n);
                        consumed
                    }
                    Receiving::While => {
                        let mut left = n;
                        books.during(|books| {
                            self.consume_while(|m| {
                                books.take(m);
                                left -= 1;
                                match left {
                                    0 => ControlFlow::Break(()),
                                    _ => ControlFlow::Continue(()),
                                }
                            })
                        })
                    }
                    Receiving::Count => books.skip(self.consume_count()),
                    Receiving::Skip => {
                        let skipped = self.skip(n);
                        assert!(skipped <= n);
                        books.skip(skipped)
                    }
                    Receiving::Peek => self.peek().map_or(0, |message| books.look(message)),
                    Receiving::PeekMany => {
                        self.peek_many(n).map_or(0, |messages| books.look_all(messages))
                    }
                    Receiving::Iter => books.during(|books| {
                        let mut messages = self.peek_iter();
                        for message in (&mut messages).into_iter().take(n) {
                            books.take(message);
                        }
                        messages.consume_seen()
                    }),
                    Receiving::IterLooked => {
                        for message in &mut self.peek_iter() {
                            books.look(message);
                        }
                        0
                    }
                    Receiving::Drain => {
                        let messages = self.drain();
                        let announced = messages.len();
                        let drained = messages.map(|message| books.take(&message)).sum();
                        assert_eq!(drained, announced, "a drain has an exact size");
                        drained
                    }
                    Receiving::DrainDropped => {
                        let mut messages = self.drain();
                        let drained: usize =
                            messages.by_ref().take(n).map(|message| books.take(&message)).sum();
                        drained + books.skip(messages.len())
                    }
                    Receiving::DrainForgotten => {
                        let mut messages = self.drain();
                        let drained =
                            messages.by_ref().take(n).map(|message| books.take(&message)).sum();
                        mem::forget(messages);
                        books.forget(drained)
                    }
                    Receiving::Others => receives!(@others $kind self n books),
                }
            }
        }
    };
    (@slice copies $self:ident $n:ident $books:ident) => {{
        let mut messages = vec![Message::new($books.nobody(), 0); $n];
        let received = $self.recv_slice(&mut messages);
        $books.take_all(&messages[..received])
    }};
    (@slice moves $self:ident $n:ident $books:ident) => {
        $self.try_recv().map_or(0, |message| $books.take(&message))
    };
    (@others spsc $self:ident $n:ident $books:ident) => {
        $self.try_recv().map_or(0, |message| $books.take(&message))
    };
    (@others mpsc $self:ident $n:ident $books:ident) => {{
        $self.hottest();
        $self.reset_adaptive_skip();
        if $n.is_multiple_of(2) {
            $books.during(|books| $self.consume_all(|m| { books.take(m); }))
        } else {
            $books.during(|books| $self.drain_all(|m| { books.take(&m); }))
        }
    }};
}

macro_rules! controls {
    ($Channel:ty, $metrics:ident) => {
        impl Controls for $Channel {
            fn close(&self) {
                self.close();
            }

            fn is_closed(&self) -> bool {
                self.is_closed()
            }

            fn len(&self) -> usize {
                self.len()
            }

            fn stats(&self) -> Option<ChannelStats> {
                controls!(@stats $metrics self)
            }
        }
    };
    (@stats metrics $self:ident) => {
        Some($self.snapshot())
    };
    (@stats plain $self:ident) => {
        None
    };
}

pub(crate) use {controls, sends};

macro_rules! spsc {
    (
        $Channel:ident, $Producer:ident, $Consumer:ident, $Message:ty, $copies:ident, $metrics:ident
    ) => {
        sends!($Producer, $Message, $copies);
        receives!($Consumer, $Message, $copies, spsc);
        controls!($Channel, $metrics);

        impl Single for $Channel {
            type Producer = $Producer;
            type Consumer = $Consumer;
            type Handle = Self;

            fn open_at(cursor: u64) -> ($Producer, $Consumer) {
                let (producer, consumer) = SpscHandle::open_at(cursor);
                ($Producer { producer }, $Consumer { consumer })
            }

            fn handle(producer: &$Producer) -> Self {
                producer.channel()
            }
        }
    };
}

macro_rules! mpsc {
    (
        $Channel:ident, $Producer:ident, $Consumer:ident, $Message:ty, $copies:ident, $metrics:ident
    ) => {
        sends!($Producer, $Message, $copies);
        receives!($Consumer, $Message, $copies, mpsc);
        controls!($Channel, $metrics);

        impl Many for $Channel {
            type Producer = $Producer;
            type Consumer = $Consumer;

            fn open_at(cursor: u64) -> (Self, $Consumer) {
                let (handle, consumer) = MpscHandle::open_at(cursor);
                (Self { handle }, $Consumer { consumer })
            }

            fn register(&self) -> Result<$Producer, RegisterError> {
                self.register()
            }

            fn producer_count(&self) -> usize {
                self.producer_count()
            }
        }
    };
}

spsc!(PlainTwoChannel, PlainTwoProducer, PlainTwoConsumer, Plain, copies, plain);
spsc!(PlainFourChannel, PlainFourProducer, PlainFourConsumer, Plain, copies, plain);
spsc!(PlainSixtyFourChannel, PlainSixtyFourProducer, PlainSixtyFourConsumer, Plain, copies, plain);
spsc!(PlainThousandChannel, PlainThousandProducer, PlainThousandConsumer, Plain, copies, plain);
mpsc!(PlainManyTwoChannel, PlainManyTwoProducer, PlainManyTwoConsumer, Plain, copies, metrics);
mpsc!(
    PlainManySixteenChannel,
    PlainManySixteenProducer,
    PlainManySixteenConsumer,
    Plain,
    copies,
    metrics
);
spsc!(TrackedTwoChannel, TrackedTwoProducer, TrackedTwoConsumer, Tracked, moves, metrics);
spsc!(TrackedFourChannel, TrackedFourProducer, TrackedFourConsumer, Tracked, moves, metrics);
spsc!(
    TrackedSixtyFourChannel,
    TrackedSixtyFourProducer,
    TrackedSixtyFourConsumer,
    Tracked,
    moves,
    metrics
);
spsc!(
    TrackedThousandChannel,
    TrackedThousandProducer,
    TrackedThousandConsumer,
    Tracked,
    moves,
    metrics
);
spsc!(
    TrackedFourFullChannel,
    TrackedFourFullProducer,
    TrackedFourFullConsumer,
    Tracked,
    moves,
    metrics
);
mpsc!(
    TrackedManyTwoChannel,
    TrackedManyTwoProducer,
    TrackedManyTwoConsumer,
    Tracked,
    moves,
    metrics
);
mpsc!(
    TrackedManyFourChannel,
    TrackedManyFourProducer,
    TrackedManyFourConsumer,
    Tracked,
    moves,
    metrics
);
mpsc!(
    TrackedManyFourFullChannel,
    TrackedManyFourFullProducer,
    TrackedManyFourFullConsumer,
    Tracked,
    moves,
    metrics
);
mpsc!(
    TrackedManyEightChannel,
    TrackedManyEightProducer,
    TrackedManyEightConsumer,
    Tracked,
    moves,
    metrics
);
mpsc!(
    TrackedManyEightFullChannel,
    TrackedManyEightFullProducer,
    TrackedManyEightFullConsumer,
    Tracked,
    moves,
    metrics
);
mpsc!(
    TrackedManySixtyFourChannel,
    TrackedManySixtyFourProducer,
    TrackedManySixtyFourConsumer,
    Tracked,
    moves,
    metrics
);
