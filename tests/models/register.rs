//! A producer that registers while the channel is being closed is refused, or its send is.

use ringmpsc::TryRecvError;

use crate::message::{self, Message, MpscChannel, MpscProducer};
use crate::steps::{receive, receive_all, spawn, spawn_producer};
use crate::suite::{Fences, Model, reach};

const REGISTER: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &["refused", "send refused", "accepted"],
    // A new ring has `DORMANT`. Its producer clears the flag by a read-modify-write, which takes
    // the place of the fence. The variants with membarrier(2) need their fence.
    needs: &["doorbell.take_dormant"],
};

pub(crate) const MODELS: &[Model] = &[
    Model { name: "register against close", run: against_close, ..REGISTER },
    Model {
        name: "register against close, membarrier",
        fences: Fences::Asymmetric,
        run: against_close,
        needs: &["fence.heavy"],
        ..REGISTER
    },
    Model { name: "register against leaving", run: against_leaving, ..REGISTER },
    Model {
        name: "register against leaving, membarrier",
        fences: Fences::Asymmetric,
        run: against_leaving,
        needs: &["fence.heavy"],
        ..REGISTER
    },
];

/// Registers, sends one message, and returns whether it was accepted.
fn register_and_send(channel: &MpscChannel) -> (bool, Option<MpscProducer>) {
    let Ok(mut producer) = channel.register() else {
        reach("refused");
        return (false, None);
    };
    let sent = producer.try_send(Message::new(0));
    if let Err(error) = &sent {
        assert!(error.is_closed());
    }
    reach(if sent.is_ok() { "accepted" } else { "send refused" });
    (sent.is_ok(), Some(producer))
}

fn against_close() {
    let (channel, mut consumer) = MpscChannel::open();
    let closer = channel.clone();
    let sending = spawn_producer(move || register_and_send(&channel));
    let closing = spawn(move || closer.close());
    let mut received = receive(2, || consumer.try_recv());
    closing.join().unwrap();
    let (rest, end) = receive_all(|| consumer.try_recv());
    received.extend(rest);
    let (accepted, producer) = sending.join().unwrap();
    assert_eq!((received.len(), end), (usize::from(accepted), TryRecvError::Closed));
    drop(producer);
}

/// What is accepted and not received is dropped with the consumer, not with the ring.
fn against_leaving() {
    let (channel, consumer) = MpscChannel::open();
    let sending = spawn_producer(move || register_and_send(&channel));
    drop(consumer);
    let (_, producer) = sending.join().unwrap();
    message::none_is_left();
    drop(producer);
}
