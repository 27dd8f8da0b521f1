//! A sender that registers while the channel is being closed is refused, or told when it sends.

use ringmpsc::TryRecvError;

use crate::channels::MpscChannel;
use crate::ledger::Message;
use crate::models::{receive, receive_all};
use crate::suite::{Fences, Model, producer, reach, spawn};

const REGISTER: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &["refused", "told", "accepted"],
    needs: &["fence.light", "fence.heavy"],
};

pub const MODELS: &[Model] = &[
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
fn register_and_send(channel: &MpscChannel) -> bool {
    let Ok(mut sender) = channel.register() else {
        reach("refused");
        return false;
    };
    match sender.try_send(Message::new(0)) {
        Ok(()) => {
            reach("accepted");
            true
        }
        Err(error) => {
            reach("told");
            assert!(error.is_closed());
            false
        }
    }
}

fn against_close() {
    let (channel, mut receiver) = MpscChannel::open();
    let closer = channel.clone();
    let sending = producer(move || register_and_send(&channel));
    let closing = spawn(move || closer.close());
    let mut received = receive(2, || receiver.try_recv());
    closing.join().unwrap();
    let (rest, end) = receive_all(|| receiver.try_recv());
    received.extend(rest);
    let accepted = sending.join().unwrap();
    assert_eq!((received.len(), end), (usize::from(accepted), TryRecvError::Closed));
}

/// What is accepted and not received is dropped with the receiver: the ledger sees to it.
fn against_leaving() {
    let (channel, receiver) = MpscChannel::open();
    let sending = producer(move || register_and_send(&channel));
    drop(receiver);
    sending.join().unwrap();
}
