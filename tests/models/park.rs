//! A side that sleeps is woken by whatever it waits for. A wake-up that is lost is a deadlock,
//! which loom finds.

use crate::message::{AsymmetricSpscChannel, Message, WaitingMpscChannel, WaitingSpscChannel};
use crate::steps::{receive, spawn, spawn_producer};
use crate::suite::{Fences, Model};

const PARK: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &[],
    needs: &["fence.full", "fence.heavy", "fence.wake"],
};

/// All rings of many may be dormant already. Then only the announced thread's own fence remains.
const PARK_OF_MANY: Model =
    Model { needs: &["fence.full", "fence.heavy", "fence.sleep", "fence.wake"], ..PARK };

/// Who sends is not the one who sleeps, and so it may be interrupted.
const MEMBARRIER: Model = Model { fences: Fences::Asymmetric, needs: &["fence.heavy"], ..PARK };

const MEMBARRIER_OF_MANY: Model = Model { needs: &["fence.heavy", "fence.sleep"], ..MEMBARRIER };

/// Accepted when the channel is opened, and refused later.
const REFUSED: Model =
    Model { fences: Fences::Refused(0), needs: &["fence.heavy", "fence.drain"], ..PARK };

/// The consumer falls asleep once with membarrier(2), and then it is refused. Only `fence =
/// asymmetric` asks for it again.
const REFUSED_LATER: Model = Model { fences: Fences::Refused(1), ..REFUSED };

/// In the second wait `DORMANT` may be set in one ring or in both.
const TWO_RINGS: Model = Model { preemptions: Some(2), ..PARK_OF_MANY };

/// A thread that ends a channel wakes all waiters without a load of the doorbell, so no fence
/// orders that load.
const END: Model = Model { needs: &["fence.wake"], ..PARK };

/// The end of many is a flag of its own, and the count says when to look at it.
const END_OF_MANY: Model =
    Model { needs: &["fence.sleep", "fence.wake", "count.notify", "count.key"], ..PARK };

pub(crate) const MODELS: &[Model] = &[
    Model { name: "park for a message", run: message, ..PARK },
    Model { name: "park for a message, membarrier", run: message, ..MEMBARRIER },
    Model { name: "park for a message of many", run: message_of_many, ..PARK_OF_MANY },
    Model {
        name: "park for a message of many, membarrier",
        run: message_of_many,
        ..MEMBARRIER_OF_MANY
    },
    Model { name: "park for a message, membarrier refused", run: message, ..REFUSED },
    Model {
        name: "park for a message, asymmetric, membarrier",
        run: message_asymmetric,
        ..MEMBARRIER
    },
    Model {
        name: "park for a message, asymmetric, membarrier refused later",
        run: message_asymmetric,
        ..REFUSED_LATER
    },
    Model {
        name: "park for a message of many, membarrier refused",
        run: message_of_many,
        needs: &["fence.heavy", "fence.drain", "fence.sleep"],
        ..REFUSED
    },
    Model { name: "park for messages of two polled rings", run: two_polled_rings, ..TWO_RINGS },
    Model {
        name: "park for messages of two polled rings, membarrier",
        fences: Fences::Asymmetric,
        run: two_polled_rings,
        needs: &["fence.heavy", "fence.sleep"],
        ..TWO_RINGS
    },
    Model { name: "park until a close", run: close, ..END },
    Model { name: "park until a close of many", run: close_of_many, ..END_OF_MANY },
    Model { name: "park until the producer leaves", run: leave, ..END },
    Model { name: "park until the last producer leaves", run: leave_of_many, ..END_OF_MANY },
];

/// Two messages, so that the consumer falls asleep once more while its ring wakes up.
macro_rules! park_twice {
    ($channel:ident) => {{
        let (mut producer, mut consumer) = $channel::open();
        let sending = spawn_producer(move || {
            for number in 0..2 {
                producer.try_send(Message::new(number)).expect("there is space");
            }
            producer
        });
        for number in 0..2 {
            assert_eq!(consumer.recv().expect("the channel is open").number(), number);
        }
        drop(sending.join().unwrap());
    }};
}

fn message() {
    park_twice!(WaitingSpscChannel);
}

fn message_asymmetric() {
    park_twice!(AsymmetricSpscChannel);
}

fn message_of_many() {
    let (channel, mut consumer) = WaitingMpscChannel::open();
    let mut producer = channel.register().expect("the channel is open");
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    for number in 0..2 {
        assert_eq!(consumer.recv().expect("the channel is open").number(), number);
    }
    drop(sending.join().unwrap());
}

/// The consumer keeps polling both rings while it waits. It waits twice, and the second time some
/// doorbells are set already.
fn two_polled_rings() {
    let (channel, mut consumer) = WaitingMpscChannel::open();
    let mut producers = [0, 1].map(|_| channel.register().expect("the channel is open"));
    for (number, producer) in (0..).zip(&mut producers) {
        producer.try_send(Message::new(number)).expect("there is space");
    }
    assert_eq!(receive(2, || consumer.try_recv()).len(), 2);
    let mut number = 1;
    let sending = producers.map(|mut producer| {
        number += 1;
        let message = Message::new(number);
        spawn_producer(move || {
            producer.try_send(message).expect("there is space");
            producer
        })
    });
    let mut received = [(); 2].map(|()| consumer.recv().expect("the channel is open").number());
    received.sort_unstable();
    assert_eq!(received, [2, 3]);
    drop(sending.map(|sending| sending.join().unwrap()));
}

fn close() {
    let (producer, mut consumer) = WaitingSpscChannel::open();
    let channel = producer.channel();
    let closing = spawn(move || channel.close());
    assert!(consumer.recv().is_err());
    closing.join().unwrap();
    drop(producer);
}

fn close_of_many() {
    let (channel, mut consumer) = WaitingMpscChannel::open();
    let producer = channel.register().expect("the channel is open");
    let closing = spawn(move || channel.close());
    assert!(consumer.recv().is_err());
    closing.join().unwrap();
    drop(producer);
}

fn leave() {
    let (producer, mut consumer) = WaitingSpscChannel::open();
    let leaving = spawn(move || drop(producer));
    assert!(consumer.recv().is_err());
    leaving.join().unwrap();
}

fn leave_of_many() {
    let (channel, mut consumer) = WaitingMpscChannel::open();
    let mut producer = channel.register().expect("the channel is open");
    drop(channel);
    let leaving = spawn(move || {
        producer.try_send(Message::new(0)).expect("there is space");
    });
    assert_eq!(consumer.recv().expect("a message was sent").number(), 0);
    assert!(consumer.recv().is_err());
    leaving.join().unwrap();
}
