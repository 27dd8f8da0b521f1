//! What the ends of every kind do beyond sending and receiving: strategies for one message, many
//! messages at once, and the close as a producer sees it.

use std::future::Future;
use std::iter;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use ringmpsc::__private::{FusedStream, Stream};
use ringmpsc::{RecvError, TryRecvError, WaitError, WaitStrategy, ring_channel};
use ringmpsc_tests::{Ledger, Task, Tracked, Watchdog, caught, open};

/// Two slots.
#[ring_channel(kind = spsc, bits = 1, wait, futures, name = One)]
#[ring_channel(kind = mpsc, bits = 1, wait, futures, name = Many)]
#[ring_channel(kind = spmc, bits = 1, wait, futures, name = Shared)]
#[ring_channel(kind = mpmc, bits = 1, wait, futures, name = ManyShared)]
pub type Message = Tracked;

const NOW: WaitStrategy = WaitStrategy::TimedBlocking { timeout: Duration::ZERO };
const SOON: WaitStrategy = WaitStrategy::TimedBlocking { timeout: Duration::from_millis(2) };
const LONG: Duration = Duration::from_secs(3600);

macro_rules! kinds {
    ($($kind:ident: $channel:ident, $producer:ident, $consumer:ident, $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;

                /// The handle closes the channel. It keeps it open, too.
                pub(super) fn open_with_handle() -> ($channel, $producer, $consumer) {
                    $open
                }

                /// The ends, and no handle that keeps the channel open.
                fn open() -> ($producer, $consumer) {
                    let (_channel, producer, consumer) = open_with_handle();
                    (producer, consumer)
                }

                #[test]
                fn one_message_is_sent_and_received_with_a_strategy() {
                    let ledger = Ledger::new();
                    let (mut producer, mut consumer) = open();
                    assert!(consumer.recv_with(SOON).unwrap_err().is_timeout());
                    producer.send_with(ledger.message(), WaitStrategy::BusySpin).unwrap();
                    producer.send_with(ledger.message(), NOW).unwrap();
                    let error = producer.send_with(ledger.message(), SOON).unwrap_err();
                    assert!(error.is_timeout());
                    assert_eq!(error.into_inner().number(), 2);
                    assert_eq!(consumer.recv_with(NOW).unwrap().number(), 0);
                    assert_eq!(consumer.recv_with(WaitStrategy::Yielding).unwrap().number(), 1);
                    drop(producer);
                    assert!(consumer.recv_with(WaitStrategy::Blocking).unwrap_err().is_closed());
                }

                #[test]
                fn a_send_with_a_strategy_is_told_of_a_close_while_it_waits() {
                    let _watchdog = Watchdog::start();
                    let ledger = Ledger::new();
                    let (mut producer, consumer) = open();
                    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
                    let message = ledger.message();
                    let sender = thread::spawn(move || {
                        producer.send_with(message, WaitStrategy::Blocking).unwrap_err()
                    });
                    thread::sleep(Duration::from_millis(2));
                    drop(consumer);
                    let error = sender.join().unwrap();
                    assert!(error.is_closed());
                    assert_eq!(error.into_inner().number(), 2);
                }

                #[test]
                fn all_messages_of_an_iterator_are_sent_beyond_the_capacity() {
                    let _watchdog = Watchdog::start();
                    let ledger = Ledger::new();
                    let (mut producer, mut consumer) = open();
                    let messages = Vec::from_iter(ledger.messages(100));
                    let sender = thread::spawn(move || {
                        producer.send_all_iter(&mut messages.into_iter(), WaitStrategy::Blocking)
                    });
                    assert!(consumer.iter().map(|message| message.number()).eq(0..100));
                    assert_eq!(sender.join().unwrap().unwrap(), 100);
                }

                #[test]
                fn what_was_not_sent_is_given_back() {
                    let ledger = Ledger::new();
                    let (mut producer, mut consumer) = open();
                    let mut messages = Vec::from_iter(ledger.messages(5)).into_iter();
                    let error = producer.send_all_iter(&mut messages, SOON).unwrap_err();
                    assert!(error.is_timeout() && !error.is_closed());
                    assert_eq!(error.sent(), 2);
                    let text = "timed out waiting for space after 2 messages were sent";
                    assert_eq!(error.to_string(), text);
                    let unsent = iter::once(error.into_inner()).chain(messages);
                    assert!(unsent.map(|message| message.number()).eq(2..5));
                    consumer.close();
                    while consumer.try_recv().is_ok() {}
                }

                #[test]
                fn a_close_gives_the_rest_of_an_iterator_back() {
                    let ledger = Ledger::new();
                    let (mut producer, consumer) = open();
                    drop(consumer);
                    let mut messages = ledger.messages(3);
                    let strategy = WaitStrategy::Blocking;
                    let error = producer.send_all_iter(&mut messages, strategy).unwrap_err();
                    assert_eq!((error.sent(), error.is_closed()), (0, true));
                    assert_eq!((error.into_inner().number(), messages.count()), (0, 2));
                }

                #[test]
                fn recv_many_async_waits_for_one_message_and_takes_up_to_its_limit() {
                    let ledger = Ledger::new();
                    let (channel, mut producer, mut consumer) = open_with_handle();
                    let (task, mut received) = (Task::new(), Vec::new());
                    let none = task.poll(pin!(consumer.recv_many_async(&mut received, 0)));
                    assert_eq!(none, Poll::Ready(Ok(0)));

                    let mut receiving = consumer.recv_many_async(&mut received, 9);
                    assert!(task.poll(Pin::new(&mut receiving)).is_pending());
                    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
                    assert_eq!(task.wakes(), 1);
                    assert_eq!(task.poll(Pin::new(&mut receiving)), Poll::Ready(Ok(2)));
                    drop(receiving);

                    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
                    for rest in [1, 0] {
                        let one = task.poll(pin!(consumer.recv_many_async(&mut received, 1)));
                        assert_eq!((one, consumer.len()), (Poll::Ready(Ok(1)), rest));
                    }
                    let mut receiving = consumer.recv_many_async(&mut received, 9);
                    assert!(task.poll(Pin::new(&mut receiving)).is_pending());
                    channel.close();
                    assert_eq!(task.wakes(), 2);
                    let end = task.poll(Pin::new(&mut receiving));
                    assert_eq!(end, Poll::Ready(Err(RecvError::Closed)));
                    drop(receiving);
                    assert!(received.drain(..).map(|message| message.number()).eq(0..4));
                }

                /// Only the task that has polled last is woken, and only by the message.
                #[test]
                fn a_recv_many_async_that_moves_to_another_task_wakes_that_task() {
                    let ledger = Ledger::new();
                    let (_channel, mut producer, mut consumer) = open_with_handle();
                    let (tasks, mut received) = ([(); 2].map(|()| Task::new()), Vec::new());
                    let mut receiving = consumer.recv_many_async(&mut received, 9);
                    for task in &tasks {
                        assert!(task.poll(Pin::new(&mut receiving)).is_pending());
                    }
                    assert_eq!(tasks.each_ref().map(Task::wakes), [0, 0]);
                    producer.try_send(ledger.message()).unwrap();
                    assert_eq!(tasks.each_ref().map(Task::wakes), [0, 1]);
                    assert_eq!(tasks[1].poll(Pin::new(&mut receiving)), Poll::Ready(Ok(1)));
                }

                #[test]
                fn a_dropped_recv_many_async_leaves_the_messages_and_the_vector() {
                    let ledger = Ledger::new();
                    let (_channel, mut producer, mut consumer) = open_with_handle();
                    let (task, mut received) = (Task::new(), vec![ledger.message()]);
                    let mut receiving = consumer.recv_many_async(&mut received, 9);
                    assert!(task.poll(Pin::new(&mut receiving)).is_pending());
                    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
                    assert_eq!(task.wakes(), 1);
                    // It was woken, and is not polled again.
                    drop(receiving);
                    assert_eq!((received.len(), consumer.len()), (1, 2));
                    let rest = task.poll(pin!(consumer.recv_many_async(&mut received, 9)));
                    assert_eq!(rest, Poll::Ready(Ok(2)));
                    assert!(received.drain(..).map(|message| message.number()).eq(0..3));
                }

                #[test]
                fn recv_many_async_yields_after_128_polls_that_were_ready() {
                    let ledger = Ledger::new();
                    let (_channel, mut producer, mut consumer) = open_with_handle();
                    let (task, mut received) = (Task::new(), Vec::new());
                    for _ in 0..128 {
                        producer.try_send(ledger.message()).unwrap();
                        let one = task.poll(pin!(consumer.recv_many_async(&mut received, 9)));
                        assert_eq!(one, Poll::Ready(Ok(1)));
                    }
                    producer.try_send(ledger.message()).unwrap();
                    assert_eq!(task.wakes(), 0);
                    let mut receiving = consumer.recv_many_async(&mut received, 9);
                    assert!(task.poll(Pin::new(&mut receiving)).is_pending());
                    assert_eq!(task.wakes(), 1);
                    assert_eq!(task.poll(Pin::new(&mut receiving)), Poll::Ready(Ok(1)));
                }

                #[test]
                fn recv_many_waits_for_one_message_and_takes_up_to_its_limit() {
                    let _watchdog = Watchdog::start();
                    let ledger = Ledger::new();
                    let (mut producer, mut consumer) = open();
                    let mut received = Vec::new();
                    assert_eq!(consumer.recv_many(&mut received, 0), Ok(0));
                    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
                    assert_eq!(consumer.recv_many(&mut received, 1), Ok(1));
                    assert_eq!(consumer.recv_many(&mut received, 9), Ok(1));
                    assert!(received.drain(..).map(|message| message.number()).eq(0..2));

                    let message = ledger.message();
                    let sender = thread::spawn(move || {
                        thread::sleep(Duration::from_millis(2));
                        producer.send(message).unwrap();
                    });
                    assert_eq!(consumer.recv_many(&mut received, 9), Ok(1));
                    sender.join().unwrap();
                    assert!(consumer.recv_many(&mut received, 9).is_err());
                    assert_eq!(received.len(), 1);
                }

                #[test]
                fn a_producer_closes_its_channel() {
                    let ledger = Ledger::new();
                    let (mut producer, mut consumer) = open();
                    producer.try_send(ledger.message()).unwrap();
                    assert!(!producer.is_disconnected());
                    producer.close();
                    assert!(producer.is_disconnected() && producer.is_closed());
                    assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
                    assert_eq!(consumer.try_recv().unwrap().number(), 0);
                    assert!(matches!(consumer.try_recv(), Err(TryRecvError::Closed)));
                }

                #[test]
                fn a_close_by_a_producer_wakes_a_consumer_that_waits() {
                    let _watchdog = Watchdog::start();
                    let (_channel, producer, mut consumer) = open_with_handle();
                    let receiver = thread::spawn(move || consumer.recv().is_err());
                    thread::sleep(Duration::from_millis(2));
                    producer.close();
                    assert!(receiver.join().unwrap());
                }

                #[test]
                fn a_consumer_that_closes_receives_what_is_queued() {
                    let ledger = Ledger::new();
                    let (_channel, mut producer, mut consumer) = open_with_handle();
                    producer.try_send(ledger.message()).unwrap();
                    consumer.close();
                    assert_eq!(consumer.recv().unwrap().number(), 0);
                    assert!(consumer.recv().is_err());
                }

                #[test]
                fn wait_closed_gives_up_after_its_time() {
                    let (mut producer, consumer) = open();
                    assert_eq!(producer.wait_closed(Duration::ZERO), Err(WaitError::TimedOut));
                    let start = Instant::now();
                    let result = producer.wait_closed(Duration::from_millis(2));
                    assert_eq!(result, Err(WaitError::TimedOut));
                    assert!(start.elapsed() >= Duration::from_millis(2));
                    drop(consumer);
                    assert_eq!(producer.wait_closed(Duration::ZERO), Ok(()));
                    assert_eq!(producer.wait_closed(Duration::MAX), Ok(()));
                }

                #[test]
                fn a_consumer_that_leaves_ends_wait_closed() {
                    let _watchdog = Watchdog::start();
                    let (mut producer, consumer) = open();
                    let waiter = thread::spawn(move || producer.wait_closed(LONG));
                    thread::sleep(Duration::from_millis(2));
                    drop(consumer);
                    assert_eq!(waiter.join().unwrap(), Ok(()));
                }

                /// A wait for space that was given up has left its flag in the doorbell.
                #[test]
                fn free_space_does_not_end_wait_closed() {
                    let _watchdog = Watchdog::start();
                    let ledger = Ledger::new();
                    let (channel, mut producer, mut consumer) = open_with_handle();
                    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
                    assert!(producer.send_with(ledger.message(), SOON).is_err());
                    let waiter = thread::spawn(move || producer.wait_closed(LONG));
                    thread::sleep(Duration::from_millis(2));
                    while consumer.try_recv().is_ok() {}
                    thread::sleep(Duration::from_millis(2));
                    assert!(!waiter.is_finished());
                    channel.close();
                    assert_eq!(waiter.join().unwrap(), Ok(()));
                }

                #[test]
                fn a_close_wakes_the_task_that_waits_for_it() {
                    let (channel, mut producer, _consumer) = open_with_handle();
                    let task = Task::new();
                    let mut closed = producer.closed();
                    assert!(task.poll(Pin::new(&mut closed)).is_pending());
                    assert!(task.poll(Pin::new(&mut closed)).is_pending());
                    assert_eq!(task.wakes(), 0);
                    channel.close();
                    assert_eq!(task.wakes(), 1);
                    assert!(task.poll(Pin::new(&mut closed)).is_ready());
                }

                #[test]
                fn a_task_that_gave_up_waiting_for_the_close_is_not_woken() {
                    let ledger = Ledger::new();
                    let (mut producer, consumer) = open();
                    let task = Task::new();
                    assert!(task.poll(pin!(producer.closed())).is_pending());
                    producer.try_send(ledger.message()).unwrap();
                    drop(consumer);
                    assert_eq!(task.wakes(), 0);
                    assert!(task.poll(pin!(producer.closed())).is_ready());
                }

                /// The last message is dropped with the consumer. Its drop panics, after the
                /// producer was told.
                #[test]
                fn a_panic_in_a_drop_does_not_keep_the_close_from_a_producer() {
                    let _watchdog = Watchdog::start();
                    let ledger = Ledger::new();
                    let (mut producer, consumer) = open();
                    producer.try_send(ledger.message()).unwrap();
                    let waiter = thread::spawn(move || producer.wait_closed(LONG));
                    ledger.panic_at_drop(0);
                    assert!(caught(|| drop(consumer)));
                    assert_eq!(waiter.join().unwrap(), Ok(()));
                }

                #[test]
                fn a_stream_is_terminated_once_it_has_ended() {
                    let ledger = Ledger::new();
                    let (mut producer, mut consumer) = open();
                    let task = Task::new();
                    let next = |consumer: &mut $consumer| {
                        Pin::new(consumer).poll_next(&mut task.context())
                    };
                    assert!(next(&mut consumer).is_pending() && !consumer.is_terminated());
                    producer.try_send(ledger.message()).unwrap();
                    drop(producer);
                    assert!(!consumer.is_terminated());
                    assert!(matches!(next(&mut consumer), Poll::Ready(Some(_))));
                    assert!(!consumer.is_terminated());
                    assert!(matches!(next(&mut consumer), Poll::Ready(None)));
                    assert!(consumer.is_terminated());
                    assert!(matches!(next(&mut consumer), Poll::Ready(None)));
                    assert!(consumer.is_terminated());
                }
            }
        )*
    };
}

