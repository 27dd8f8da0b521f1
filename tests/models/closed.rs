//! A producer waits for the close, as a thread and as a task. It learns of the close and of the
//! consumer's drop, and sees what the closing thread did before.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use loom::cell::UnsafeCell;
use loom::sync::Arc;

use crate::message::{Message, MixedSpscChannel, MixedSpscConsumer, MixedSpscProducer};
use crate::steps::spawn;
use crate::suite::{Fences, Model};
use crate::waker::block_on;

const CLOSED: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &[],
    needs: &["doorbell.load_when_empty", "fence.wake"],
};

const THREAD: Model =
    Model { needs: &["doorbell.load_when_empty", "fence.sleep", "fence.wake"], ..CLOSED };
const TASK: Model =
    Model { needs: &["doorbell.load_when_empty", "fence.listen", "fence.wake"], ..CLOSED };

pub(crate) const MODELS: &[Model] = &[
    Model {
        name: "a thread waits for the close",
        run: || close(by_thread),
        needs: &["doorbell.close", "doorbell.load_when_empty", "fence.sleep", "fence.wake"],
        ..THREAD
    },
    Model { name: "a thread waits until the consumer leaves", run: || leave(by_thread), ..THREAD },
    Model {
        name: "a thread waits for the close and is woken in vain",
        run: || in_vain(by_thread),
        ..THREAD
    },
    Model {
        name: "a task waits for the close",
        run: || close(by_task),
        needs: &["doorbell.close", "doorbell.load_when_empty", "fence.listen", "fence.wake"],
        ..TASK
    },
    Model { name: "a task waits until the consumer leaves", run: || leave(by_task), ..TASK },
    Model {
        name: "a task waits for the close and is woken in vain",
        run: || in_vain(by_task),
        ..TASK
    },
];

fn by_thread(producer: &mut MixedSpscProducer) {
    producer.wait_closed(Duration::MAX).expect("it waits for ever");
}

fn by_task(producer: &mut MixedSpscProducer) {
    block_on(producer.closed());
}

/// The producer waits while another thread ends the channel.
fn learns(
    mut producer: MixedSpscProducer,
    wait: fn(&mut MixedSpscProducer),
    end: impl FnOnce() + 'static,
) {
    let done = Arc::new(UnsafeCell::new(()));
    let ending = spawn({
        let done = Arc::clone(&done);
        move || {
            done.with_mut(|_| ());
            end();
        }
    });
    wait(&mut producer);
    done.with(|_| ());
    ending.join().unwrap();
    drop(producer);
}

fn close(wait: fn(&mut MixedSpscProducer)) {
    let (producer, consumer) = MixedSpscChannel::open();
    let channel = consumer.channel();
    learns(producer, wait, move || channel.close());
    drop(consumer);
}

fn leave(wait: fn(&mut MixedSpscProducer)) {
    let (producer, consumer) = MixedSpscChannel::open();
    learns(producer, wait, move || drop(consumer));
}

/// An earlier wait for space was given up. So a release wakes the producer.
fn in_vain(wait: fn(&mut MixedSpscProducer)) {
    let (mut producer, consumer) = MixedSpscChannel::open();
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    let mut context = Context::from_waker(Waker::noop());
    assert!(pin!(producer.send_async(Message::new(2))).poll(&mut context).is_pending());
    learns(producer, wait, move || release_and_close(consumer));
}

fn release_and_close(mut consumer: MixedSpscConsumer) {
    assert_eq!(consumer.try_recv().expect("the ring was full").number(), 0);
    consumer.channel().close();
    drop(consumer);
}
