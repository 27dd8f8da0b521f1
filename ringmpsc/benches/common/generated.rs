//! The channels of this library, and the ways in which their ends send and receive.
//!
//! A channel is generated, so its ends have no type in common. [`channels`] makes channels, and
//! implements [`Sender`] and [`Receiver`] for their ends.
//!
//! [`Sender`]: crate::common::ends::Sender
//! [`Receiver`]: crate::common::ends::Receiver

/// An end that is used in another way than its first one.
pub(crate) struct Using<W, E> {
    pub(crate) end: E,
    /// What the way needs.
    pub(crate) state: W,
}

/// Has an end used in the way `W`.
pub(crate) fn using<W: Default, E>(end: E) -> Using<W, E> {
    Using { end, state: W::default() }
}

/// The producer reserves slots and copies a slice into them.
#[derive(Default)]
pub(crate) struct Copying;

/// The producer reserves slots and fills them from an iterator.
#[derive(Default)]
pub(crate) struct Filling;

/// The consumer receives with `consume_batch`, by reference.
#[derive(Default)]
pub(crate) struct ByReference;

/// The consumer receives with `consume_batch_owned`.
#[derive(Default)]
pub(crate) struct ByValue;

/// The consumer receives with `drain`.
#[derive(Default)]
pub(crate) struct Draining;

/// The consumer receives with `drain_into`, into this vector.
#[derive(Default)]
pub(crate) struct DrainingInto<M>(pub(crate) Vec<M>);

/// The consumer receives with `recv_slice` or `steal_slice`, into this slice.
#[derive(Default)]
pub(crate) struct Slices<M>(pub(crate) Vec<M>);

/// Implements `Sender`: which part of `$this` is the producer, and how that sends a batch.
macro_rules! sender {
    ($sender:ty, |$this:ident| $end:expr, |$messages:ident| $send_some:expr) => {
        impl<M: Message> Sender<M> for $sender {
            #[inline]
            fn send(&mut self, message: M) -> bool {
                let $this = self;
                $end.try_send(message).is_ok()
            }

            #[inline]
            fn send_some(&mut self, $messages: &[M]) -> usize {
                let $this = self;
                $send_some
            }
        }
    };
}
pub(crate) use sender;

/// Implements `Receiver`: which part of `$this` is the consumer, how that receives a batch, and how
/// it hands each message of a batch to a closure, where it has a call for that.
macro_rules! receiver {
    (
        $receiver:ty,
        |$this:ident| $end:expr,
        |$max:pat_param, $sum:ident| $receive_some:expr
        $(, |$each:ident| $receive_each:expr)?
    ) => {
        impl<M: Message> Receiver<M> for $receiver {
            #[inline]
            fn receive(&mut self) -> Option<M> {
                let $this = self;
                $end.try_recv().ok()
            }

            #[inline]
            fn receive_some(&mut self, $max: usize, $sum: &mut u64) -> usize {
                let $this = self;
                $receive_some
            }

            $(
                #[inline]
                fn receive_each(&mut self, _: usize, $each: &mut impl FnMut(&M)) -> usize {
                    let $this = self;
                    $receive_each
                }
            )?
        }
    };
}
pub(crate) use receiver;

/// The producer of any kind.
macro_rules! producer {
    () => {
        sender!(QueueProducer<M>, |producer| producer, |messages| producer.send_slice(messages));

        sender!(Using<Copying, QueueProducer<M>>, |producer| producer.end, |messages| {
            let Ok(mut slots) = producer.end.reserve(messages.len()) else {
                return 0;
            };
            let _ = slots.copy_from_slice(messages);
            slots.commit().expect("the consumer is there")
        });

        sender!(Using<Filling, QueueProducer<M>>, |producer| producer.end, |messages| {
            let Ok(mut slots) = producer.end.reserve(messages.len()) else {
                return 0;
            };
            let _ = slots.fill_from(messages.iter().copied());
            slots.commit().expect("the consumer is there")
        });
    };
}
pub(crate) use producer;