/// A future that was woken for a message, and dropped, hands the message to the other consumer.
#[test]
fn a_dropped_recv_many_async_wakes_another_consumer() {
    let ledger = Ledger::new();
    let (mut producer, channel) = SharedChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().unwrap());
    let (tasks, mut received) = ([(); 2].map(|()| Task::new()), [vec![], vec![]]);
    let [in_one, in_other] = &mut received;
    let mut first = one.recv_many_async(in_one, 9);
    let mut second = other.recv_many_async(in_other, 9);
    assert!(tasks[0].poll(Pin::new(&mut first)).is_pending());
    assert!(tasks[1].poll(Pin::new(&mut second)).is_pending());
    producer.try_send(ledger.message()).unwrap();
    assert_eq!(tasks.each_ref().map(Task::wakes), [1, 0]);
    drop(first);
    assert_eq!(tasks.each_ref().map(Task::wakes), [1, 1]);
    assert_eq!(tasks[1].poll(Pin::new(&mut second)), Poll::Ready(Ok(1)));
}

kinds! {
    spsc: OneChannel, OneProducer, OneConsumer, open!(spsc, OneChannel);
    mpsc: ManyChannel, ManyProducer, ManyConsumer, open!(mpsc, ManyChannel);
    spmc: SharedChannel, SharedProducer, SharedConsumer, open!(spmc, SharedChannel);
    mpmc: ManySharedChannel, ManySharedProducer, ManySharedConsumer, open!(mpmc, ManySharedChannel);
}

