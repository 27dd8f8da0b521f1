//! A ring goes to the next producer while the consumer is busy with it.

use crate::message::{Message, MpscChannel};
use crate::steps::{receive, receive_all, spawn_producer};
use crate::suite::{Fences, Model};

const RECYCLE: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &[],
    needs: &[],
};

const MEMBARRIER: Model = Model { fences: Fences::Asymmetric, ..RECYCLE };

pub(crate) const MODELS: &[Model] = &[
    Model { name: "recycling", run: in_use, ..RECYCLE },
    Model { name: "recycling, membarrier", run: in_use, ..MEMBARRIER },
    Model { name: "recycling of a drained ring", run: drained, ..RECYCLE },
    Model { name: "recycling of a drained ring, membarrier", run: drained, ..MEMBARRIER },
];

fn in_use() {
    recycling(false);
}

fn drained() {
    recycling(true);
}

/// A producer leaves and another one comes. Before that, or meanwhile, its message is received.
fn recycling(before: bool) {
    let (channel, mut consumer) = MpscChannel::open();
    let mut first = channel.register().expect("the channel is open");
    first.try_send(Message::new(0)).expect("there is room");
    let mut received = receive(usize::from(before), || consumer.try_recv());
    let sending = spawn_producer(move || {
        drop(first);
        let mut second = channel.register().expect("the channel is open");
        for number in [10, 11] {
            second.try_send(Message::new(number)).expect("there is room");
        }
        (channel, second)
    });
    received.extend(receive(3, || consumer.try_recv()));
    let ends = sending.join().unwrap();
    received.extend(receive_all(|| consumer.try_recv()).0);
    // Only the order of one producer is kept.
    let (first, second): (Vec<_>, Vec<_>) = received.into_iter().partition(|&number| number < 10);
    assert_eq!((&first[..], &second[..]), (&[0][..], &[10, 11][..]));
    drop(ends);
}
