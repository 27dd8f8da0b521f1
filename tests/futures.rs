//! Tasks that wait for a channel, polled by hand.

use std::pin::{Pin, pin};
use std::task::Poll;
use std::thread;

use ringmpsc::__private::{Sink, Stream};
use ringmpsc::{RecvError, WaitError, ring_channel};
use ringmpsc_tests::{Ledger, Task, Tracked, open};

/// The message.
#[ring_channel(kind = spsc, bits = 1, futures, name = One)]
#[ring_channel(kind = mpsc, bits = 1, futures, name = Many)]
#[ring_channel(kind = spsc, bits = 1, futures, fence = full, name = OneFull)]
#[ring_channel(kind = mpsc, bits = 1, futures, fence = full, name = ManyFull)]
#[ring_channel(kind = spmc, bits = 1, futures, name = Shared)]
#[ring_channel(kind = mpmc, bits = 1, futures, name = ManyShared)]
#[ring_channel(kind = spmc, bits = 1, futures, fence = full, name = SharedFull)]
#[ring_channel(kind = mpmc, bits = 1, futures, fence = full, name = ManySharedFull)]
pub type Message = Tracked;

/// One ring, or several, with an owner or shared.
macro_rules! kinds {
    ($($kind:ident: $channel:ident, $producer:ident, $consumer:ident, $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;

                fn open() -> ($channel, $producer, $consumer) {
                    $open
                }

                #[test]
                fn a_message_wakes_the_task_that_waits_for_it() {
                    let ledger = Ledger::new();
                    let (_channel, mut producer, mut consumer) = open();
                    let task = Task::new();
                    for round in 0..3 {
                        let mut recv = consumer.recv_async();
                        assert!(task.poll(Pin::new(&mut recv)).is_pending());
                        assert!(task.poll(Pin::new(&mut recv)).is_pending());
                        assert_eq!(task.wakes(), round);
                        producer.try_send(ledger.message()).unwrap();
                        assert_eq!(task.wakes(), round + 1);
                        let Poll::Ready(message) = task.poll(Pin::new(&mut recv)) else {
                            panic!("there is a message");
                        };
                        assert_eq!(message.unwrap().number(), round);
                    }
                }

                #[test]
                fn room_wakes_the_task_that_waits_for_it() {
                    let ledger = Ledger::new();
                    let (_channel, mut producer, mut consumer) = open();
                    let task = Task::new();
                    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
                    let mut send = producer.send_async(ledger.message());
                    assert!(task.poll(Pin::new(&mut send)).is_pending());
                    assert_eq!(task.wakes(), 0);
                    assert_eq!(consumer.try_recv().unwrap().number(), 0);
                    assert_eq!(task.wakes(), 1);
                    assert!(matches!(task.poll(Pin::new(&mut send)), Poll::Ready(Ok(()))));
                    drop(send);

                    let mut reserve = producer.reserve_async(2);
                    assert!(task.poll(Pin::new(&mut reserve)).is_pending());
                    assert_eq!(consumer.try_recv().unwrap().number(), 1);
                    assert!(task.poll(Pin::new(&mut reserve)).is_pending(), "one slot is free");
                    assert_eq!(consumer.try_recv().unwrap().number(), 2);
                    let Poll::Ready(Ok(mut slots)) = task.poll(Pin::new(&mut reserve)) else {
                        panic!("there is space for two");
                    };
                    assert_eq!(slots.capacity(), 2);
                    slots.push(ledger.message()).unwrap();
                    slots.commit().unwrap();
                    assert_eq!(consumer.try_recv().unwrap().number(), 3);
                }

                #[test]
                fn the_end_wakes_who_waits() {
                    let ledger = Ledger::new();
                    let task = Task::new();
                    let (channel, producer, mut consumer) = open();
                    let mut recv = consumer.recv_async();
                    assert!(task.poll(Pin::new(&mut recv)).is_pending());
                    channel.close();
                    assert_eq!(task.wakes(), 1);
                    let result = task.poll(Pin::new(&mut recv));
                    assert!(matches!(result, Poll::Ready(Err(RecvError::Closed))));
                    drop(producer);

                    let (channel, producer, mut consumer) = open();
                    let mut recv = consumer.recv_async();
                    assert!(task.poll(Pin::new(&mut recv)).is_pending());
                    drop(channel);
                    assert_eq!(task.wakes(), 1);
                    drop(producer);
                    assert_eq!(task.wakes(), 2);
                    let result = task.poll(Pin::new(&mut recv));
                    assert!(matches!(result, Poll::Ready(Err(RecvError::Closed))));

                    let (channel, mut producer, consumer) = open();
                    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
                    let mut send = producer.send_async(ledger.message());
                    assert!(task.poll(Pin::new(&mut send)).is_pending());
                    channel.close();
                    assert_eq!(task.wakes(), 3);
                    let Poll::Ready(Err(error)) = task.poll(Pin::new(&mut send)) else {
                        panic!("nobody can receive it");
                    };
                    assert_eq!(error.into_inner().number(), 2);
                    drop((send, channel, consumer));
                    let mut reserve = producer.reserve_async(1);
                    let closed = task.poll(Pin::new(&mut reserve));
                    assert!(matches!(closed, Poll::Ready(Err(WaitError::Closed))));
                    ledger.assert_settled();
                }

                #[test]
                fn what_can_never_be_is_an_error() {
                    let (_channel, mut producer, _consumer) = open();
                    let task = Task::new();
                    for (n, error) in [(0, WaitError::Zero), (3, WaitError::TooLarge)] {
                        let reserved = task.poll(pin!(producer.reserve_async(n)));
                        let Poll::Ready(Err(found)) = reserved else {
                            panic!("{n} slots of two");
                        };
                        assert_eq!(found, error);
                    }
                }

                #[test]
                fn futures_that_are_dropped_lose_nothing() {
                    const ROUNDS: usize = 100_000;

                    let ledger = Ledger::new();
                    let (channel, mut producer, mut consumer) = open();
                    drop(channel);
                    let (mut sent, mut dropped) = (0, 0);
                    let receiving = thread::spawn(move || {
                        let task = Task::new();
                        let mut received = 0;
                        loop {
                            // Polled once and dropped, as by a `select!` whose other branch is
                            // ready.
                            if let Poll::Ready(Ok(_)) = task.poll(pin!(consumer.recv_async())) {
                                received += 1;
                            }
                            match task.run(consumer.recv_async()) {
                                Ok(_) => received += 1,
                                Err(error) => {
 assert!(error.is_closed());
 return received;
 },
                            }
                        }
                    });
                    let task = Task::new();
                    for round in 0..ROUNDS {
                        if round % 3 == 0 {
                            // What was not sent is dropped with its future.
                            match task.poll(pin!(producer.send_async(ledger.message()))) {
                                Poll::Ready(result) => {
                                    result.unwrap();
                                    sent += 1;
                                }
                                Poll::Pending => dropped += 1,
                            }
                            let _ = task.poll(pin!(producer.reserve_async(2))).is_ready();
                        }
                        task.run(producer.send_async(ledger.message())).unwrap();
                        sent += 1;
                    }
                    drop(producer);
                    assert_eq!(receiving.join().unwrap(), sent);
                    assert_eq!(ledger.made(), sent + dropped);
                    ledger.assert_settled();
                }

                #[test]
                fn a_stream_of_what_went_into_a_sink() {
                    let ledger = Ledger::new();
                    let (channel, mut producer, mut consumer) = open();
                    drop(channel);
                    let sending = thread::spawn({
                        let messages: Vec<_> = ledger.messages(1_000).collect();
                        move || {
                            let task = Task::new();
                            for message in messages {
                                let ready = std::future::poll_fn(|context| {
                                    Pin::new(&mut producer).poll_ready(context)
                                });
                                task.run(ready).unwrap();
                                Pin::new(&mut producer).start_send(message).unwrap();
                            }
                            let mut context = task.context();
                            assert!(Pin::new(&mut producer).poll_flush(&mut context).is_ready());
                            assert!(Pin::new(&mut producer).poll_close(&mut context).is_ready());
                        }
                    });
                    let task = Task::new();
                    let mut numbers = Vec::new();
                    while let Some(message) =
                        task.run(std::future::poll_fn(|c| Pin::new(&mut consumer).poll_next(c)))
                    {
                        numbers.push(message.number());
                    }
                    assert!(numbers.into_iter().eq(0..1_000));
                    sending.join().unwrap();
                    ledger.assert_settled();
                }

                #[test]
                fn a_sink_without_a_receiver_gives_the_message_back() {
                    let ledger = Ledger::new();
                    let (channel, mut producer, consumer) = open();
                    drop((channel, consumer));
                    let task = Task::new();
                    let ready = std::future::poll_fn(|c| Pin::new(&mut producer).poll_ready(c));
                    assert!(task.run(ready).unwrap_err().into_inner().is_none());
                    let error = Pin::new(&mut producer).start_send(ledger.message()).unwrap_err();
                    assert_eq!(error.into_inner().unwrap().number(), 0);
                }
            }
        )*
    };
}

kinds! {
    one: OneChannel, OneProducer, OneConsumer, open!(spsc, OneChannel);
    many: ManyChannel, ManyProducer, ManyConsumer, open!(mpsc, ManyChannel);
    one_full: OneFullChannel, OneFullProducer, OneFullConsumer, open!(spsc, OneFullChannel);
    many_full: ManyFullChannel, ManyFullProducer, ManyFullConsumer, open!(mpsc, ManyFullChannel);
    shared: SharedChannel, SharedProducer, SharedConsumer, open!(spmc, SharedChannel);
    shared_full: SharedFullChannel, SharedFullProducer, SharedFullConsumer,
        open!(spmc, SharedFullChannel);
    many_shared: ManySharedChannel, ManySharedProducer, ManySharedConsumer,
        open!(mpmc, ManySharedChannel);
    many_shared_full: ManySharedFullChannel, ManySharedFullProducer, ManySharedFullConsumer,
        open!(mpmc, ManySharedFullChannel);
}
