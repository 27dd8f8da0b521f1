//! This library: a channel for each kind, capacity and option that a case needs.

mod ways;

use std::os::fd::AsFd;
use std::sync::Arc;

use ringmpsc::EventNotifier;

use self::ways::ways_of_owned_ends;
pub(crate) use self::ways::{ByReference, ByValue, Copying, Draining, DrainingInto, Filling};
use crate::ends::{Receiver, Sender, Waiting, waiting_ends};
use crate::message::Message;
use crate::probes::eventfd::await_signal;

/// Ends of a kind whose consumer owns its rings.
macro_rules! owned_ends {
    () => {
        impl<M: Message> Sender<M> for QueueProducer<M> {
            #[inline]
            fn send(&mut self, message: M) -> bool {
                self.try_send(message).is_ok()
            }

            #[inline]
            fn send_some(&mut self, messages: &[M]) -> usize {
                self.send_slice(messages)
            }
        }

        impl<M: Message> Receiver<M> for QueueConsumer<M> {
            #[inline]
            fn receive(&mut self) -> Option<M> {
                self.try_recv().ok()
            }

            #[inline]
            fn receive_some(&mut self, _: usize, sum: &mut u64) -> usize {
                let Some(messages) = self.readable() else {
                    return 0;
                };
                *sum = sum_up(*sum, &messages);
                let n = messages.len();
                messages.advance_all();
                n
            }
        }
    };
}

/// Ends of a kind whose consumers share the rings.
macro_rules! shared_ends {
    () => {
        impl<M: Message> Sender<M> for QueueProducer<M> {
            #[inline]
            fn send(&mut self, message: M) -> bool {
                self.try_send(message).is_ok()
            }

            #[inline]
            fn send_some(&mut self, messages: &[M]) -> usize {
                self.send_slice(messages)
            }
        }

        impl<M: Message> Receiver<M> for QueueConsumer<M> {
            #[inline]
            fn receive(&mut self) -> Option<M> {
                self.try_recv().ok()
            }

            #[inline]
            fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
                self.consume_up_to(max, |message| *sum = sum.wrapping_add(message.read()))
            }
        }

        impl<M: Message> Receiver<M> for Slices<M, QueueConsumer<M>> {
            #[inline]
            fn receive(&mut self) -> Option<M> {
                self.consumer.try_recv().ok()
            }

            #[inline]
            fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
                self.slice.resize_with(max, M::default);
                let n = self.consumer.steal_slice(&mut self.slice);
                *sum = sum_up(*sum, &self.slice[..n]);
                n
            }
        }
    };
}

/// A consumer that steals slices.
pub(crate) struct Slices<M, C> {
    consumer: C,
    slice: Vec<M>,
}

/// Has consumers steal slices.
pub(crate) fn slices<M, C>(consumers: Vec<C>) -> Vec<Slices<M, C>> {
    consumers.into_iter().map(|consumer| Slices { consumer, slice: Vec::new() }).collect()
}

macro_rules! spsc {
    ($($name:ident($($option:tt)*);)*) => {
        $(
            #[allow(dead_code, reason = "a case needs a few methods of a channel")]
            pub(crate) mod $name {
                use crate::ends::{Receiver, Sender};
                use crate::message::{Message, sum_up};

                #[ringmpsc::ring_channel(kind = spsc, $($option)*)]
                pub(crate) type Queue<M> = M;

                owned_ends!();
                super::ways_of_owned_ends!();

                pub(crate) fn open<M: Message>() -> (QueueProducer<M>, QueueConsumer<M>) {
                    QueueChannel::open()
                }
            }
        )*
    };
}

macro_rules! mpsc {
    ($($name:ident($($option:tt)*);)*) => {
        $(
            #[allow(dead_code, reason = "a case needs a few methods of a channel")]
            pub(crate) mod $name {
                use crate::ends::{Receiver, Sender};
                use crate::message::{Message, sum_up};

                #[ringmpsc::ring_channel(kind = mpsc, $($option)*)]
                pub(crate) type Queue<M> = M;

                owned_ends!();
                super::ways_of_owned_ends!();

                /// So many producers, and the consumer.
                pub(crate) fn open<M: Message>(
                    producers: usize,
                ) -> (Vec<QueueProducer<M>>, QueueConsumer<M>) {
                    let (channel, consumer) = QueueChannel::open();
                    let register = |_| channel.register().expect("there is memory for its ring");
                    ((0..producers).map(register).collect(), consumer)
                }
            }
        )*
    };
}

macro_rules! mpmc {
    ($($name:ident($($option:tt)*);)*) => {
        $(
            #[allow(dead_code, reason = "a case needs a few methods of a channel")]
            pub(crate) mod $name {
                use super::Slices;
                use crate::ends::{Receiver, Sender};
                use crate::message::{Message, sum_up};

                #[ringmpsc::ring_channel(kind = mpmc, $($option)*)]
                pub(crate) type Queue<M> = M;

                shared_ends!();

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
        )*
    };
}

spsc! {
    spsc_6(bits = 6);
    spsc_8(bits = 8);
    spsc_10(bits = 10);
    spsc_10_wait(bits = 10, wait);
    spsc_10_notify(bits = 10, notify);
    spsc_12(bits = 12);
    spsc_14(bits = 14);
    spsc_16(bits = 16);
    spsc_16_favor_latency(bits = 16, favor = latency);
    spsc_16_metrics(bits = 16, metrics);
    spsc_17(bits = 17);
    spsc_ultra_low_latency(preset = ultra_low_latency);
}

mpsc! {
    mpsc_6(bits = 6);
    mpsc_8(bits = 8);
    mpsc_10(bits = 10);
    mpsc_11(bits = 11);
    mpsc_12(bits = 12);
    mpsc_13(bits = 13);
    mpsc_14(bits = 14);
    mpsc_16(bits = 16);
}

mpmc! {
    mpmc_12(bits = 12);
    mpmc_13(bits = 13);
    mpmc_14(bits = 14);
}

#[allow(dead_code, reason = "a case needs a few methods of a channel")]
pub(crate) mod spmc_14 {
    use super::Slices;
    use crate::ends::{Receiver, Sender};
    use crate::message::{Message, sum_up};

    #[ringmpsc::ring_channel(kind = spmc, bits = 14)]
    pub(crate) type Queue<M> = M;

    shared_ends!();

    /// The producer, and so many consumers.
    pub(crate) fn open<M: Message>(
        consumers: usize,
    ) -> (Vec<QueueProducer<M>>, Vec<QueueConsumer<M>>) {
        let (producer, channel) = QueueChannel::open();
        let receive = |_| channel.register_consumer().expect("there is no limit");
        (vec![producer], (0..consumers).map(receive).collect())
    }
}

waiting_ends! {
    spsc_10_wait::QueueProducer<M>: send, spsc_10_wait::QueueConsumer<M>: recv;
}

/// A consumer that sleeps on an eventfd.
pub(crate) struct Notified<M> {
    consumer: spsc_10_notify::QueueConsumer<M>,
    notifier: Arc<EventNotifier>,
}

pub(crate) fn open_notified<M: Message>() -> (spsc_10_notify::QueueProducer<M>, Notified<M>) {
    let (producer, mut consumer) = spsc_10_notify::open();
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
