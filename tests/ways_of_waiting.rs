//! One end waits in several ways at once. Giving one up leaves the others as they are.

use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant};

use ringmpsc::__private::{Sink, Stream};
use ringmpsc::blocking::{self, Timeout};
use ringmpsc::{Consume, Produce, WaitStrategy, ring_channel};
use ringmpsc_tests::{Task, Watched};

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

const PARKING: WaitStrategy = WaitStrategy::PhasedBackoff { spins: 0, yields: 0 };

/// Opens a channel with one producer and one consumer.
macro_rules! open {
    (spsc, $channel:ident) => {{
        let (producer, consumer) = $channel::open();
        (producer.channel(), producer, consumer)
    }};
    (mpsc, $channel:ident) => {{
        let (channel, consumer) = $channel::open();
        let producer = channel.register().unwrap();
        (channel, producer, consumer)
    }};
    (spmc, $channel:ident) => {{
        let (producer, channel) = $channel::open();
        let consumer = channel.register_consumer().unwrap();
        (channel, producer, consumer)
    }};
    (mpmc, $channel:ident) => {{
        let channel = $channel::open();
        let (producer, consumer) =
            (channel.register().unwrap(), channel.register_consumer().unwrap());
        (channel, producer, consumer)
    }};
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
