//! An unparker ends an operation that waits. The waiting thread sees what the unparking thread did
//! before, and no message is stranded by an interrupt.

use std::sync::Arc;
use std::time::Duration;

use loom::sync::atomic::{AtomicBool, Ordering};
use ringmpsc::{RecvError, Unparker, WaitError};

use crate::message::{Message, WaitingSpmcChannel, WaitingSpscChannel};
use crate::steps::spawn;
use crate::suite::{Fences, Model, reach};

const INTERRUPT: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &[],
    needs: &["interrupt.set", "interrupt.take", "fence.sleep", "fence.wake"],
};

pub(crate) const MODELS: &[Model] = &[
    Model { name: "an unpark ends a receive", run: receive, ..INTERRUPT },
    Model { name: "an unpark ends a send", run: send, ..INTERRUPT },
    Model { name: "an unpark ends a wait for the close", run: closed, ..INTERRUPT },
    Model {
        name: "an unpark and a message",
        run: and_a_message,
        preemptions: Some(2),
        reaches: &["the message first", "the interrupt first"],
        needs: &["fence.sleep", "fence.wake"],
        ..INTERRUPT
    },
    Model {
        name: "an unpark of a consumer that was woken for a message",
        run: and_another_consumer,
        preemptions: Some(2),
        reaches: &["the message", "the interrupt"],
        needs: &["count.key", "fence.sleep", "fence.wake"],
        ..INTERRUPT
    },
];

/// Unparks from another thread while `wait` runs, which returns whether it was interrupted.
/// The flag is Relaxed on both sides: the unparker has to carry it.
fn interrupted(unparker: Unparker, wait: impl FnOnce() -> bool) {
    let stopped = Arc::new(AtomicBool::new(false));
    let stopping = spawn({
        let stopped = Arc::clone(&stopped);
        move || {
            stopped.store(true, Ordering::Relaxed);
            unparker.unpark();
        }
    });
    assert!(wait());
    assert!(stopped.load(Ordering::Relaxed), "the interrupt came without its reason");
    stopping.join().unwrap();
}

fn receive() {
    let (producer, mut consumer) = WaitingSpscChannel::open();
    interrupted(consumer.unparker(), || consumer.recv().unwrap_err().is_interrupted());
    drop(producer);
}

fn send() {
    let (mut producer, consumer) = WaitingSpscChannel::open();
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    interrupted(producer.unparker(), || {
        let error = producer.send(Message::new(2)).unwrap_err();
        error.is_interrupted() && error.into_inner().number() == 2
    });
    drop(consumer);
}

fn closed() {
    let (mut producer, consumer) = WaitingSpscChannel::open();
    interrupted(producer.unparker(), || {
        producer.wait_closed(Duration::MAX) == Err(WaitError::Interrupted)
    });
    drop(consumer);
}

/// Each ends one receive, in either order.
fn and_a_message() {
    let (mut producer, mut consumer) = WaitingSpscChannel::open();
    let unparker = consumer.unparker();
    let sending = spawn(move || {
        producer.try_send(Message::new(0)).expect("it is open");
        producer
    });
    let unparking = spawn(move || unparker.unpark());
    match [(); 2].map(|()| consumer.recv()) {
        [Ok(_), Err(RecvError::Interrupted)] => reach("the message first"),
        [Err(RecvError::Interrupted), Ok(_)] => reach("the interrupt first"),
        _ => panic!("an unpark ends one receive"),
    }
    unparking.join().unwrap();
    drop(sending.join().unwrap());
}

/// One message, and two consumers that sleep. The producer wakes one of them for it. If that one is
/// interrupted at the same time, it takes the message, or the other one does.
fn and_another_consumer() {
    let (mut producer, channel) = WaitingSpmcChannel::open();
    let [mut first, mut second] =
        [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    let (unparker, other) = (first.unparker(), second.unparker());
    let first = spawn(move || {
        match first.recv() {
            Ok(_) => {
                reach("the message");
                // The other consumer gets none.
                other.unpark();
            }
            Err(error) => {
                reach("the interrupt");
                assert!(error.is_interrupted());
            }
        }
        first
    });
    let second = spawn(move || {
        // It is woken: by the message or by the first consumer.
        _ = second.recv();
        second
    });
    producer.try_send(Message::new(0)).expect("there is a handle");
    unparker.unpark();
    drop([first, second].map(|receiving| receiving.join().unwrap()));
    drop((producer, channel));
}
