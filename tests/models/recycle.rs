//! A ring goes to the next producer while the consumer is busy with it; and when it is drained, it
//! is found.

use crate::message::{Message, MpmcChannel, MpscChannel, RingCount as _};
use crate::steps::{receive, receive_all, spawn_producer};
use crate::suite::{Fences, Model, reach};

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
    Model { name: "a drained ring is found", needs: &["fence.report", "fence.heavy"], ..FOUND },
    Model {
        name: "a drained ring is found, membarrier",
        fences: Fences::Asymmetric,
        needs: &["fence.heavy"],
        ..FOUND
    },
    Model {
        name: "a ring that two have drained is found",
        run: two_have_drained,
        preemptions: Some(2),
        needs: &["fence.report", "fence.heavy"],
        ..FOUND
    },
    Model {
        name: "a ring that two have drained is found, membarrier",
        fences: Fences::Asymmetric,
        run: two_have_drained,
        preemptions: Some(2),
        needs: &["fence.heavy"],
        ..FOUND
    },
    Model {
        name: "a ring that two have drained later is found",
        run: two_have_drained_later,
        preemptions: Some(2),
        needs: &["fence.report", "vacancy.collect"],
        ..FOUND
    },
];

const FOUND: Model = Model {
    run: is_found,
    reaches: &["it is drained already", "it is not drained yet"],
    ..RECYCLE
};

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
    first.try_send(Message::new(0)).expect("there is space");
    let mut received = receive(usize::from(before), || consumer.try_recv());
    let sending = spawn_producer(move || {
        drop(first);
        let mut second = channel.register().expect("the channel is open");
        for number in [10, 11] {
            second.try_send(Message::new(number)).expect("there is space");
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

/// A producer registers while the ring of the one before it is being drained. It may be too early.
/// The next one is not.
fn is_found() {
    let (channel, mut consumer) = MpscChannel::open();
    let mut first = channel.register().expect("the channel is open");
    first.try_send(Message::new(0)).expect("there is space");
    let receiving = spawn_producer(move || {
        assert_eq!(receive(1, || consumer.try_recv()), [0]);
        consumer
    });
    drop(first);
    let second = channel.register().expect("the channel is open");
    let rings = channel.ring_count();
    reach(if rings == 1 { "it is drained already" } else { "it is not drained yet" });
    let consumer = receiving.join().unwrap();
    let third = channel.register().expect("the channel is open");
    assert_eq!(channel.ring_count(), 2, "there are two producers");
    drop((second, third, channel, consumer));
}

/// The same with two consumers, each of which claims one message.
fn two_have_drained() {
    two_drain(false);
}

/// The ring was found not to be drained before, so it is not examined again unless it is reported.
fn two_have_drained_later() {
    two_drain(true);
}

fn two_drain(examined: bool) {
    let channel = MpmcChannel::open();
    let mut first = channel.register().expect("the channel is open");
    let consumers = [(); 2].map(|()| channel.register_consumer().expect("the channel is open"));
    // They know the ring from now on, and need not ask for the lock, for which loom lets them wait.
    let consumers = consumers.map(|mut consumer| {
        assert_eq!(receive(1, || consumer.try_recv()), []);
        consumer
    });
    for number in [0, 1] {
        first.try_send(Message::new(number)).expect("there is space");
    }
    let mut producers = Vec::new();
    let mut register = || {
        producers.push(channel.register().expect("the channel is open"));
        (producers.len(), channel.ring_count())
    };
    let mut first = Some(first);
    if examined {
        first = None;
        assert_eq!(register(), (1, 2), "the first ring is not drained");
    }
    let receiving = consumers.map(|mut consumer| {
        spawn_producer(move || {
            assert_eq!(receive(1, || consumer.try_recv()).len(), 1);
            consumer
        })
    });
    drop(first);
    let (n, rings) = register();
    reach(if rings == n { "it is drained already" } else { "it is not drained yet" });
    let consumers = receiving.map(|receiving| receiving.join().unwrap());
    let (n, rings) = register();
    assert_eq!(rings, n, "there is a ring for each producer");
    drop((producers, channel, consumers));
}
