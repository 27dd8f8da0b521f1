//! An operation that wakes a task or signals a notifier allocates nothing, and neither does one
//! that waits.

use std::pin::{Pin, pin};
use std::task::Poll;

use ringmpsc::__private::{Sink, Stream};
use ringmpsc::{Consume, ring_channel};
use ringmpsc_tests::{Observed, Task, Watched, count, counted, open};

/// One ring, or several, with one consumer or several.
#[ring_channel(kind = spsc, bits = 2, wait, notify, futures, name = One)]
#[ring_channel(kind = mpsc, bits = 2, wait, notify, futures, name = Many)]
#[ring_channel(kind = spmc, bits = 2, wait, notify, futures, name = Shared)]
#[ring_channel(kind = mpmc, bits = 2, wait, notify, futures, name = ManyShared)]
pub type Number = u64;

#[global_allocator]
static ALLOCATOR: Observed = Observed(count);

/// How often this thread calls the allocator meanwhile.
fn calls(f: impl FnOnce()) -> u64 {
    let (allocations, frees) = counted(f);
    allocations + frees
}

#[test]
fn the_calls_of_this_thread_are_counted() {
    assert_eq!(calls(|| drop(Box::new(0_u8))), 2);
}

/// So many messages, so that what grows now and then has to.
const ROUNDS: u64 = 100;

macro_rules! kinds {
    ($($kind:ident: $channel:ident, $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;

                #[test]
                fn a_message_that_is_waited_for_in_every_way_allocates_nothing() {
                    let (_channel, mut producer, mut consumer) = $open;
                    let watched = Watched::new(true);
                    consumer.set_notifier(Some(watched.shared()));
                    let [stream, future] = [Task::new(), Task::new()];
                    for round in 0..ROUNDS {
                        let all = calls(|| {
                            let next = Pin::new(&mut consumer).poll_next(&mut stream.context());
                            assert!(next.is_pending());
                            let mut receiving = consumer.recv_async();
                            assert!(future.poll(Pin::new(&mut receiving)).is_pending());
                            producer.try_send(round).unwrap();
                            assert_eq!(future.poll(pin!(receiving)), Poll::Ready(Ok(round)));
                        });
                        assert_eq!(all, 0, "round {round}");
                        assert!(watched.is_ready());
                        watched.consume();
                        assert_eq!(stream.wakes(), future.wakes());
                    }
                    assert_eq!(stream.wakes(), usize::try_from(ROUNDS).unwrap());
                }

                #[test]
                fn a_burst_and_a_timeout_allocate_nothing() {
                    let (_channel, mut producer, mut consumer) = $open;
                    let task = Task::new();
                    for round in 0..ROUNDS {
                        let all = calls(|| {
                            let now = std::time::Instant::now();
                            assert!(consumer.recv_deadline(now).is_err());
                            Consume::park(&mut consumer, Some(now));
                            let mut dropped = consumer.recv_async();
                            assert!(task.poll(Pin::new(&mut dropped)).is_pending());
                            drop(dropped);
                            assert_eq!(producer.send_slice(&[round; 3]), 3);
                            let mut taken = 0;
                            taken += Consume::consume_batch_owned(&mut consumer, drop);
                            assert_eq!(taken, 3);
                        });
                        assert_eq!(all, 0, "round {round}");
                    }
                }

                #[test]
                fn room_that_is_waited_for_in_every_way_allocates_nothing() {
                    let (_channel, mut producer, mut consumer) = $open;
                    let [sink, future] = [Task::new(), Task::new()];
                    assert_eq!(producer.send_slice(&[0; 4]), 4);
                    for round in 0..ROUNDS {
                        let all = calls(|| {
                            let ready = Pin::new(&mut producer).poll_ready(&mut sink.context());
                            assert!(ready.is_pending());
                            let mut sending = producer.send_async(0);
                            assert!(future.poll(Pin::new(&mut sending)).is_pending());
                            assert_eq!(consumer.try_recv(), Ok(0));
                            assert_eq!(future.poll(pin!(sending)), Poll::Ready(Ok(())));
                        });
                        assert_eq!(all, 0, "round {round}");
                        assert_eq!(sink.wakes(), future.wakes());
                    }
                    assert_eq!(sink.wakes(), usize::try_from(ROUNDS).unwrap());
                }

                #[test]
                fn a_close_that_is_waited_for_in_every_way_allocates_nothing() {
                    let (channel, _producer, mut consumer) = $open;
                    let watched = Watched::new(true);
                    consumer.set_notifier(Some(watched.shared()));
                    let task = Task::new();
                    assert!(Pin::new(&mut consumer).poll_next(&mut task.context()).is_pending());
                    assert_eq!(calls(|| channel.close()), 0);
                    assert!(watched.is_ready() && task.wakes() == 1);
                }
            }
        )*
    };
}

kinds! {
    one: OneChannel, open!(spsc, OneChannel);
    many: ManyChannel, {
        let (channel, mut consumer) = ManyChannel::open();
        let mut producer = channel.register().unwrap();
        // It has met all rings now.
        producer.try_send(0).unwrap();
        assert_eq!(consumer.try_recv(), Ok(0));
        (channel, producer, consumer)
    };
    shared: SharedChannel, open!(spmc, SharedChannel);
    many_shared: ManySharedChannel, {
        let channel = ManySharedChannel::open();
        let (producer, mut consumer) =
            (channel.register().unwrap(), channel.register_consumer().unwrap());
        assert!(consumer.try_recv().is_err(), "it has met all rings now");
        (channel, producer, consumer)
    };
}
