//! One end waits in several ways at once. Giving one up leaves the others as they are.

use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant};

use ringmpsc::__private::{Sink, Stream};
use ringmpsc::blocking::{self, Timeout};
use ringmpsc::{Consume, Produce, WaitStrategy, ring_channel};
use ringmpsc_runtime::calls;
use ringmpsc_tests::{
    PARKING, Task, Waiting, Watched, alone, block_on, caught, open, panic_wanted,
};

/// One ring, or several, with one consumer or several.
#[ring_channel(kind = spsc, bits = 2, wait, notify, futures, name = One)]
#[ring_channel(kind = mpsc, bits = 2, wait, notify, futures, name = Many)]
#[ring_channel(kind = spmc, bits = 2, wait, notify, futures, name = Shared)]
#[ring_channel(kind = mpmc, bits = 2, wait, notify, futures, name = ManyShared)]
#[ring_channel(kind = spsc, bits = 2, wait, notify, futures, fence = full, name = OneFull)]
#[ring_channel(kind = mpsc, bits = 2, wait, notify, futures, fence = full, name = ManyFull)]
#[ring_channel(kind = spmc, bits = 2, wait, notify, futures, fence = full, name = SharedFull)]
#[ring_channel(kind = mpmc, bits = 2, wait, notify, futures, fence = full, name = ManySharedFull)]
pub type Number = u64;

/// Long enough to fall asleep.
const BRIEFLY: Duration = Duration::from_millis(1);

/// What the consumers of each kind can do that takes two messages.
macro_rules! taking {
    (spsc) => {
        taking!(exclusive)
    };
    (mpsc) => {
        taking!(exclusive "drain_all" => |it| it.drain_all(drop),)
    };
    (spmc) => {
        taking!(competing)
    };
    (mpmc) => {
        taking!(competing "steal_batch" => |it| it.steal_batch(drop),)
    };
    (exclusive $($more:tt)*) => {
        taking!(
            $($more)*
            "consume_batch by reference" => |it| it.consume_batch(|_| ()),
            "consume_while" => |it| it.consume_while(|_| ControlFlow::Continue(())),
            "consume_while that breaks off at the last" => |it| {
                let mut left = 2;
                it.consume_while(|_| {
                    left -= 1;
                    if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })
            },
            "consume_count" => |it| it.consume_count(),
            "skip(2)" => |it| it.skip(2),
            "skip(9)" => |it| it.skip(9),
            "recv_slice" => |it| it.recv_slice(&mut [0; 9]),
            "recv_slice that is filled" => |it| it.recv_slice(&mut [0; 2]),
            "drain_into" => |it| it.drain_into(&mut Vec::new(), 9),
            "drain" => |it| it.drain().count(),
            "drain that is dropped" => |it| {
                drop(it.drain());
                2
            },
            "readable and advance_all" => |it| {
                let mut n = 0;
                while n < 2 {
                    let readable = it.readable().unwrap();
                    n += readable.len();
                    readable.advance_all();
                }
                n
            },
            "readable and advance" => |it| {
                for _ in 0..2 {
                    it.readable().unwrap().advance(1);
                }
                2
            },
            "iter and finish" => |it| {
                let mut iter = it.peek_iter();
                while iter.next().is_some() {}
                iter.consume_seen()
            },
            "consume_batch_wait" => |it| it.consume_batch_wait(|_| (), PARKING).unwrap(),
        )
    };
    (competing $($more:tt)*) => {
        taking!(
            $($more)*
            "consume_batch by value" => |it| it.consume_batch(drop),
            "steal" => |it| it.steal(9).unwrap().count(),
            "steal that is dropped" => |it| it.steal(2).map_or(0, |claim| claim.len()),
            "steal_slice" => |it| it.steal_slice(&mut [0; 9]),
            "steal_slice that is filled" => |it| it.steal_slice(&mut [0; 2]),
            "steal_into" => |it| it.steal_into(&mut Vec::new(), 9),
            "steal_into with a limit" => |it| it.steal_into(&mut Vec::new(), 2),
            "consume_batch_wait" => |it| it.consume_batch_wait(drop, PARKING).unwrap(),
        )
    };
    ($($name:literal => |$it:ident| $take:expr,)*) => {
        &[
            $(($name, |$it| $take),)*
            ("consume_up_to(2)", |it| it.consume_up_to(2, |_| ())),
            ("consume_up_to(9)", |it| it.consume_up_to(9, |_| ())),
            ("consume_batch_owned", |it| Consume::consume_batch_owned(it, drop)),
            ("try_recv", |it| (0..2).filter(|_| it.try_recv().is_ok()).count()),
            ("recv", |it| (0..2).filter(|_| it.recv().is_ok()).count()),
            ("recv_timeout", |it| {
                (0..2).filter(|_| it.recv_timeout(Duration::MAX).is_ok()).count()
            }),
            ("blocking::recv", |it| {
                (0..2).filter(|_| blocking::recv(it, Timeout::Unlimited).is_ok()).count()
            }),
            ("blocking::steal", |it| blocking::steal(it, drop, Timeout::Unlimited).unwrap()),
            ("recv_async", |it| (0..2).filter(|_| block_on(it.recv_async()).is_ok()).count()),
        ]
    };
}

/// What concerns channels with several producers.
macro_rules! of_many {
    (mpsc) => {
        include!("ways_of_waiting/closed_sink_of_many.rs");
    };
    (mpmc) => {
        of_many!(mpsc);
    };
    ($kind:ident) => {};
}

/// Every kind, with either kind of fences.
macro_rules! kinds {
    ($($name:ident: $kind:ident, $channel:ident, $producer:ident, $consumer:ident;)*) => {
        $(
            mod $name {
                use super::{$channel as Channel, $consumer as Consumer, $producer as Producer};
                use super::*;

                fn open() -> (Channel, Producer, Consumer) {
                    open!($kind, $channel)
                }

                include!("ways_of_waiting/given_up.rs");
                include!("ways_of_waiting/told.rs");
                include!("ways_of_waiting/taken.rs");
                include!("ways_of_waiting/closed_sink.rs");
                of_many!($kind);

                /// Every operation that takes messages: each takes two that are there.
                const TAKING: &[(&str, Takes)] = taking!($kind);
            }
        )*
    };
}

kinds! {
    one: spsc, OneChannel, OneProducer, OneConsumer;
    many: mpsc, ManyChannel, ManyProducer, ManyConsumer;
    shared: spmc, SharedChannel, SharedProducer, SharedConsumer;
    many_shared: mpmc, ManySharedChannel, ManySharedProducer, ManySharedConsumer;
    one_full: spsc, OneFullChannel, OneFullProducer, OneFullConsumer;
    many_full: mpsc, ManyFullChannel, ManyFullProducer, ManyFullConsumer;
    shared_full: spmc, SharedFullChannel, SharedFullProducer, SharedFullConsumer;
    many_shared_full: mpmc, ManySharedFullChannel, ManySharedFullProducer, ManySharedFullConsumer;
}
