//! A producer that leaves does not take its last message with it.

use ringmpsc::TryRecvError;

use crate::message::{Message, MpscChannel, SpscChannel};
use crate::steps::{receive, receive_all, spawn_producer};
use crate::suite::{Fences, Model};

const LEAVE: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: None,
    run: || (),
    reaches: &[],
    needs: &[],
};

pub(crate) const MODELS: &[Model] = &[
    Model {
        name: "the only producer leaves",
        run: only,
        needs: &["doorbell.load_when_empty"],
        ..LEAVE
    },
    Model {
        name: "the only producer leaves, membarrier",
        fences: Fences::Asymmetric,
        run: only,
        needs: &["doorbell.producer_gone", "doorbell.load_when_empty"],
        ..LEAVE
    },
    Model { name: "the last of two producers leaves", run: last, preemptions: Some(3), ..LEAVE },
    Model {
        name: "the last of two producers leaves, membarrier",
        fences: Fences::Asymmetric,
        run: last,
        preemptions: Some(3),
        ..LEAVE
    },
];

fn only() {
    let (mut producer, mut consumer) = SpscChannel::open();
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
    });
    let mut received = receive(3, || consumer.try_recv());
    sending.join().unwrap();
    let (rest, end) = receive_all(|| consumer.try_recv());
    received.extend(rest);
    assert_eq!((received, end), (vec![0, 1], TryRecvError::Closed));
}

fn last() {
    let (channel, mut consumer) = MpscChannel::open();
    let sending = [0, 1].map(|number| {
        let mut producer = channel.register().expect("the channel is open");
        spawn_producer(move || producer.try_send(Message::new(number)).expect("there is space"))
    });
    drop(channel);
    let mut received = receive(3, || consumer.try_recv());
    for sending in sending {
        sending.join().unwrap();
    }
    let (rest, end) = receive_all(|| consumer.try_recv());
    received.extend(rest);
    received.sort_unstable();
    assert_eq!((received, end), (vec![0, 1], TryRecvError::Closed));
}
