//! An alarm clock ends a park, and shows the reason why it was rung.

use std::sync::Arc;

use loom::sync::atomic::{AtomicBool, Ordering};
use ringmpsc::{Consume, Unparker};

use crate::message::{Message, WaitingMpscChannel, WaitingSpmcChannel, WaitingSpscChannel};
use crate::steps::spawn;
use crate::suite::{Fences, Model, reach};

const CLOCK: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &["the park before the flag is seen"],
    needs: &["clock.ring", "clock.heard", "fence.sleep", "fence.wake"],
};

pub(crate) const MODELS: &[Model] = &[
    Model { name: "an alarm clock ends a park", run: one, ..CLOCK },
    Model { name: "an alarm clock ends a park for many", run: many, ..CLOCK },
    Model { name: "an alarm clock ends a park beside another consumer", run: beside, ..CLOCK },
    Model {
        name: "two alarm clocks, each with a flag",
        run: two,
        preemptions: Some(2),
        needs: &["clock.ring", "clock.heard"],
        ..CLOCK
    },
];

/// Relaxed on both sides: the clock has to carry it.
fn stop(stopped: &AtomicBool, clock: &Unparker) {
    stopped.store(true, Ordering::Relaxed);
    clock.unpark();
}

/// What an event loop does that has no message.
fn park_until_stopped(consumer: &mut impl Consume<Message>, stopped: &[Arc<AtomicBool>]) {
    while !stopped.iter().all(|stopped| stopped.load(Ordering::Relaxed)) {
        reach("the park before the flag is seen");
        consumer.park(None);
    }
}

/// Stops a consumer from one thread.
fn stops(consumer: &mut impl Consume<Message>) {
    let stopped = Arc::new(AtomicBool::new(false));
    let stopping = spawn({
        let (stopped, clock) = (Arc::clone(&stopped), consumer.unparker());
        move || stop(&stopped, &clock)
    });
    park_until_stopped(consumer, &[stopped]);
    stopping.join().unwrap();
}

fn one() {
    let (producer, mut consumer) = WaitingSpscChannel::open();
    stops(&mut consumer);
    drop(producer);
}

fn many() {
    let (channel, mut consumer) = WaitingMpscChannel::open();
    stops(&mut consumer);
    drop(channel);
}

/// The other consumer has an alarm clock of its own, which does not ring.
fn beside() {
    let (producer, channel) = WaitingSpmcChannel::open();
    let [mut consumer, other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    stops(&mut consumer);
    drop((other, producer));
}

/// Two threads ring the clock of one consumer. Neither ring hides the other one's flag.
fn two() {
    let (producer, mut consumer) = WaitingSpscChannel::open();
    let stopped = [(); 2].map(|()| Arc::new(AtomicBool::new(false)));
    let stopping = stopped.each_ref().map(|stopped| {
        let (stopped, clock) = (Arc::clone(stopped), consumer.unparker());
        spawn(move || stop(&stopped, &clock))
    });
    park_until_stopped(&mut consumer, &stopped);
    for stopping in stopping {
        stopping.join().unwrap();
    }
    drop(producer);
}