/// The consumer of `spsc` and `mpsc`.
macro_rules! exclusive_consumer {
    () => {
        receiver!(QueueConsumer<M>, |consumer| consumer, |_, sum| {
            let Some(messages) = consumer.readable() else {
                return 0;
            };
            *sum = sum_up(*sum, &messages);
            let n = messages.len();
            messages.advance_all();
            n
        });

        receiver!(
            Using<ByReference, QueueConsumer<M>>,
            |consumer| consumer.end,
            |_, sum| {
                consumer.end.consume_batch(|message| *sum = sum.wrapping_add(message.read()))
            },
            |each| consumer.end.consume_batch(each)
        );

        receiver!(Using<ByValue, QueueConsumer<M>>, |consumer| consumer.end, |_, sum| {
            consumer.end.consume_batch_owned(|message| *sum = sum.wrapping_add(message.read()))
        });

        receiver!(Using<Draining, QueueConsumer<M>>, |consumer| consumer.end, |_, sum| {
            let mut n = 0;
            for message in consumer.end.drain() {
                *sum = sum.wrapping_add(message.read());
                n += 1;
            }
            n
        });

        receiver!(Using<DrainingInto<M>, QueueConsumer<M>>, |consumer| consumer.end, |_, sum| {
            let DrainingInto(messages) = &mut consumer.state;
            messages.clear();
            let n = consumer.end.drain_into(messages, usize::MAX);
            *sum = sum_up(*sum, messages);
            n
        });

        receiver!(Using<Slices<M>, QueueConsumer<M>>, |consumer| consumer.end, |max, sum| {
            let Slices(slice) = &mut consumer.state;
            slice.resize_with(max, M::default);
            let n = consumer.end.recv_slice(slice);
            *sum = sum_up(*sum, &slice[..n]);
            n
        });
    };
}
pub(crate) use exclusive_consumer;

/// A consumer of `spmc` and `mpmc`.
macro_rules! competing_consumer {
    () => {
        receiver!(QueueConsumer<M>, |consumer| consumer, |max, sum| {
            consumer.consume_up_to(max, |message| *sum = sum.wrapping_add(message.read()))
        });

        receiver!(Using<Slices<M>, QueueConsumer<M>>, |consumer| consumer.end, |max, sum| {
            let Slices(slice) = &mut consumer.state;
            slice.resize_with(max, M::default);
            let n = consumer.end.steal_slice(slice);
            *sum = sum_up(*sum, &slice[..n]);
            n
        });
    };
}
pub(crate) use competing_consumer;

/// The module of a kind. It contains a module for each channel of the kind, with the channel's ends
/// and the function that opens it.
macro_rules! channels {
    (spsc: $($name:ident($($option:tt)*);)*) => {
        $crate::common::generated::channels! {
            @ spsc, exclusive_consumer, { $($name($($option)*);)* },
            pub(crate) fn open<M: Message>() -> (QueueProducer<M>, QueueConsumer<M>) {
                QueueChannel::open()
            }
        }
    };
    (mpsc: $($name:ident($($option:tt)*);)*) => {
        $crate::common::generated::channels! {
            @ mpsc, exclusive_consumer, { $($name($($option)*);)* },
            /// So many producers, and the consumer.
            pub(crate) fn open<M: Message>(
                producers: usize,
            ) -> (Vec<QueueProducer<M>>, QueueConsumer<M>) {
                let (channel, consumer) = QueueChannel::open();
                let register = |_| channel.register().expect("there is memory for its ring");
                ((0..producers).map(register).collect(), consumer)
            }
        }
    };
    (spmc: $($name:ident($($option:tt)*);)*) => {
        $crate::common::generated::channels! {
            @ spmc, competing_consumer, { $($name($($option)*);)* },
            /// The producer, and so many consumers.
            pub(crate) fn open<M: Message>(
                consumers: usize,
            ) -> (Vec<QueueProducer<M>>, Vec<QueueConsumer<M>>) {
                let (producer, channel) = QueueChannel::open();
                let receive = |_| channel.register_consumer().expect("there is no limit");
                (vec![producer], (0..consumers).map(receive).collect())
            }
        }
    };
    (mpmc: $($name:ident($($option:tt)*);)*) => {
        $crate::common::generated::channels! {
            @ mpmc, competing_consumer, { $($name($($option)*);)* },
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
    };
    (@ $kind:ident, $consumer:ident, { $($name:ident($($option:tt)*);)* }, $open:item) => {
        pub(crate) mod $kind {
            $(
                #[allow(dead_code, reason = "a case needs a few methods of a channel")]
                pub(crate) mod $name {
                    use $crate::common::ends::{Receiver, Sender};
                    use $crate::common::generated::*;
                    use $crate::common::message::{Message, sum_up};

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
pub(crate) use channels;

/// A channel of this kind with one producer.
pub(crate) fn with_one<P, C>(open: impl Fn(usize) -> (Vec<P>, C)) -> (P, C) {
    let (mut producers, consumer) = open(1);
    (producers.pop().expect("one is registered"), consumer)
}
