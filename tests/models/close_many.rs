//! As [`close`](super::close), for rings that the consumer polls, or has just stopped to poll.

use ringmpsc::TryRecvError;

use crate::message::{Message, MpscChannel};
use crate::steps::{receive, receive_all, spawn_producer};
use crate::suite::{Fences, Model, reach};

const CLOSE: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: None,
    run: || (),
    reaches: &["accepted", "refused"],
    // Not "fence.heavy": the consumer that empties the ring executes a full fence, too.
    needs: &["doorbell.settle.acquire", "fence.full"],
};

pub(crate) const MODELS: &[Model] = &[
    Model { name: "close of an awake ring", run: awake, ..CLOSE },
    Model {
        name: "close of an awake ring, membarrier",
        fences: Fences::Asymmetric,
        run: awake,
        needs: &["doorbell.settle.release", "fence.heavy"],
        ..CLOSE
    },
    Model { name: "close of a drowsy ring", run: drowsy, preemptions: Some(3), ..CLOSE },
    Model {
        name: "close of a drowsy ring, membarrier",
        fences: Fences::Asymmetric,
        run: drowsy,
        preemptions: Some(3),
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

/// The consumer has tried to receive so many times when the producer begins; then it tries once
/// more, and closes.
fn close_after(attempts: usize) {
    let (channel, mut consumer) = MpscChannel::open();
    let mut producer = channel.register().expect("the channel is open");
    producer.try_send(Message::new(0)).expect("there is space");
    assert_eq!(receive(attempts, || consumer.try_recv()), [0]);
    let sending = spawn_producer(move || {
        let sent = producer.try_send(Message::new(1));
        reach(if sent.is_ok() { "accepted" } else { "refused" });
        (sent.is_ok(), producer)
    });
    let mut received = receive(1, || consumer.try_recv());
    channel.close();
    let (rest, end) = receive_all(|| consumer.try_recv());
    received.extend(rest);
    let (accepted, producer) = sending.join().unwrap();
    assert_eq!((received.len(), end), (usize::from(accepted), TryRecvError::Closed));
    drop(producer);
}
