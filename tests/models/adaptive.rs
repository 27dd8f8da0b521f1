//! A doorbell that asks the publishing end for fences: set, standing, cleared.
//!
//! Here a lease is two fences. So the second publish that finds the flag and no end armed clears
//! it.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Waker};

use ringmpsc::__private::Stream;

use crate::message::{
    AdaptiveMpmcChannel, AdaptiveMpscChannel, AdaptiveSpmcChannel, AdaptiveSpscChannel,
    AdaptiveSpscConsumer, AdaptiveSpscProducer, Message,
};
use crate::steps::{spawn, spawn_producer};
use crate::suite::{Fences, Model};
use crate::waker::{WasWoken, block_on};

const ADAPTIVE: Model = Model {
    name: "",
    fences: Fences::Asymmetric,
    preemptions: Some(3),
    run: || (),
    reaches: &[],
    needs: &[],
};

/// The arming end and the publishing end execute a full fence each.
const STANDING: Model = Model { needs: &["fence.full", "fence.arm"], ..ADAPTIVE };

pub(crate) const MODELS: &[Model] = &[
    Model {
        name: "the flag is set",
        run: set,
        needs: &["fence.heavy", "fence.confirm"],
        ..ADAPTIVE
    },
    Model {
        name: "the flag is set, membarrier refused",
        run: set,
        fences: Fences::Refused(0),
        needs: &["fence.heavy", "fence.drain", "fence.confirm"],
        ..ADAPTIVE
    },
    Model { name: "the flag stands", run: standing, ..STANDING },
    Model { name: "the flag of space stands", run: space, ..STANDING },
    Model { name: "the flag of one of many stands", run: standing_of_many, ..STANDING },
    Model {
        name: "the flag is cleared while one of many falls asleep",
        run: cleared_of_many,
        needs: &["fence.heavy", "fence.rearm"],
        ..ADAPTIVE
    },
    Model {
        name: "the flag is not confirmed yet",
        run: not_confirmed,
        preemptions: Some(2),
        needs: &["doorbell.confirmed"],
        ..ADAPTIVE
    },
    Model { name: "the flag of shared rings stands", run: standing_of_shared, ..STANDING },
    Model {
        name: "the flag is set beside a doorbell that is set",
        run: set_beside,
        preemptions: Some(2),
        needs: &["fence.heavy", "fence.confirm"],
        ..ADAPTIVE
    },
    Model {
        name: "the flag of space is cleared",
        run: room_cleared,
        needs: &["fence.heavy", "fence.rearm"],
        ..ADAPTIVE
    },
    Model {
        name: "the flag is cleared",
        run: cleared,
        needs: &["fence.heavy", "fence.rearm"],
        ..ADAPTIVE
    },
];

/// A task that nothing runs.
fn idle() -> Context<'static> {
    Context::from_waker(Waker::noop())
}

/// The consumer arms, and sets the flag.
fn begin() -> (AdaptiveSpscProducer, AdaptiveSpscConsumer) {
    let (producer, mut consumer) = AdaptiveSpscChannel::open();
    assert!(pin!(consumer.recv_async()).poll(&mut idle()).is_pending());
    (producer, consumer)
}

fn set() {
    let (mut producer, mut consumer) = AdaptiveSpscChannel::open();
    let sending = spawn_producer(move || {
        producer.try_send(Message::new(0)).expect("there is space");
        producer
    });
    assert_eq!(block_on(consumer.recv_async()).expect("it is open").number(), 0);
    drop(sending.join().unwrap());
}

/// The producer finds the consumer armed, so the lease goes on. Then the consumer arms again.
fn standing() {
    let (mut producer, mut consumer) = begin();
    producer.try_send(Message::new(0)).expect("there is space");
    assert_eq!(consumer.try_recv().map(Message::number), Ok(0));
    let sending = spawn_producer(move || {
        producer.try_send(Message::new(1)).expect("there is space");
        producer
    });
    assert_eq!(block_on(consumer.recv_async()).expect("it is open").number(), 1);
    drop(sending.join().unwrap());
}

