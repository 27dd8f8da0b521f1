//! A weak handle is upgraded while the last handle is dropped.

use ringmpsc::TryRecvError;

use crate::message::{Message, MpscChannel, SpmcChannel};
use crate::steps::{receive_all, spawn};
use crate::suite::{Fences, Model, reach};

const WEAK: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &["upgraded", "ended"],
    needs: &["owners.none"],
};

pub(crate) const MODELS: &[Model] = &[
    Model { name: "an upgrade against the last producer", run: producers, ..WEAK },
    Model { name: "an upgrade against the last consumer", run: consumers, ..WEAK },
];

/// The channel has ended for good, or the upgraded handle keeps it open.
fn producers() {
    let (channel, mut consumer) = MpscChannel::open();
    let weak = channel.downgrade();
    let leaving = spawn(move || drop(channel));
    let upgraded = weak.upgrade();
    if let Some(channel) = &upgraded {
        reach("upgraded");
        let mut producer = channel.register().expect("the handle keeps it open");
        assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
        producer.try_send(Message::new(0)).expect("the handle keeps it open");
    } else {
        reach("ended");
    }
    let sent = usize::from(upgraded.is_some());
    leaving.join().unwrap();
    drop(upgraded);
    let (received, end) = receive_all(|| consumer.try_recv());
    assert_eq!((received.len(), end), (sent, TryRecvError::Closed));
}

fn consumers() {
    let (mut producer, channel) = SpmcChannel::open();
    let weak = channel.downgrade();
    let leaving = spawn(move || drop(channel));
    let upgraded = weak.upgrade();
    if let Some(channel) = &upgraded {
        reach("upgraded");
        producer.try_send(Message::new(0)).expect("the handle keeps it open");
        let mut consumer = channel.register_consumer().expect("the handle keeps it open");
        assert_eq!(consumer.try_recv().expect("it was sent").number(), 0);
    } else {
        reach("ended");
    }
    leaving.join().unwrap();
    drop(upgraded);
    assert!(producer.is_closed());
}
