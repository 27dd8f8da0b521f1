//! A ring goes to the next producer while the consumer is busy with it.

use crate::message::{Message, MpscChannel};
use crate::steps::{receive, receive_all, spawn_producer};
use crate::suite::{Fences, Model, reach};

const RECYCLE: Model = Model {
    name: "recycling",
    fences: Fences::Full,
    preemptions: Some(3),
    run: recycling,
    reaches: &["drained", "not drained"],
    needs: &[],
};

pub(crate) const MODELS: &[Model] =
    &[RECYCLE, Model { name: "recycling, membarrier", fences: Fences::Asymmetric, ..RECYCLE }];

fn recycling() {
    let (channel, mut consumer) = MpscChannel::open();
    let mut first = channel.register().expect("the channel is open");
    let sending = spawn_producer(move || {
        first.try_send(Message::new(0)).expect("there is room");
        drop(first);
        reach(if channel.is_empty() { "drained" } else { "not drained" });
        let mut second = channel.register().expect("the channel is open");
        for number in [10, 11] {
            second.try_send(Message::new(number)).expect("there is room");
        }
        (channel, second)
    });
    let mut received = receive(3, || consumer.try_recv());
    let ends = sending.join().unwrap();
    received.extend(receive_all(|| consumer.try_recv()).0);
    // Only the order of one producer is kept.
    let (first, second): (Vec<_>, Vec<_>) = received.into_iter().partition(|&number| number < 10);
    assert_eq!((&first[..], &second[..]), (&[0][..], &[10, 11][..]));
    drop(ends);
}
