//! The channels under test whose consumers share them.

use std::iter;
use std::mem;

use ringmpsc::__private::{MpmcHandle, SpmcHandle};
use ringmpsc::{ChannelStats, RegisterError, TryRecvError, TrySendError, ring_channel};

use crate::channels::{Plain, Tracked, controls, sends};
use crate::ends::{Committed, Controls, Reserving, Sends, Writing};
use crate::message::Message;
use crate::pace;
use crate::sharing::ends::{Shares, Takes, Taking};
use crate::sharing::share::Share;

/// Numbers to copy.
#[ring_channel(kind = spmc, bits = 1, name = PlainShared, metrics)]
#[ring_channel(kind = spmc, bits = 6, name = PlainSharedSixtyFour, metrics, prefetch = 8)]
#[ring_channel(kind = mpmc, bits = 1, name = PlainShards, metrics)]
#[ring_channel(kind = mpmc, bits = 4, name = PlainShardsSixteen, metrics, fence = full)]
pub(crate) type Copied = Plain;

/// Messages in the ledger.
#[ring_channel(kind = spmc, bits = 1, name = TrackedShared, metrics)]
#[ring_channel(kind = spmc, bits = 2, name = TrackedSharedFour, metrics(latency), contention)]
#[ring_channel(kind = spmc, bits = 2, name = TrackedSharedFourFull, metrics, fence = full)]
#[ring_channel(kind = spmc, bits = 8, name = TrackedSharedMany, metrics, prefetch = 8)]
#[ring_channel(kind = mpmc, bits = 1, name = TrackedShards, metrics, shard = 1)]
#[ring_channel(kind = mpmc, bits = 1, name = TrackedOneRing, max_producers = 1, shard = 1)]
#[ring_channel(kind = mpmc, bits = 1, name = TrackedThreeRings, max_producers = 3)]
#[ring_channel(kind = mpmc, bits = 2, name = TrackedShardsFour, metrics(latency), contention)]
#[ring_channel(kind = mpmc, bits = 2, name = TrackedShardsFourFull, metrics, fence = full)]
#[ring_channel(kind = mpmc, bits = 8, name = TrackedShardsMany, metrics, prefetch = 8, shard = 4)]
pub(crate) type Dropped = Tracked;

macro_rules! takes {
    ($Consumer:ty, $Message:ty, $copies:ident, $kind:ident) => {
        impl Takes for $Consumer {
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

            fn take(&mut self, how: Taking, n: usize, share: &mut Share) -> usize {
                let held_for = n * 50;
                match how {
                    Taking::One => self.try_recv().map_or(0, |message| share.take(&message)),
                    Taking::StealDropped if <$Message>::TRACKED => {
                        let Some(mut claim) = self.steal(n) else {
                            return 0;
                        };
                        let taken: usize =
                            claim.by_ref().take(n / 2).map(|message| share.take(&message)).sum();
                        taken + share.drop(claim.len())
                    }
                    Taking::Steal | Taking::StealHeld | Taking::StealDropped => {
                        self.steal(n).map_or(0, |claim| {
                            assert!((1..=n).contains(&claim.len()));
                            if let Taking::StealHeld = how {
                                pace::pause(held_for);
                            }
                            let announced = claim.len();
                            let taken = claim.map(|message| share.take(&message)).sum();
                            assert_eq!(taken, announced, "a claim has an exact size");
                            taken
                        })
                    }
                    Taking::StealForgotten => {
                        let Some(mut claim) = self.steal(n) else { return 0 };
                        let message = claim.next().expect("it is not empty");
                        let producer = message.stamp().producer;
                        let mut taken = share.take(&message);
                        let mut left = claim.len();
                        share.forget(taken);
                        mem::forget(claim);
                        while left > 0 {
                            let message = self.try_recv().expect("it has claimed more");
                            // Of the same ring it comes before everything else.
                            left -= usize::from(message.stamp().producer == producer);
                            taken += share.take(&message);
                        }
                        taken
                    }
                    Taking::Slice => takes!(@slice $copies self n share),
                    Taking::Into => {
                        let mut messages = Vec::new();
                        assert_eq!(self.steal_into(&mut messages, n), messages.len());
                        share.take_all(&messages)
                    }
                    Taking::Batch => {
                        share.during(|share| self.consume_batch(|m| _ = share.take(&m)))
                    }
                    Taking::UpTo => {
                        let taken = share
                            .during(|share| self.consume_up_to(n, |m| _ = share.take(&m)));
                        assert!(taken <= n);
                        taken
                    }
                    Taking::StealBatch => takes!(@batch $kind self n share),
                }
            }

            fn leave_claimed(mut self, n: usize, share: &mut Share) {
                if let Some(mut claim) = self.steal(n) {
                    share.forget(claim.len());
                    let some = claim.len() / 2;
                    claim.by_ref().take(some).for_each(|message| _ = share.take(&message));
                    share.leave(claim.len());
                    mem::forget(claim);
                }
            }
        }
    };
    (@slice copies $self:ident $n:ident $share:ident) => {{
        let mut messages = vec![Message::new($share.nobody(), 0); $n];
        let taken = $self.steal_slice(&mut messages);
        $share.take_all(&messages[..taken])
    }};
    (@slice moves $self:ident $n:ident $share:ident) => {
        $self.try_recv().map_or(0, |message| $share.take(&message))
    };
    (@batch spmc $self:ident $n:ident $share:ident) => {
        $self.try_recv().map_or(0, |message| $share.take(&message))
    };
    (@batch mpmc $self:ident $n:ident $share:ident) => {
        $share.during(|share| $self.steal_batch(|m| _ = share.take(&m)))
    };
}

