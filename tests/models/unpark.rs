//! An unparker ends a park. The parked thread sees the reason.

use std::sync::Arc;

use loom::sync::atomic::{AtomicBool, Ordering};
use ringmpsc::{Consume, Unparker};

use crate::message::{Message, WaitingMpscChannel, WaitingSpmcChannel, WaitingSpscChannel};
use crate::steps::spawn;
use crate::suite::{Fences, Model, reach};

const UNPARK: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &["the park before the flag is seen"],
    needs: &["interrupt.set", "interrupt.take", "fence.sleep", "fence.wake"],
};

pub(crate) const MODELS: &[Model] = &[
    Model { name: "an unparker ends a park", run: one, ..UNPARK },
    Model { name: "an unparker ends a park of many rings", run: many, ..UNPARK },
    Model { name: "an unparker ends a park beside another consumer", run: beside, ..UNPARK },
    Model {
        name: "two unparkers, each with a flag",
        run: two,
        preemptions: Some(2),
        needs: &["interrupt.set", "interrupt.take"],
        ..UNPARK
    },
];

/// Relaxed on both sides: the unpark orders the flag.
fn stop(stopped: &AtomicBool, unparker: &Unparker) {
    stopped.store(true, Ordering::Relaxed);
    unparker.unpark();
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
        let (stopped, unparker) = (Arc::clone(&stopped), consumer.unparker());
        move || stop(&stopped, &unparker)
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

/// The other consumer has an unparker of its own, which is not used.
fn beside() {
    let (producer, channel) = WaitingSpmcChannel::open();
    let [mut consumer, other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    stops(&mut consumer);
    drop((other, producer));
}

/// Two threads unpark one consumer. Neither unpark hides the flag of the other thread.
fn two() {
    let (producer, mut consumer) = WaitingSpscChannel::open();
    let stopped = [(); 2].map(|()| Arc::new(AtomicBool::new(false)));
    let stopping = stopped.each_ref().map(|stopped| {
        let (stopped, unparker) = (Arc::clone(stopped), consumer.unparker());
        spawn(move || stop(&stopped, &unparker))
    });
    park_until_stopped(&mut consumer, &stopped);
    for stopping in stopping {
        stopping.join().unwrap();
    }
    drop(producer);
}
