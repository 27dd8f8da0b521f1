//! This library: a channel for each kind, capacity and option that a case needs.

mod ends;
#[cfg(feature = "futures")]
pub(crate) mod tasks;

use std::os::fd::AsFd;
use std::sync::Arc;

use ringmpsc::EventNotifier;

pub(crate) use self::ends::{
    ByReference, ByValue, Copying, Draining, DrainingInto, Filling, Slices, Using, using,
};
use crate::ends::{Receiver, Sender, Waiting, waiting_ends};
use crate::message::Message;
use crate::probes::eventfd::await_signal;

/// The module of a kind. It contains a module for each channel of the kind, with the channel's ends
/// and the function that opens it.
macro_rules! channels {
    ($kind:ident, $consumer:ident, { $($name:ident($($option:tt)*);)* }, $open:item) => {
        pub(crate) mod $kind {
            $(
                #[allow(dead_code, reason = "a case needs a few methods of a channel")]
                pub(crate) mod $name {
                    use crate::ends::{Receiver, Sender};
                    use crate::message::{Message, sum_up};
                    use crate::peers::ringmpsc::ends::*;

                    #[ringmpsc::ring_channel(kind = $kind, $($option)*)]
                    pub(crate) type Queue<M> = M;

                    producer!();
                    $consumer!();
                    $open
                }
            )*
        }
    };
}

channels! {
    spsc, exclusive_consumer, {
        bits_6(bits = 6);
        bits_6_wait(bits = 6, wait);
        bits_8(bits = 8);
        bits_10(bits = 10);
        bits_10_wait(bits = 10, wait);
        bits_10_notify(bits = 10, notify);
        bits_12(bits = 12);
        bits_14(bits = 14);
        bits_16(bits = 16);
        bits_16_favor_latency(bits = 16, favor = latency);
        bits_16_metrics(bits = 16, metrics);
        bits_17(bits = 17);
        ultra_low_latency(preset = ultra_low_latency);
    },
    pub(crate) fn open<M: Message>() -> (QueueProducer<M>, QueueConsumer<M>) {
        QueueChannel::open()
    }
}

channels! {
    mpsc, exclusive_consumer, {
        bits_6(bits = 6);
        bits_6_wait(bits = 6, wait);
        bits_8(bits = 8);
        bits_10(bits = 10);
        bits_10_wait(bits = 10, wait);
        bits_11(bits = 11);
        bits_12(bits = 12);
        bits_13(bits = 13);
        bits_14(bits = 14);
        bits_16(bits = 16);
    },
    /// So many producers, and the consumer.
    pub(crate) fn open<M: Message>(
        producers: usize,
    ) -> (Vec<QueueProducer<M>>, QueueConsumer<M>) {
        let (channel, consumer) = QueueChannel::open();
        let register = |_| channel.register().expect("there is memory for its ring");
        ((0..producers).map(register).collect(), consumer)
    }
}

/// A channel of this kind with one producer.
pub(crate) fn with_one<P, C>(open: impl Fn(usize) -> (Vec<P>, C)) -> (P, C) {
    let (mut producers, consumer) = open(1);
    (producers.pop().expect("one is registered"), consumer)
}

channels! {
    spmc, competing_consumer, {
        bits_6(bits = 6);
        bits_8(bits = 8);
        bits_10(bits = 10);
        bits_12(bits = 12);
        bits_14(bits = 14);
        bits_16(bits = 16);
    },
    /// The producer, and so many consumers.
    pub(crate) fn open<M: Message>(
        consumers: usize,
    ) -> (Vec<QueueProducer<M>>, Vec<QueueConsumer<M>>) {
        let (producer, channel) = QueueChannel::open();
        let receive = |_| channel.register_consumer().expect("there is no limit");
        (vec![producer], (0..consumers).map(receive).collect())
    }
}

channels! {
    mpmc, competing_consumer, {
        bits_6(bits = 6);
        bits_8(bits = 8);
        bits_10(bits = 10);
        bits_12(bits = 12);
        bits_13(bits = 13);
        bits_14(bits = 14);
        bits_16(bits = 16);
    },
    /// So many of each.
    pub(crate) fn open<M: Message>(
        producers: usize,
        consumers: usize,
    ) -> (Vec<QueueProducer<M>>, Vec<QueueConsumer<M>>) {
        let channel = QueueChannel::open();
        let register = |_| channel.register().expect("there is memory for its ring");
        let receive = |_| channel.register_consumer().expect("there is no limit");
        // Consumers first: a channel without them would be abandoned with this handle.
        let consumers = (0..consumers).map(receive).collect();
        ((0..producers).map(register).collect(), consumers)
    }
}

waiting_ends! {
    spsc::bits_6_wait::QueueProducer<M>: send, spsc::bits_6_wait::QueueConsumer<M>: recv;
    spsc::bits_10_wait::QueueProducer<M>: send, spsc::bits_10_wait::QueueConsumer<M>: recv;
    mpsc::bits_6_wait::QueueProducer<M>: send, mpsc::bits_6_wait::QueueConsumer<M>: recv;
    mpsc::bits_10_wait::QueueProducer<M>: send, mpsc::bits_10_wait::QueueConsumer<M>: recv;
}

/// A consumer that sleeps on an eventfd.
pub(crate) struct Notified<M> {
    consumer: spsc::bits_10_notify::QueueConsumer<M>,
    notifier: Arc<EventNotifier>,
}

pub(crate) fn open_notified<M: Message>() -> (spsc::bits_10_notify::QueueProducer<M>, Notified<M>) {
    let (producer, mut consumer) = spsc::bits_10_notify::open();
    let notifier = Arc::new(EventNotifier::new().expect("eventfd(2) is not refused"));
    consumer.set_notifier(Some(Arc::clone(&notifier)));
    (producer, Notified { consumer, notifier })
}

impl<M: Message> Receiver<M> for Notified<M> {
    fn receive(&mut self) -> Option<M> {
        loop {
            if let Ok(message) = self.consumer.try_recv() {
                return Some(message);
            }
            await_signal(self.notifier.as_fd());
            self.notifier.consume().expect("read(2) is not refused");
        }
    }
}
