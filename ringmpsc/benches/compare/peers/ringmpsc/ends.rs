//! The ends of the channels of this library, and the ways in which they send and receive.
//!
//! A channel is generated, so its ends have no type in common. The macros here implement [`Sender`]
//! and [`Receiver`] for the ends of the module in which they stand.
//!
//! [`Sender`]: crate::ends::Sender
//! [`Receiver`]: crate::ends::Receiver

/// An end that is used in another way than its first one.
pub(crate) struct Using<W, E> {
    pub(super) end: E,
    /// What the way needs.
    pub(super) state: W,
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
pub(crate) struct DrainingInto<M>(pub(super) Vec<M>);

/// The consumer receives with `steal_slice`, into this slice.
#[derive(Default)]
pub(crate) struct Slices<M>(pub(super) Vec<M>);

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
pub(super) use sender;

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
pub(super) use receiver;

/// The producer of any kind.
macro_rules! producer {
    () => {
        sender!(QueueProducer<M>, |producer| producer, |messages| producer.send_slice(messages));

        sender!(Using<Copying, QueueProducer<M>>, |producer| producer.end, |messages| {
            let Ok(mut slots) = producer.end.reserve(messages.len()) else {
                return 0;
            };
            slots.copy_from_slice(messages);
            slots.commit().expect("the consumer is there")
        });

        sender!(Using<Filling, QueueProducer<M>>, |producer| producer.end, |messages| {
            let Ok(mut slots) = producer.end.reserve(messages.len()) else {
                return 0;
            };
            slots.fill_from(messages.iter().copied());
            slots.commit().expect("the consumer is there")
        });
    };
}
pub(super) use producer;

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
    };
}
pub(super) use exclusive_consumer;

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
pub(super) use competing_consumer;