/// The futures of the ends can be spawned.
#[test]
fn the_future_of_the_close_is_send() {
    fn assert_send<T: Send>(_: &T) {}
    let (mut producer, _consumer) = OneChannel::open();
    let closed = async move { producer.closed().await };
    assert_send(&closed);
    assert!(pin!(closed).as_mut().poll(&mut Task::new().context()).is_pending());
}

/// The last owner has ended a side for good. A handle could register an end there.
#[test]
fn a_weak_handle_of_an_ended_channel_stays_weak() {
    let (channel, consumer) = ManyChannel::open();
    let weak = channel.downgrade();
    drop(channel);
    assert!(weak.upgrade().is_none());
    drop(consumer);

    let (producer, channel) = SharedChannel::open();
    let weak = channel.downgrade();
    drop(channel);
    assert!(weak.upgrade().is_none());
    drop(producer);

    let channel = ManySharedChannel::open();
    let producer = channel.register().unwrap();
    let mut consumer = channel.register_consumer().unwrap();
    let weak = channel.downgrade();
    drop((channel, producer));
    assert!(weak.upgrade().is_none());
    assert!(matches!(consumer.try_recv(), Err(TryRecvError::Closed)));
    drop(consumer);
    assert!(weak.upgrade().is_none());
}

/// The kinds whose handles keep the channel open.
macro_rules! weak_handles {
    ($($name:ident: $kind:ident;)*) => {
        $(
            mod $name {
                use super::$kind::open_with_handle;
                use super::*;

                #[test]
                fn a_weak_handle_becomes_a_handle_while_the_channel_is_there() {
                    let ledger = Ledger::new();
                    let (channel, mut producer, mut consumer) = open_with_handle();
                    let weak = channel.downgrade();
                    drop(channel);
                    let handle = weak.upgrade().expect("both ends are there");
                    handle.close();
                    assert!(weak.clone().upgrade().expect("they are still there").is_closed());
                    drop(handle);
                    assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
                    assert!(consumer.recv().is_err());
                }

                /// It counts for nothing: each end is told that the other one is gone.
                #[test]
                fn a_weak_handle_keeps_no_channel_open() {
                    let ledger = Ledger::new();
                    let (channel, producer, mut consumer) = open_with_handle();
                    let weak = channel.downgrade();
                    drop((channel, producer));
                    assert!(matches!(consumer.try_recv(), Err(TryRecvError::Closed)));
                    drop((weak, consumer));

                    let (channel, mut producer, consumer) = open_with_handle();
                    let weak = channel.downgrade();
                    drop((channel, consumer));
                    assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
                    drop(weak);
                }
            }
        )*
    };
}

weak_handles! {
    weak_mpsc: mpsc;
    weak_spmc: spmc;
    weak_mpmc: mpmc;
}
