//! The ring between processes: its cursors, and the wait of one end for the other.

use ringmpsc::__private::{ModelEnd, process_ends, process_ends_with_signals};

use crate::steps::{spawn, spawn_producer};
use crate::suite::{Fences, Model};

const FULL: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &[],
    needs: &["process.publish", "process.observe", "process.fence.wait", "process.fence.answer"],
};

/// The traffic is dense at once, so the end that waits clears its bit and revokes that.
const MEMBARRIER: Model = Model {
    fences: Fences::Asymmetric,
    needs: &["process.publish", "process.observe", "process.fence.heavy"],
    ..FULL
};

pub(crate) const MODELS: &[Model] = &[
    Model { name: "processes: wait for a message", run: message, ..FULL },
    Model { name: "processes: wait for a message, membarrier", run: message, ..MEMBARRIER },
    Model { name: "processes: wait for space", run: space, ..FULL },
    Model { name: "processes: wait for space, membarrier", run: space_with_a_thread, ..MEMBARRIER },
    Model {
        name: "processes: wait for a close",
        run: close,
        needs: &["process.closed", "process.fence.wait", "process.fence.answer"],
        ..FULL
    },
    Model {
        name: "processes: wait for a close, membarrier",
        run: close_when_dense,
        needs: &["process.close", "process.closed", "process.fence.heavy"],
        ..MEMBARRIER
    },
    Model {
        name: "processes: poll for a message",
        run: event,
        needs: &["process.publish", "process.observe", "process.fence.arm", "process.fence.answer"],
        ..FULL
    },
    Model { name: "processes: poll for a message, membarrier", run: event, ..MEMBARRIER },
    Model {
        name: "processes: poll for a close",
        run: close_by_event,
        needs: &["process.closed", "process.fence.arm", "process.fence.answer"],
        ..FULL
    },
];

/// The consumer waits twice.
fn message() {
    let (mut producer, mut consumer) = process_ends(2);
    let sending = spawn_producer(move || {
        producer.send(1);
        producer.send(2);
        producer
    });
    assert_eq!([consumer.recv(), consumer.recv()], [Some(1), Some(2)]);
    drop(sending.join().unwrap());
}

/// The producer waits for the slot that the consumer has read.
fn space() {
    let (mut producer, mut consumer) = process_ends(1);
    producer.send(1);
    let receiving = spawn(move || {
        assert_eq!(consumer.recv(), Some(1));
        consumer
    });
    producer.send(2);
    let mut consumer = receiving.join().unwrap();
    assert_eq!(consumer.recv(), Some(2));
}

fn space_with_a_thread() {
    let (mut producer, mut consumer) = process_ends(1);
    producer.send(1);
    let receiving = spawn_producer(move || {
        assert_eq!(consumer.recv(), Some(1));
        consumer
    });
    producer.send(2);
    let mut consumer = receiving.join().unwrap();
    assert_eq!(consumer.recv(), Some(2));
}

/// What was sent before the close arrives.
fn close() {
    close_after(process_ends(2));
}

/// The second receive before lets the producer omit its fence from then on.
fn close_when_dense() {
    let (mut producer, mut consumer) = process_ends(2);
    for number in 0..2 {
        producer.send(number);
        assert_eq!(consumer.recv(), Some(number));
    }
    close_after((producer, consumer));
}

fn close_after((mut producer, mut consumer): (ModelEnd, ModelEnd)) {
    let closing = spawn_producer(move || {
        producer.send(1);
        producer.close();
        producer
    });
    assert_eq!([consumer.recv(), consumer.recv()], [Some(1), None]);
    drop(closing.join().unwrap());
}

/// The consumer asks for a signal, and polls. It asks again after the first one.
fn event() {
    let (mut producer, mut consumer) = process_ends_with_signals(2);
    let sending = spawn_producer(move || {
        producer.send(1);
        producer.send(2);
        producer
    });
    let received = [consumer.recv_by_event(), consumer.recv_by_event()];
    assert_eq!(received, [Some(1), Some(2)]);
    drop(sending.join().unwrap());
}

/// A close is an event, too.
fn close_by_event() {
    let (mut producer, mut consumer) = process_ends_with_signals(2);
    let closing = spawn_producer(move || {
        producer.send(1);
        producer.close();
        producer
    });
    assert_eq!([consumer.recv_by_event(), consumer.recv_by_event()], [Some(1), None]);
    drop(closing.join().unwrap());
}
