//! The ways of sending and receiving that this library has beside the first one of each: a wrapper
//! of an end for each way.

/// A producer that reserves slots and copies a slice into them.
pub(crate) struct Copying<P>(pub(crate) P);

/// A producer that reserves slots and fills them from an iterator.
pub(crate) struct Filling<P>(pub(crate) P);

/// A consumer that receives with `consume_batch`.
pub(crate) struct ByReference<C>(pub(crate) C);

/// A consumer that receives with `consume_batch_owned`.
pub(crate) struct ByValue<C>(pub(crate) C);

/// A consumer that receives with `drain`.
pub(crate) struct Draining<C>(pub(crate) C);

/// A consumer that receives with `drain_into`, and the vector into which it does.
pub(crate) struct DrainingInto<M, C>(pub(crate) C, pub(crate) Vec<M>);

/// The ways of the ends of a kind whose consumer owns its rings.
macro_rules! ways_of_owned_ends {
    () => {
        impl<M: Message> Sender<M> for super::Copying<QueueProducer<M>> {
            #[inline]
            fn send(&mut self, message: M) -> bool {
                self.0.try_send(message).is_ok()
            }

            #[inline]
            fn send_some(&mut self, messages: &[M]) -> usize {
                let Ok(mut slots) = self.0.reserve(messages.len()) else {
                    return 0;
                };
                slots.copy_from_slice(messages);
                slots.commit().expect("the consumer is there")
            }
        }

        impl<M: Message> Sender<M> for super::Filling<QueueProducer<M>> {
            #[inline]
            fn send(&mut self, message: M) -> bool {
                self.0.try_send(message).is_ok()
            }

            #[inline]
            fn send_some(&mut self, messages: &[M]) -> usize {
                let Ok(mut slots) = self.0.reserve(messages.len()) else {
                    return 0;
                };
                slots.fill_from(messages.iter().copied());
                slots.commit().expect("the consumer is there")
            }
        }

        impl<M: Message> Receiver<M> for super::ByReference<QueueConsumer<M>> {
            #[inline]
            fn receive(&mut self) -> Option<M> {
                self.0.receive()
            }

            #[inline]
            fn receive_some(&mut self, _: usize, sum: &mut u64) -> usize {
                self.0.consume_batch(|message| *sum = sum.wrapping_add(message.read()))
            }

            #[inline]
            fn receive_each(&mut self, _: usize, each: &mut impl FnMut(&M)) -> usize {
                self.0.consume_batch(each)
            }
        }

        impl<M: Message> Receiver<M> for super::ByValue<QueueConsumer<M>> {
            #[inline]
            fn receive(&mut self) -> Option<M> {
                self.0.receive()
            }

            #[inline]
            fn receive_some(&mut self, _: usize, sum: &mut u64) -> usize {
                self.0.consume_batch_owned(|message| *sum = sum.wrapping_add(message.read()))
            }
        }

        impl<M: Message> Receiver<M> for super::Draining<QueueConsumer<M>> {
            #[inline]
            fn receive(&mut self) -> Option<M> {
                self.0.receive()
            }

            #[inline]
            fn receive_some(&mut self, _: usize, sum: &mut u64) -> usize {
                let mut n = 0;
                for message in self.0.drain() {
                    *sum = sum.wrapping_add(message.read());
                    n += 1;
                }
                n
            }
        }

        impl<M: Message> Receiver<M> for super::DrainingInto<M, QueueConsumer<M>> {
            #[inline]
            fn receive(&mut self) -> Option<M> {
                self.0.receive()
            }

            #[inline]
            fn receive_some(&mut self, _: usize, sum: &mut u64) -> usize {
                self.1.clear();
                let n = self.0.drain_into(&mut self.1, usize::MAX);
                *sum = sum_up(*sum, &self.1);
                n
            }
        }
    };
}
pub(super) use ways_of_owned_ends;
