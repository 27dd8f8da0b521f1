//! A ring falls asleep while its producer publishes.

use crate::message::{Message, MpscChannel};
use crate::models::{receive, receive_all};
use crate::suite::{Fences, Model, producer};

const DORMANCY: Model = Model {
    name: "falling asleep",
    fences: Fences::Full,
    preemptions: None,
    run: falling_asleep,
    reaches: &[],
    needs: &["fence.light", "fence.heavy"],
};

pub(crate) const MODELS: &[Model] = &[
    DORMANCY,
    Model {
        name: "falling asleep, membarrier",
        fences: Fences::Asymmetric,
        needs: &["fence.heavy"],
        ..DORMANCY
    },
];

fn falling_asleep() {
    let (channel, mut receiver) = MpscChannel::open();
    let mut sender = channel.register().expect("the channel is open");
    sender.try_send(Message::new(0)).expect("there is room");
    assert_eq!(receive(3, || receiver.try_recv()), [0]);
    // The next poll that finds nothing puts the ring to sleep.
    let sending = producer(move || {
        for number in [1, 2] {
            sender.try_send(Message::new(number)).expect("there is room");
        }
        sender
    });
    let mut received = receive(4, || receiver.try_recv());
    let sender = sending.join().unwrap();
    // Nobody has left, and nothing is closed: what is not found now is stranded.
    received.extend(receive_all(|| receiver.try_recv()).0);
    assert_eq!(received, [1, 2]);
    drop(sender);
}
