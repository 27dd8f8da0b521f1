//! This library: a channel for each kind, capacity and option that a case needs.

#[cfg(feature = "futures")]
pub(crate) mod tasks;

use std::os::fd::AsFd;
use std::sync::Arc;

use ringmpsc::EventNotifier;

use crate::common::ends::{Receiver, Sender, Waiting, waiting_ends};
use crate::common::generated::channels;
pub(crate) use crate::common::generated::{
    ByReference, ByValue, Copying, Draining, DrainingInto, Filling, Slices, Using, using, with_one,
};
use crate::common::message::Message;
use crate::probes::eventfd::await_signal;

channels! {
    spsc:
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
}

channels! {
    mpsc:
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
}

channels! {
    spmc:
    bits_6(bits = 6);
    bits_8(bits = 8);
    bits_10(bits = 10);
    bits_12(bits = 12);
    bits_14(bits = 14);
    bits_16(bits = 16);
}

channels! {
    mpmc:
    bits_6(bits = 6);
    bits_8(bits = 8);
    bits_10(bits = 10);
    bits_12(bits = 12);
    bits_13(bits = 13);
    bits_14(bits = 14);
    bits_16(bits = 16);
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
