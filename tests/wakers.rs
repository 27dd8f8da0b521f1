//! Wakers are user code: they may use the channel, whenever it is that they are run.

use std::future::Future;
use std::mem;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, RawWaker, RawWakerVTable, Waker};
use std::time::{Duration, Instant};

use ringmpsc::{Consume, ring_channel};
use ringmpsc_tests::Task;

/// One ring, or several, with an owner or shared.
#[ring_channel(kind = spsc, bits = 3, futures, name = One)]
#[ring_channel(kind = mpsc, bits = 3, futures, name = Many)]
#[ring_channel(kind = spmc, bits = 3, futures, name = Shared)]
#[ring_channel(kind = mpmc, bits = 3, futures, name = ManyShared)]
pub type Number = u64;

/// One ring, or several, with an owner or shared.
macro_rules! kinds {
    ($($kind:ident: $channel:ident, $producer:ident, $consumer:ident, $open:expr;)*) => {
        $(
            mod $kind {
                use super::{$channel as Channel, $consumer as Consumer, $producer as Producer, *};

                fn open() -> (Channel, Producer, Consumer) {
                    $open
                }

                include!("wakers/use_the_channel.rs");
            }
        )*
    };
}

kinds! {
    one: OneChannel, OneProducer, OneConsumer, {
        let (producer, consumer) = OneChannel::open();
        (producer.channel(), producer, consumer)
    };
    many: ManyChannel, ManyProducer, ManyConsumer, {
        let (channel, consumer) = ManyChannel::open();
        let producer = channel.register().unwrap();
        (channel, producer, consumer)
    };
    shared: SharedChannel, SharedProducer, SharedConsumer, {
        let (producer, channel) = SharedChannel::open();
        let consumer = channel.register_consumer().unwrap();
        (channel, producer, consumer)
    };
    many_shared: ManySharedChannel, ManySharedProducer, ManySharedConsumer, {
        let channel = ManySharedChannel::open();
        let (producer, consumer) =
            (channel.register().unwrap(), channel.register_consumer().unwrap());
        (channel, producer, consumer)
    };
}

#[path = "wakers/crowd.rs"]
mod crowd;
