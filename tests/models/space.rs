//! A producer that sleeps until there is space is woken by the consumer, and by the end.
//!
//! With full fences only: here the thread that could be interrupted by a membarrier(2) is the one
//! that sleeps.
//!
//! A thread first sleeps for a limited time. Here this sleep is over at once. As the thread may be
//! interrupted before it looks again, the models also show every later end of this sleep.

use ringmpsc::{TryRecvError, WaitStrategy};

use crate::message::{Message, WaitingMpscChannel, WaitingSpmcChannel, WaitingSpscChannel};
use crate::steps::spawn;
use crate::suite::{Fences, Model, reach};

const ROOM: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &[],
    needs: &["fence.full", "fence.heavy", "fence.wake"],
};

const END: Model = Model { needs: &["fence.wake"], ..ROOM };

pub(crate) const MODELS: &[Model] = &[
    Model { name: "wait for space", run: space, needs: &["fence.full", "patience.limit"], ..ROOM },
    Model { name: "wait for space for two", run: room_for_two, ..ROOM },
    Model {
        name: "wait for space that either of two frees",
        run: room_of_either,
        preemptions: Some(2),
        ..ROOM
    },
    Model { name: "wait for space until a close", run: close, ..END },
    Model {
        name: "wait for space until the consumer leaves",
        run: leave,
        reaches: &["refused"],
        needs: &[],
        ..END
    },
    Model { name: "wait for space of many until a close", run: close_of_many, ..END },
];

const AT_ONCE: WaitStrategy = WaitStrategy::PhasedBackoff { spins: 0, yields: 0 };

/// The ring is full, and one more is to be sent.
fn space() {
    let (mut producer, mut consumer) = WaitingSpscChannel::open();
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    let sending = spawn(move || {
        producer.send(Message::new(2)).expect("the consumer lives");
        producer
    });
    assert_eq!(consumer.try_recv().expect("the ring was full").number(), 0);
    let producer = sending.join().unwrap();
    assert!(consumer.drain().map(Message::number).eq(1..3));
    drop(producer);
}

/// It sleeps again after the first of two releases.
fn room_for_two() {
    let (mut producer, mut consumer) = WaitingSpscChannel::open();
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    let reserving = spawn(move || {
        let slots = producer.reserve_wait(2, AT_ONCE).expect("the consumer lives");
        assert_eq!(slots.capacity(), 2);
        drop(slots);
        producer
    });
    for number in 0..2 {
        assert_eq!(consumer.try_recv().expect("the ring was full").number(), number);
    }
    drop(reserving.join().unwrap());
}

/// Each of two consumers takes one message. Either release is enough.
fn room_of_either() {
    let (mut producer, channel) = WaitingSpmcChannel::open();
    let consumers = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    let receiving = consumers.map(|mut consumer| {
        spawn(move || {
            consumer.try_recv().expect("there are two messages");
            consumer
        })
    });
    producer.send(Message::new(2)).expect("there is a handle");
    drop(receiving.map(|receiving| receiving.join().unwrap()));
    drop((producer, channel));
}

fn close() {
    let (mut producer, mut consumer) = WaitingSpscChannel::open();
    let channel = producer.channel();
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    let sending =
        spawn(move || producer.send(Message::new(2)).expect_err("it is closed").into_inner());
    channel.close();
    assert_eq!(sending.join().unwrap().number(), 2);
    assert!(consumer.drain().map(Message::number).eq(0..2));
    assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
}

fn leave() {
    let (mut producer, consumer) = WaitingSpscChannel::open();
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    let sending = spawn(move || match producer.send(Message::new(2)) {
        // The consumer empties the ring when it leaves.
        Ok(()) => {}
        Err(error) => {
            reach("refused");
            drop(error);
        }
    });
    drop(consumer);
    sending.join().unwrap();
}

fn close_of_many() {
    let (channel, consumer) = WaitingMpscChannel::open();
    let mut producer = channel.register().expect("the channel is open");
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    let sending =
        spawn(move || producer.send(Message::new(2)).expect_err("it is closed").into_inner());
    channel.close();
    assert_eq!(sending.join().unwrap().number(), 2);
    drop(consumer);
}
