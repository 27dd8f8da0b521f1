//! As [`close`](super::close), for rings that the receiver polls, or has just stopped to poll.

use ringmpsc::TryRecvError;

use crate::message::{Message, MpscChannel};
use crate::models::{receive, receive_all};
use crate::suite::{Fences, Model, producer, reach};

const CLOSE: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: None,
    run: || (),
    reaches: &["accepted", "refused"],
    needs: &["bell.settle.acquire", "fence.light", "fence.heavy"],
};

pub(crate) const MODELS: &[Model] = &[
    Model { name: "close of an awake ring", run: awake, ..CLOSE },
    Model {
        name: "close of an awake ring, membarrier",
        fences: Fences::Asymmetric,
        run: awake,
        needs: &["bell.settle.release", "fence.heavy"],
        ..CLOSE
    },
    Model { name: "close of a drowsy ring", run: drowsy, ..CLOSE },
    Model {
        name: "close of a drowsy ring, membarrier",
        fences: Fences::Asymmetric,
        run: drowsy,
        needs: &["fence.heavy"],
        ..CLOSE
    },
];

fn awake() {
    close_after(1);
}

/// The next poll that finds nothing puts the ring to sleep.
fn drowsy() {
    close_after(3);
}

/// The receiver has tried to receive so many times when the sender begins; then it tries once more, and
/// closes.
fn close_after(attempts: usize) {
    let (channel, mut receiver) = MpscChannel::open();
    let mut sender = channel.register().expect("the channel is open");
    sender.try_send(Message::new(0)).expect("there is room");
    assert_eq!(receive(attempts, || receiver.try_recv()), [0]);
    let sending = producer(move || {
        let sent = sender.try_send(Message::new(1));
        reach(if sent.is_ok() { "accepted" } else { "refused" });
        (sent.is_ok(), sender)
    });
    let mut received = receive(1, || receiver.try_recv());
    channel.close();
    let (rest, end) = receive_all(|| receiver.try_recv());
    received.extend(rest);
    let (accepted, sender) = sending.join().unwrap();
    assert_eq!((received.len(), end), (usize::from(accepted), TryRecvError::Closed));
    drop(sender);
}
