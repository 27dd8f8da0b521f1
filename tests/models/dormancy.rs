//! A ring falls asleep while its producer publishes.

use crate::message::{Message, MpscChannel};
use crate::steps::{receive, receive_all, spawn_producer};
use crate::suite::{Fences, Model};

const DORMANCY: Model = Model {
    name: "falling asleep",
    fences: Fences::Full,
    preemptions: Some(4),
    run: falling_asleep,
    reaches: &[],
    needs: &["fence.full", "fence.heavy"],
};

pub(crate) const MODELS: &[Model] = &[
    DORMANCY,
    Model {
        name: "falling asleep, membarrier",
        fences: Fences::Asymmetric,
        needs: &["fence.heavy"],
        ..DORMANCY
    },
    Model {
        name: "falling asleep, membarrier refused",
        fences: Fences::Refused(0),
        preemptions: Some(3),
        needs: &["fence.heavy", "fence.drain"],
        ..DORMANCY
    },
];

fn falling_asleep() {
    let (channel, mut consumer) = MpscChannel::open();
    let mut producer = channel.register().expect("the channel is open");
    producer.try_send(Message::new(0)).expect("there is space");
    assert_eq!(receive(3, || consumer.try_recv()), [0]);
    // The next poll that finds nothing puts the ring to sleep.
    let sending = spawn_producer(move || {
        for number in [1, 2] {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    let mut received = receive(4, || consumer.try_recv());
    let producer = sending.join().unwrap();
    // Nobody has left, and nothing is closed: what is not found now is stranded.
    received.extend(receive_all(|| consumer.try_recv()).0);
    assert_eq!(received, [1, 2]);
    drop(producer);
}
