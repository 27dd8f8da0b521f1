//! disruptor, with one event poller, that is one consumer: its consumers do not share messages,
//! each sees all.

use disruptor::{
    BusySpin, EventPoller, MultiProducer, MultiProducerBarrier, Producer, SingleConsumerBarrier,
    SingleProducer, SingleProducerBarrier, build_multi_producer, build_single_producer,
};

use crate::common::ends::{Receiver, Sender};
use crate::common::message::Message;

pub(crate) type One<M> =
    (SingleProducer<M, SingleConsumerBarrier>, EventPoller<M, SingleProducerBarrier>);
pub(crate) type Many<M> =
    (MultiProducer<M, SingleConsumerBarrier>, EventPoller<M, MultiProducerBarrier>);

pub(crate) fn spsc<M: Message>(capacity: usize) -> One<M> {
    let (poller, builder) =
        build_single_producer(capacity, M::default, BusySpin).new_event_poller();
    (builder.build(), poller)
}

pub(crate) fn mpsc<M: Message>(capacity: usize) -> Many<M> {
    let (poller, builder) = build_multi_producer(capacity, M::default, BusySpin).new_event_poller();
    (builder.build(), poller)
}

macro_rules! poller_ends {
    ($($sender:ty, $receiver:ty;)*) => {
        $(
            impl<M: Message> Sender<M> for $sender {
                #[inline]
                fn send(&mut self, message: M) -> bool {
                    self.try_publish(|event| *event = message).is_ok()
                }

                #[inline]
                fn send_some(&mut self, messages: &[M]) -> usize {
                    let sent = self.try_batch_publish(messages.len(), |events| {
                        for (event, message) in events.zip(messages) {
                            *event = *message;
                        }
                    });
                    sent.map_or(0, |_| messages.len())
                }
            }

            impl<M: Message> Receiver<M> for $receiver {
                #[inline]
                fn receive(&mut self) -> Option<M> {
                    self.take(1).ok().and_then(|mut events| (&mut events).next().copied())
                }

                #[inline]
                fn receive_some(&mut self, _: usize, sum: &mut u64) -> usize {
                    let Ok(mut events) = self.poll() else {
                        return 0;
                    };
                    let read = |event: &M| *sum = sum.wrapping_add(event.read());
                    (&mut events).map(read).count()
                }

                #[inline]
                fn receive_each(&mut self, _: usize, each: &mut impl FnMut(&M)) -> usize {
                    self.poll().map_or(0, |mut events| (&mut events).map(each).count())
                }
            }
        )*
    };
}

poller_ends! {
    SingleProducer<M, SingleConsumerBarrier>, EventPoller<M, SingleProducerBarrier>;
    MultiProducer<M, SingleConsumerBarrier>, EventPoller<M, MultiProducerBarrier>;
}
