//! Closing is exact: what was accepted is received, what is refused comes back, and nothing is both.

use loom::cell::UnsafeCell;
use loom::sync::Arc;
use ringmpsc::TryRecvError;

use crate::message::{self, Message, MpscChannel, SpscChannel, SpscProducer};
use crate::models::{receive, receive_all};
use crate::suite::{Fences, Model, producer, reach, spawn};

const CLOSE: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: None,
    run: || (),
    reaches: &["accepted", "refused"],
    needs: &["bell.settle.acquire", "fence.light", "fence.heavy"],
};

const TOLD: Model = Model { reaches: &["told"], needs: &[], ..CLOSE };

pub(crate) const MODELS: &[Model] = &[
    Model { name: "close by the receiver", run: by_the_receiver, ..CLOSE },
    Model {
        name: "close by the receiver, membarrier",
        fences: Fences::Asymmetric,
        run: by_the_receiver,
        needs: &["bell.settle.acquire", "bell.settle.release", "fence.heavy"],
        ..CLOSE
    },
    Model { name: "close by a third thread", run: by_a_third, preemptions: Some(3), ..CLOSE },
    Model {
        name: "close by a third thread, membarrier",
        fences: Fences::Asymmetric,
        run: by_a_third,
        preemptions: Some(3),
        ..CLOSE
    },
    Model { name: "close by leaving", run: by_leaving, ..CLOSE },
    Model {
        name: "close by leaving, membarrier",
        fences: Fences::Asymmetric,
        run: by_leaving,
        ..CLOSE
    },
    Model {
        name: "close against a commit",
        run: against_a_commit,
        reaches: &["accepted", "refused", "taken back"],
        ..CLOSE
    },
    Model {
        name: "close against a commit, membarrier",
        fences: Fences::Asymmetric,
        run: against_a_commit,
        reaches: &["accepted", "refused", "taken back"],
        ..CLOSE
    },
    Model { name: "told of the close", run: told_by_one, needs: &["bell.close", "bell.ended"], ..TOLD },
    Model { name: "told of the close of many", run: told_by_many, ..TOLD },
];

/// Sends messages, and returns the numbers of those that were accepted.
fn send(sender: &mut SpscProducer, numbers: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut accepted = Vec::new();
    for number in numbers {
        match sender.try_send(Message::new(number)) {
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

fn by_the_receiver() {
    let (mut sender, mut receiver) = SpscChannel::open();
    let sending = producer(move || (send(&mut sender, 0..2), sender));
    receiver.channel().close();
    let (received, end) = receive_all(|| receiver.try_recv());
    let (accepted, sender) = sending.join().unwrap();
    assert_eq!((received, end), (accepted, TryRecvError::Closed));
    drop((receiver, sender));
}

fn by_a_third() {
    let (mut sender, mut receiver) = SpscChannel::open();
    let channel = receiver.channel();
    let sending = producer(move || (send(&mut sender, 0..2), sender));
    let closing = spawn(move || channel.close());
    let mut received = receive(2, || receiver.try_recv());
    closing.join().unwrap();
    let (rest, end) = receive_all(|| receiver.try_recv());
    received.extend(rest);
    let (accepted, sender) = sending.join().unwrap();
    assert_eq!((received, end), (accepted, TryRecvError::Closed));
    drop((receiver, sender));
}

/// What is accepted and not received is dropped with the receiver, not with the ring.
fn by_leaving() {
    let (mut sender, mut receiver) = SpscChannel::open();
    let sending = producer(move || (send(&mut sender, 0..3), sender));
    let received = receive(1, || receiver.try_recv());
    drop(receiver);
    let (accepted, sender) = sending.join().unwrap();
    assert!(accepted.starts_with(&received));
    message::none_is_left();
    drop(sender);
}

fn against_a_commit() {
    let (mut sender, mut receiver) = SpscChannel::open();
    let sending = producer(move || {
        let mut accepted = 0;
        if let Ok(mut reservation) = sender.reserve(2) {
            reservation.fill_from([0, 1].map(Message::new));
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
        (accepted, sender)
    });
    receiver.channel().close();
    let (received, end) = receive_all(|| receiver.try_recv());
    let (accepted, sender) = sending.join().unwrap();
    assert!(received.into_iter().eq((0..2).take(accepted)));
    assert_eq!(end, TryRecvError::Closed);
    drop((receiver, sender));
}

/// What the closer did before is known to who is told that the channel is closed.
fn told(close: impl FnOnce() + 'static, mut try_recv: impl FnMut() -> Result<Message, TryRecvError>) {
    let done = Arc::new(UnsafeCell::new(()));
    let closing = spawn({
        let done = Arc::clone(&done);
        move || {
            done.with_mut(|_| ());
            close();
        }
    });
    if (0..2).any(|_| try_recv() == Err(TryRecvError::Closed)) {
        reach("told");
        done.with(|_| ());
    }
    closing.join().unwrap();
}

fn told_by_one() {
    let (sender, mut receiver) = SpscChannel::open();
    let channel = receiver.channel();
    told(move || channel.close(), || receiver.try_recv());
    drop(sender);
}

fn told_by_many() {
    let (channel, mut receiver) = MpscChannel::open();
    told(move || channel.close(), || receiver.try_recv());
}
