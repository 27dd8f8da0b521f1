//! Closing is exact: what was accepted is received, what is refused comes back, and nothing is
//! both.

use loom::cell::UnsafeCell;
use loom::sync::Arc;
use ringmpsc::TryRecvError;

use crate::message::{self, Message, MpscChannel, SpscChannel, SpscProducer};
use crate::steps::{receive, receive_all, spawn, spawn_producer};
use crate::suite::{Fences, Model, reach};

const CLOSE: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: None,
    run: || (),
    reaches: &["accepted", "refused"],
    needs: &["doorbell.settle.acquire", "fence.full", "fence.heavy"],
};

const SEEN: Model = Model { reaches: &["seen"], needs: &[], ..CLOSE };

/// With fences by membarrier(2). The call is a fence in the producer too, and hides what the
/// producer's own orderings are for.
const MEMBARRIER: Model =
    Model { fences: Fences::Asymmetric, preemptions: Some(3), needs: &["fence.heavy"], ..CLOSE };

pub(crate) const MODELS: &[Model] = &[
    Model { name: "close by the consumer", run: by_the_consumer, ..CLOSE },
    Model {
        name: "close by the consumer, membarrier",
        run: by_the_consumer,
        preemptions: None,
        needs: &["doorbell.settle.release", "fence.heavy"],
        ..MEMBARRIER
    },
    Model {
        name: "close by the consumer, membarrier refused",
        fences: Fences::Refused(0),
        run: by_the_consumer,
        needs: &["fence.heavy", "fence.drain"],
        ..MEMBARRIER
    },
    Model { name: "close by a third thread", run: by_a_third, preemptions: Some(3), ..CLOSE },
    Model { name: "close by a third thread, membarrier", run: by_a_third, ..MEMBARRIER },
    Model { name: "close by leaving", run: by_leaving, preemptions: Some(3), ..CLOSE },
    Model { name: "close by leaving, membarrier", run: by_leaving, ..MEMBARRIER },
    Model {
        name: "close against a commit",
        run: against_a_commit,
        reaches: &["accepted", "refused", "taken back"],
        ..CLOSE
    },
    Model {
        name: "close against a commit, membarrier",
        run: against_a_commit,
        reaches: &["accepted", "refused", "taken back"],
        ..MEMBARRIER
    },
    Model {
        name: "a consumer sees the close",
        run: seen_by_one,
        needs: &["doorbell.close"],
        ..SEEN
    },
    Model { name: "a consumer of many rings sees the close", run: seen_by_many, ..SEEN },
];

/// Sends messages, and returns the numbers of those that were accepted.
fn send(producer: &mut SpscProducer, numbers: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut accepted = Vec::new();
    for number in numbers {
        match producer.try_send(Message::new(number)) {
            Ok(()) => {
                reach("accepted");
                accepted.push(number);
            }
            Err(error) => {
                if error.is_closed() {
                    reach("refused");
                }
                assert_eq!(error.into_inner().number(), number);
            }
        }
    }
    accepted
}

fn by_the_consumer() {
    let (mut producer, mut consumer) = SpscChannel::open();
    let sending = spawn_producer(move || (send(&mut producer, 0..2), producer));
    consumer.channel().close();
    let (received, end) = receive_all(|| consumer.try_recv());
    let (accepted, producer) = sending.join().unwrap();
    assert_eq!((received, end), (accepted, TryRecvError::Closed));
    drop((consumer, producer));
}

fn by_a_third() {
    let (mut producer, mut consumer) = SpscChannel::open();
    let channel = consumer.channel();
    let sending = spawn_producer(move || (send(&mut producer, 0..2), producer));
    let closing = spawn(move || channel.close());
    let mut received = receive(2, || consumer.try_recv());
    closing.join().unwrap();
    let (rest, end) = receive_all(|| consumer.try_recv());
    received.extend(rest);
    let (accepted, producer) = sending.join().unwrap();
    assert_eq!((received, end), (accepted, TryRecvError::Closed));
    drop((consumer, producer));
}

/// What is accepted and not received is dropped with the consumer, not with the ring.
fn by_leaving() {
    let (mut producer, mut consumer) = SpscChannel::open();
    let sending = spawn_producer(move || (send(&mut producer, 0..3), producer));
    let received = receive(1, || consumer.try_recv());
    drop(consumer);
    let (accepted, producer) = sending.join().unwrap();
    assert!(accepted.starts_with(&received));
    message::none_is_left();
    drop(producer);
}

fn against_a_commit() {
    let (mut producer, mut consumer) = SpscChannel::open();
    let sending = spawn_producer(move || {
        let mut accepted = 0;
        if let Ok(mut reservation) = producer.reserve(2) {
            assert_eq!(reservation.fill_from([0, 1].map(Message::new)), 2);
            match reservation.commit() {
                Ok(n) => {
                    reach("accepted");
                    accepted = n;
                }
                Err(error) => {
                    reach("taken back");
                    assert_eq!(error.into_inner().len(), 2);
                }
            }
        } else {
            reach("refused");
        }
        (accepted, producer)
    });
    consumer.channel().close();
    let (received, end) = receive_all(|| consumer.try_recv());
    let (accepted, producer) = sending.join().unwrap();
    assert!(received.into_iter().eq((0..2).take(accepted)));
    assert_eq!(end, TryRecvError::Closed);
    drop((consumer, producer));
}

/// The consumer that sees the close sees what the closing thread did before.
fn seen(
    close: impl FnOnce() + 'static,
    mut try_recv: impl FnMut() -> Result<Message, TryRecvError>,
) {
    let done = Arc::new(UnsafeCell::new(()));
    let closing = spawn({
        let done = Arc::clone(&done);
        move || {
            done.with_mut(|_| ());
            close();
        }
    });
    if (0..2).any(|_| try_recv() == Err(TryRecvError::Closed)) {
        reach("seen");
        done.with(|_| ());
    }
    closing.join().unwrap();
}

fn seen_by_one() {
    let (producer, mut consumer) = SpscChannel::open();
    let channel = consumer.channel();
    seen(move || channel.close(), || consumer.try_recv());
    drop(producer);
}

fn seen_by_many() {
    let (channel, mut consumer) = MpscChannel::open();
    seen(move || channel.close(), || consumer.try_recv());
}