/// The first of the last two messages clears the flag, if it comes before the consumer arms. Then
/// the other one needs no fence.
fn cleared() {
    let (mut producer, mut consumer) = begin();
    for number in [0, 1] {
        producer.try_send(Message::new(number)).expect("there is space");
        assert_eq!(consumer.try_recv().map(Message::number), Ok(number));
    }
    let sending = spawn_producer(move || {
        for number in [2, 3] {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    for number in [2, 3] {
        assert_eq!(block_on(consumer.recv_async()).expect("it is open").number(), number);
    }
    drop(sending.join().unwrap());
}

/// As [`standing`], the other way round: the producer waits, and the consumer has the flag to look
/// at.
fn space() {
    let (mut producer, mut consumer) = AdaptiveSpscChannel::open();
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    assert!(pin!(producer.reserve_async(1)).poll(&mut idle()).is_pending());
    assert_eq!(consumer.try_recv().map(Message::number), Ok(0));
    producer.try_send(Message::new(2)).expect("there is space");
    let receiving = spawn_producer(move || {
        assert_eq!(consumer.try_recv().map(Message::number), Ok(1));
        consumer
    });
    block_on(producer.send_async(Message::new(3))).expect("the consumer lives");
    let mut consumer = receiving.join().unwrap();
    assert!(consumer.drain().map(Message::number).eq([2, 3]));
    drop(producer);
}

/// As [`cleared`], the other way round.
fn room_cleared() {
    let (mut producer, mut consumer) = AdaptiveSpscChannel::open();
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    assert!(pin!(producer.reserve_async(1)).poll(&mut idle()).is_pending());
    for number in [0, 1] {
        assert_eq!(consumer.try_recv().map(Message::number), Ok(number));
        producer.try_send(Message::new(number + 2)).expect("there is space");
    }
    let receiving = spawn_producer(move || {
        for number in [2, 3] {
            assert_eq!(consumer.try_recv().map(Message::number), Ok(number));
        }
        consumer
    });
    drop(block_on(producer.reserve_async(2)).expect("the consumer lives"));
    drop((receiving.join().unwrap(), producer));
}

/// As [`standing`], with a registry.
fn standing_of_many() {
    let (channel, mut consumer) = AdaptiveMpscChannel::open();
    let mut producer = channel.register().expect("it is open");
    // The first message finds the doorbell of a new ring, which was never armed.
    for number in [0, 1] {
        producer.try_send(Message::new(number)).expect("there is space");
        assert_eq!(consumer.try_recv().map(Message::number), Ok(number));
        assert!(pin!(consumer.recv_async()).poll(&mut idle()).is_pending());
    }
    producer.try_send(Message::new(2)).expect("there is space");
    assert_eq!(consumer.try_recv().map(Message::number), Ok(2));
    let sending = spawn_producer(move || {
        producer.try_send(Message::new(3)).expect("there is space");
        producer
    });
    assert_eq!(block_on(consumer.recv_async()).expect("it is open").number(), 3);
    drop((sending.join().unwrap(), channel));
}

/// As [`cleared`], with a registry.
fn cleared_of_many() {
    let (channel, mut consumer) = AdaptiveMpscChannel::open();
    let mut producer = channel.register().expect("it is open");
    producer.try_send(Message::new(0)).expect("there is space");
    assert_eq!(consumer.try_recv().map(Message::number), Ok(0));
    assert!(pin!(consumer.recv_async()).poll(&mut idle()).is_pending());
    for number in [1, 2] {
        producer.try_send(Message::new(number)).expect("there is space");
        assert_eq!(consumer.try_recv().map(Message::number), Ok(number));
    }
    let sending = spawn_producer(move || {
        for number in [3, 4] {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    for number in [3, 4] {
        assert_eq!(block_on(consumer.recv_async()).expect("it is open").number(), number);
    }
    drop((sending.join().unwrap(), channel));
}

/// One consumer sets the flag. Another one arms before the heavy fence of the first is over.
fn not_confirmed() {
    let (mut producer, channel) = AdaptiveSpmcChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    let sending = spawn_producer(move || {
        assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
        producer
    });
    let looking = spawn(move || {
        // This one takes one message at the most, and does not wait.
        drop(Pin::new(&mut one).poll_next(&mut idle()));
        one
    });
    let was_woken = Arc::new(WasWoken::default());
    let waker = Waker::from(Arc::clone(&was_woken));
    let mut receiving = Box::pin(other.recv_async());
    let is_pending = receiving.as_mut().poll(&mut Context::from_waker(&waker)).is_pending();
    let (producer, one) = (sending.join().unwrap(), looking.join().unwrap());
    // One message is for this one: it has it, or is woken and gets it.
    if is_pending {
        assert!(was_woken.is_set(), "nothing wakes it");
        assert!(receiving.as_mut().poll(&mut idle()).is_ready(), "it was woken for nothing");
    }
    drop(receiving);
    drop((producer, one, other, channel));
}

/// As [`standing`], with competing consumers and a registry.
fn standing_of_shared() {
    let channel = AdaptiveMpmcChannel::open();
    let mut producer = channel.register().expect("it is open");
    let mut consumer = channel.register_consumer().expect("it is open");
    producer.try_send(Message::new(0)).expect("there is space");
    assert_eq!(consumer.try_recv().map(Message::number), Ok(0));
    assert!(pin!(consumer.recv_async()).poll(&mut idle()).is_pending());
    producer.try_send(Message::new(1)).expect("there is space");
    assert_eq!(consumer.try_recv().map(Message::number), Ok(1));
    let sending = spawn_producer(move || {
        producer.try_send(Message::new(2)).expect("there is space");
        producer
    });
    assert_eq!(block_on(consumer.recv_async()).expect("it is open").number(), 2);
    drop((sending.join().unwrap(), channel));
}

/// One consumer has armed after a lease that ran out, and has not set the flag. Another one sets it
/// while the doorbell is set.
fn set_beside() {
    let (mut producer, channel) = AdaptiveSpmcChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    assert!(pin!(one.recv_async()).poll(&mut idle()).is_pending());
    for number in [0, 1, 2] {
        producer.try_send(Message::new(number)).expect("there is space");
        assert_eq!(one.try_recv().map(Message::number), Ok(number));
    }
    assert!(pin!(one.recv_async()).poll(&mut idle()).is_pending());
    let sending = spawn_producer(move || {
        for number in [3, 4] {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    for number in [3, 4] {
        assert_eq!(block_on(other.recv_async()).expect("it is open").number(), number);
    }
    drop((sending.join().unwrap(), one, channel));
}
