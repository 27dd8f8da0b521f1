//! A sender that leaves does not take its last message with it.

use ringmpsc::TryRecvError;

use crate::message::{Message, MpscChannel, SpscChannel};
use crate::models::{receive, receive_all};
use crate::suite::{Fences, Model, producer};

const LEAVE: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: None,
    run: || (),
    reaches: &[],
    needs: &[],
};

pub(crate) const MODELS: &[Model] = &[
    Model { name: "the only sender leaves", run: only, needs: &["bell.ended"], ..LEAVE },
    Model {
        name: "the only sender leaves, membarrier",
        fences: Fences::Asymmetric,
        run: only,
        needs: &["bell.end", "bell.ended"],
        ..LEAVE
    },
    Model { name: "the last of two senders leaves", run: last, preemptions: Some(3), ..LEAVE },
    Model {
        name: "the last of two senders leaves, membarrier",
        fences: Fences::Asymmetric,
        run: last,
        preemptions: Some(3),
        ..LEAVE
    },
];

fn only() {
    let (mut sender, mut receiver) = SpscChannel::open();
    let sending = producer(move || {
        for number in 0..2 {
            sender.try_send(Message::new(number)).expect("there is room");
        }
    });
    let mut received = receive(3, || receiver.try_recv());
    sending.join().unwrap();
    let (rest, end) = receive_all(|| receiver.try_recv());
    received.extend(rest);
    assert_eq!((received, end), (vec![0, 1], TryRecvError::Closed));
}

fn last() {
    let (channel, mut receiver) = MpscChannel::open();
    let sending = [0, 1].map(|number| {
        let mut sender = channel.register().expect("the channel is open");
        producer(move || sender.try_send(Message::new(number)).expect("there is room"))
    });
    drop(channel);
    let mut received = receive(3, || receiver.try_recv());
    for sending in sending {
        sending.join().unwrap();
    }
    let (rest, end) = receive_all(|| receiver.try_recv());
    received.extend(rest);
    received.sort_unstable();
    assert_eq!((received, end), (vec![0, 1], TryRecvError::Closed));
}
