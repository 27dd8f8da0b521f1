//! Consumers that wait together: a message is for one of them, the end is for all.
//!
//! Whoever is to wait is seen to sleep; nothing waits for time to pass.

use std::pin::{Pin, pin};
use std::sync::Barrier;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use ringmpsc::__private::Stream;
use ringmpsc::blocking::{self, Timeout};
use ringmpsc::{
    Consume, EventLoop, RecvError, RecvTimeoutError, TryRecvError, WaitError, WaitStrategy,
    ring_channel,
};
use ringmpsc_runtime::calls;
use ringmpsc_tests::{
    PARKING, Task, Waiting, Watchdog, Watched, alone, block_on, epoll_loop, everybody_else_sleeps,
};

/// One ring.
#[ring_channel(kind = spmc, bits = 3, wait, notify, futures, name = One)]
#[ring_channel(kind = spmc, bits = 3, wait, notify, futures, fence = full, name = OneFull)]
/// Many rings.
#[ring_channel(kind = mpmc, bits = 3, wait, notify, futures, name = Many)]
#[ring_channel(kind = mpmc, bits = 3, wait, notify, futures, fence = full, name = ManyFull)]
pub type Number = u64;

/// A deadline that no test lives to see.
fn far() -> Instant {
    Instant::now() + Duration::from_secs(3600)
}

/// The calls of futex(2) but for those with which a long sleep goes on.
fn futex_calls() -> u64 {
    let expired = calls::expired_sleeps();
    calls::futex() - expired
}

/// Opens a channel with one producer.
macro_rules! open {
    (one, $channel:ident) => {{
        let (producer, channel) = $channel::open();
        (channel, producer)
    }};
    (many, $channel:ident) => {{
        let channel = $channel::open();
        let producer = channel.register().unwrap();
        (channel, producer)
    }};
}

/// One ring, or several, with either kind of fences.
macro_rules! kinds {
    ($($name:ident: $kind:ident, $channel:ident, $producer:ident, $consumer:ident;)*) => {
        $(
            mod $name {
                use super::{$channel as Channel, $consumer as Consumer, $producer as Producer};
                use super::*;

                fn open() -> (Channel, Producer) {
                    open!($kind, Channel)
                }

                fn consumers<const N: usize>(channel: &Channel) -> [Consumer; N] {
                    [(); N].map(|()| channel.register_consumer().unwrap())
                }

                include!("group/calls.rs");
                include!("group/ends.rs");
                include!("group/passed_on.rs");
                include!("group/leaving.rs");
                include!("group/loops.rs");
                include!("group/armed.rs");
            }
        )*
    };
}

kinds! {
    one: one, OneChannel, OneProducer, OneConsumer;
    one_full: one, OneFullChannel, OneFullProducer, OneFullConsumer;
    many: many, ManyChannel, ManyProducer, ManyConsumer;
    many_full: many, ManyFullChannel, ManyFullProducer, ManyFullConsumer;
}

#[path = "group/many.rs"]
mod many_producers;