macro_rules! shares {
    ($Channel:ident, $Producer:ident, $Consumer:ident, $Message:ty, $copies:ident, $kind:ident) => {
        sends!($Producer, $Message, $copies);
        takes!($Consumer, $Message, $copies, $kind);
        controls!($Channel, metrics);

        impl Shares for $Channel {
            type Producer = $Producer;
            type Consumer = $Consumer;

            shares!(@producers $kind $Producer);

            fn register_consumer(&self) -> Result<$Consumer, RegisterError> {
                self.register_consumer()
            }

            fn producer_count(&self) -> usize {
                self.producer_count()
            }

            fn consumer_count(&self) -> usize {
                self.consumer_count()
            }
        }
    };
    (@producers spmc $Producer:ident) => {
        const MANY: bool = false;

        fn open_at(cursor: u64) -> (Self, $Producer) {
            let (producer, handle) = SpmcHandle::open_at(cursor);
            (Self { handle }, $Producer { producer })
        }

        fn register(&self) -> Option<Result<$Producer, RegisterError>> {
            None
        }
    };
    (@producers mpmc $Producer:ident) => {
        const MANY: bool = true;

        fn open_at(cursor: u64) -> (Self, $Producer) {
            let channel = Self { handle: MpmcHandle::open_at(cursor) };
            let producer = channel.register().expect("the channel is open, and there is memory");
            (channel, producer)
        }

        fn register(&self) -> Option<Result<$Producer, RegisterError>> {
            Some(self.register())
        }
    };
}

/// The ends of all channels.
macro_rules! all {
    ($(
        $Channel:ident, $Producer:ident, $Consumer:ident: $Message:ty, $copies:ident, $kind:ident;
    )*) => {
        $(shares!($Channel, $Producer, $Consumer, $Message, $copies, $kind);)*
    };
}

all! {
    PlainSharedChannel, PlainSharedProducer, PlainSharedConsumer: Plain, copies, spmc;
    PlainSharedSixtyFourChannel, PlainSharedSixtyFourProducer, PlainSharedSixtyFourConsumer:
        Plain, copies, spmc;
    PlainShardsChannel, PlainShardsProducer, PlainShardsConsumer: Plain, copies, mpmc;
    PlainShardsSixteenChannel, PlainShardsSixteenProducer, PlainShardsSixteenConsumer:
        Plain, copies, mpmc;
    TrackedSharedChannel, TrackedSharedProducer, TrackedSharedConsumer: Tracked, moves, spmc;
    TrackedSharedFourChannel, TrackedSharedFourProducer, TrackedSharedFourConsumer:
        Tracked, moves, spmc;
    TrackedSharedFourFullChannel, TrackedSharedFourFullProducer, TrackedSharedFourFullConsumer:
        Tracked, moves, spmc;
    TrackedSharedManyChannel, TrackedSharedManyProducer, TrackedSharedManyConsumer:
        Tracked, moves, spmc;
    TrackedShardsChannel, TrackedShardsProducer, TrackedShardsConsumer: Tracked, moves, mpmc;
    TrackedShardsFourChannel, TrackedShardsFourProducer, TrackedShardsFourConsumer:
        Tracked, moves, mpmc;
    TrackedShardsFourFullChannel, TrackedShardsFourFullProducer, TrackedShardsFourFullConsumer:
        Tracked, moves, mpmc;
    TrackedShardsManyChannel, TrackedShardsManyProducer, TrackedShardsManyConsumer:
        Tracked, moves, mpmc;
}
