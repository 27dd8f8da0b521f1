//! A consumer that waits for its notifier, and for nothing else, misses nothing.

use std::sync::Arc;

use ringmpsc::__private::poll;
use ringmpsc::EventNotifier;

use crate::message::{Message, NotifiedMpscChannel, NotifiedSpscChannel};
use crate::steps::{receive_all, spawn, spawn_producer};
use crate::suite::{Fences, Model};

const NOTIFIER: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &[],
    needs: &["fence.full", "fence.heavy"],
};

pub(crate) const MODELS: &[Model] = &[
    Model { name: "an event of a message", run: one, ..NOTIFIER },
    Model { name: "an event of a message of many", run: many, ..NOTIFIER },
    Model { name: "one event of two rings", run: two_rings, needs: &[], ..NOTIFIER },
    Model { name: "an event of a close", run: close, needs: &[], ..NOTIFIER },
    Model { name: "an event of a close of many", run: close_of_many, needs: &[], ..NOTIFIER },
];

fn notifier() -> Arc<EventNotifier> {
    Arc::new(EventNotifier::new().expect("a model has events"))
}

/// What an event loop does until it has received `n` messages.
macro_rules! receive {
    ($n:literal, $notifier:ident, $consumer:ident) => {{
        let mut received = Vec::new();
        while received.len() < $n {
            poll(&$notifier);
            $notifier.consume().expect("a model has events");
            received.extend(receive_all(|| $consumer.try_recv()).0);
        }
        received
    }};
}

fn one() {
    let (mut producer, mut consumer) = NotifiedSpscChannel::open();
    let notifier = notifier();
    consumer.set_notifier(Some(Arc::clone(&notifier)));
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    assert_eq!(receive!(2, notifier, consumer), [0, 1]);
    drop(sending.join().unwrap());
}

fn many() {
    let (channel, mut consumer) = NotifiedMpscChannel::open();
    let mut producer = channel.register().expect("the channel is open");
    let notifier = notifier();
    consumer.set_notifier(Some(Arc::clone(&notifier)));
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    assert_eq!(receive!(2, notifier, consumer), [0, 1]);
    drop(sending.join().unwrap());
}

/// The second of two rings that ring may find it signalled already.
fn two_rings() {
    let (channel, mut consumer) = NotifiedMpscChannel::open();
    let notifier = notifier();
    consumer.set_notifier(Some(Arc::clone(&notifier)));
    let sending = [0, 1].map(|number| {
        let mut producer = channel.register().expect("the channel is open");
        spawn_producer(move || {
            producer.try_send(Message::new(number)).expect("there is space");
            producer
        })
    });
    let mut received = receive!(2, notifier, consumer);
    received.sort_unstable();
    assert_eq!(received, [0, 1]);
    drop(sending.map(|sending| sending.join().unwrap()));
}

fn close() {
    let (producer, mut consumer) = NotifiedSpscChannel::open();
    let channel = producer.channel();
    let closing = spawn(move || channel.close());
    let notifier = notifier();
    consumer.set_notifier(Some(Arc::clone(&notifier)));
    poll(&notifier);
    assert!(consumer.try_recv().is_err_and(|error| error.is_closed()));
    closing.join().unwrap();
    drop(producer);
}

fn close_of_many() {
    let (channel, mut consumer) = NotifiedMpscChannel::open();
    let closing = spawn(move || channel.close());
    let notifier = notifier();
    consumer.set_notifier(Some(Arc::clone(&notifier)));
    poll(&notifier);
    assert!(consumer.try_recv().is_err_and(|error| error.is_closed()));
    closing.join().unwrap();
}
