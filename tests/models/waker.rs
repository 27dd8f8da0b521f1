//! A task that waits for its waker, and for nothing else, misses nothing.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use loom::sync::{Condvar, Mutex};

use crate::message::{AsyncMpscChannel, AsyncSpscChannel, Message};
use crate::steps::{spawn, spawn_producer};
use crate::suite::{Fences, Model};

const WAKER: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &[],
    needs: &["fence.full", "fence.heavy"],
};

/// The end is told under the lock under which a task begins to listen, and needs no fence.
const END: Model = Model { needs: &[], ..WAKER };

pub(crate) const MODELS: &[Model] = &[
    Model { name: "a task that waits for a message", run: message, ..WAKER },
    Model {
        name: "a task that waits for a message, membarrier",
        fences: Fences::Asymmetric,
        needs: &["fence.heavy"],
        run: message,
        ..WAKER
    },
    Model { name: "a task that waits for a message of many", run: message_of_many, ..WAKER },
    Model { name: "a task that waits for space", run: space, ..WAKER },
    Model { name: "a task that waits until a close", run: close, ..END },
    Model { name: "a task that waits until a close of many", run: close_of_many, ..END },
    Model { name: "a task that waits until the last producer leaves", run: leave, ..END },
    Model { name: "a task that waits for space until a close", run: close_of_a_full_ring, ..END },
];

/// Not a parked thread: loom waits for the end of a thread in the same way, and confuses the two.
struct Flag {
    woken: Mutex<bool>,
    changed: Condvar,
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        *self.woken.lock().expect("never poisoned") = true;
        self.changed.notify_all();
    }
}

impl Flag {
    fn wait(&self) {
        let mut woken = self.woken.lock().expect("never poisoned");
        while !*woken {
            woken = self.changed.wait(woken).expect("never poisoned");
        }
        *woken = false;
    }
}

/// Polls until it is ready, and sleeps in between until it is woken.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let flag = Arc::new(Flag { woken: Mutex::new(false), changed: Condvar::new() });
    let waker = Waker::from(Arc::clone(&flag));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => flag.wait(),
        }
    }
}

fn message() {
    let (mut producer, mut consumer) = AsyncSpscChannel::open();
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    for number in 0..2 {
        assert_eq!(block_on(consumer.recv_async()).expect("it is open").number(), number);
    }
    drop(sending.join().unwrap());
}

fn message_of_many() {
    let (channel, mut consumer) = AsyncMpscChannel::open();
    let mut producer = channel.register().expect("the channel is open");
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    for number in 0..2 {
        assert_eq!(block_on(consumer.recv_async()).expect("it is open").number(), number);
    }
    drop(sending.join().unwrap());
}

fn space() {
    let (mut producer, mut consumer) = AsyncSpscChannel::open();
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    let sending = spawn(move || {
        block_on(producer.send_async(Message::new(2))).expect("the consumer lives");
        producer
    });
    assert_eq!(consumer.try_recv().expect("the ring was full").number(), 0);
    let producer = sending.join().unwrap();
    assert!(consumer.drain().map(Message::number).eq(1..3));
    drop(producer);
}

fn close() {
    let (producer, mut consumer) = AsyncSpscChannel::open();
    let channel = producer.channel();
    let closing = spawn(move || channel.close());
    assert!(block_on(consumer.recv_async()).is_err());
    closing.join().unwrap();
    drop(producer);
}

fn close_of_many() {
    let (channel, mut consumer) = AsyncMpscChannel::open();
    let closing = spawn(move || channel.close());
    assert!(block_on(consumer.recv_async()).is_err());
    closing.join().unwrap();
}

fn leave() {
    let (channel, mut consumer) = AsyncMpscChannel::open();
    let producer = channel.register().expect("the channel is open");
    drop(channel);
    let leaving = spawn(move || drop(producer));
    assert!(block_on(consumer.recv_async()).is_err());
    leaving.join().unwrap();
}

fn close_of_a_full_ring() {
    let (mut producer, consumer) = AsyncSpscChannel::open();
    let channel = producer.channel();
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    let closing = spawn(move || channel.close());
    let refused = block_on(producer.send_async(Message::new(2)));
    assert_eq!(refused.expect_err("it is closed").into_inner().number(), 2);
    closing.join().unwrap();
    drop(consumer);
}
