//! Competing consumers that wait together: a burst of messages wakes as many of them.

use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Waker};

use loom::sync::{Condvar, Mutex};
use ringmpsc::__private::poll;
use ringmpsc::{EventNotifier, TryRecvError};

use crate::message::{
    AsymmetricSpmcChannel, AsyncMpmcChannel, AsyncSpmcChannel, Message, NotifiedSpmcChannel,
    NotifiedSpmcConsumer, WaitingMpmcChannel, WaitingSpmcChannel,
};
use crate::steps::{receive_all, spawn, spawn_producer};
use crate::suite::{Fences, Model, reach};
use crate::waker::{Started, WasWoken, block_on};

const GROUP: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(2),
    run: || (),
    reaches: &[],
    needs: &["fence.full", "fence.heavy"],
};

const MEMBARRIER: Model = Model { fences: Fences::Asymmetric, needs: &["fence.heavy"], ..GROUP };

pub(crate) const MODELS: &[Model] = &[
    Model {
        name: "a message for each of two that park",
        run: parked,
        preemptions: Some(1),
        ..GROUP
    },
    Model {
        name: "a message for each of two that park, membarrier",
        run: parked,
        preemptions: Some(1),
        ..MEMBARRIER
    },
    Model {
        name: "a message for each of two that park, asymmetric, membarrier refused",
        fences: Fences::Refused(0),
        run: parked_asymmetric,
        preemptions: Some(1),
        needs: &["fence.heavy", "fence.drain"],
        ..GROUP
    },
    Model { name: "a burst for two that park", run: burst, ..GROUP },
    Model { name: "messages of many for one that parks", run: parked_of_many, ..GROUP },
    Model { name: "two that park until a close", run: close, needs: &["fence.wake"], ..GROUP },
    Model {
        name: "two that park until the last producer leaves",
        run: leave,
        needs: &["fence.wake"],
        ..GROUP
    },
    Model {
        name: "one that parks until a consumer leaves a claim",
        run: left,
        reaches: &["it was there"],
        needs: &["fence.wake"],
        ..GROUP
    },
    Model {
        name: "one that parks until a consumer of many leaves a claim",
        run: left_of_many,
        needs: &["fence.wake"],
        ..GROUP
    },
    Model {
        name: "a task until a consumer leaves a claim",
        run: left_to_a_task,
        needs: &["fence.wake"],
        ..GROUP
    },
    Model {
        name: "a message for each of two tasks",
        run: tasks,
        preemptions: Some(1),
        needs: &["fence.full"],
        ..GROUP
    },
    Model {
        name: "a message for each of two tasks that wait",
        run: tasks_that_wait,
        needs: &["owed.load"],
        ..GROUP
    },
    Model {
        name: "a task behind a doorbell that is set",
        run: doorbell_set,
        preemptions: Some(2),
        needs: &["fence.listen"],
        ..GROUP
    },
    Model {
        name: "a task while a ring is added",
        run: ring_added,
        preemptions: Some(2),
        needs: &["fence.listen"],
        ..GROUP
    },
    Model { name: "a woken task passes its notification on", run: passed_on, needs: &[], ..GROUP },
    Model {
        name: "a task that another thread woke passes its notification on",
        run: woken_by_another,
        preemptions: Some(3),
        needs: &["owed.load", "listeners.lock", "listeners.unlock"],
        ..GROUP
    },
    Model {
        name: "a task that polls without a notification is not woken for the next message",
        run: spurious_poll,
        needs: &[],
        reaches: &["it was polled without a notification"],
        ..GROUP
    },
    Model {
        name: "an event for each of two",
        run: events,
        preemptions: Some(1),
        needs: &["fence.full"],
        ..GROUP
    },
    Model {
        name: "events for two until the end",
        run: events_until_the_end,
        preemptions: Some(0),
        needs: &["fence.full"],
        ..GROUP
    },
];

/// Each consumer receives one message, and then polls no more.
macro_rules! park_both {
    ($channel:ident) => {{
        let (mut producer, channel) = $channel::open();
        let [mut one, mut other] =
            [(); 2].map(|()| channel.register_consumer().expect("it is open"));
        let receiving = spawn(move || (one.recv().expect("it is open").number(), one));
        let sending = spawn_producer(move || {
            for number in 0..2 {
                producer.try_send(Message::new(number)).expect("there is space");
            }
            producer
        });
        let received = other.recv().expect("it is open").number();
        assert_eq!(1, received + receiving.join().unwrap().0);
        drop((sending.join().unwrap(), other, channel));
    }};
}

fn parked() {
    park_both!(WaitingSpmcChannel);
}

fn parked_asymmetric() {
    park_both!(AsymmetricSpmcChannel);
}

/// As above, with one publish.
fn burst() {
    let (mut producer, channel) = WaitingSpmcChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    let receiving = spawn(move || (one.recv().expect("it is open").number(), one));
    let sending = spawn_producer(move || {
        assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
        producer
    });
    let received = other.recv().expect("it is open").number();
    assert_eq!(1, received + receiving.join().unwrap().0);
    drop((sending.join().unwrap(), other, channel));
}

fn parked_of_many() {
    let channel = WaitingMpmcChannel::open();
    let mut consumer = channel.register_consumer().expect("it is open");
    let mut producer = channel.register().expect("it is open");
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    for number in 0..2 {
        assert_eq!(consumer.recv().expect("it is open").number(), number);
    }
    drop((sending.join().unwrap(), consumer, channel));
}

fn close() {
    let (producer, channel) = WaitingSpmcChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    let receiving = spawn(move || assert!(one.recv().is_err()));
    let closing = spawn(move || channel.close());
    assert!(other.recv().is_err());
    receiving.join().unwrap();
    closing.join().unwrap();
    drop((producer, other));
}

fn leave() {
    let (producer, channel) = WaitingSpmcChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    let receiving = spawn(move || assert!(one.recv().is_err()));
    let leaving = spawn(move || drop(producer));
    assert!(other.recv().is_err());
    receiving.join().unwrap();
    leaving.join().unwrap();
    drop((other, channel));
}

/// A consumer sleeps, or is about to, while another one leaves what it has claimed.
fn left() {
    let (mut producer, channel) = WaitingSpmcChannel::open();
    let [mut leaves, mut stays] =
        [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
    std::mem::forget(leaves.steal(2));
    let leaving = spawn(move || drop(leaves));
    if !channel.is_empty() {
        reach("it was there");
    }
    for number in 0..2 {
        assert_eq!(stays.recv().expect("it is open").number(), number);
    }
    leaving.join().unwrap();
    drop((producer, stays, channel));
}

fn left_of_many() {
    let channel = WaitingMpmcChannel::open();
    let [mut leaves, mut stays] =
        [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    let mut producer = channel.register().expect("it is open");
    producer.try_send(Message::new(0)).expect("there is space");
    std::mem::forget(leaves.steal(1));
    let leaving = spawn(move || drop(leaves));
    assert_eq!(stays.recv().expect("it is open").number(), 0);
    leaving.join().unwrap();
    drop((producer, stays, channel));
}

fn left_to_a_task() {
    let (mut producer, channel) = AsyncSpmcChannel::open();
    let [mut leaves, mut stays] =
        [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    producer.try_send(Message::new(0)).expect("there is space");
    std::mem::forget(leaves.steal(1));
    let leaving = spawn(move || drop(leaves));
    assert_eq!(block_on(stays.recv_async()).expect("it is open").number(), 0);
    leaving.join().unwrap();
    drop((producer, stays, channel));
}

fn tasks() {
    let (mut producer, channel) = AsyncSpmcChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    let receiving = spawn(move || (block_on(one.recv_async()).expect("it is open").number(), one));
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    let received = block_on(other.recv_async()).expect("it is open").number();
    assert_eq!(1, received + receiving.join().unwrap().0);
    drop((sending.join().unwrap(), other, channel));
}

/// As above, where both tasks wait before the first message is sent.
fn tasks_that_wait() {
    let (mut producer, channel) = AsyncSpmcChannel::open();
    let [one, other] = [(); 2].map(|()| {
        let mut consumer = channel.register_consumer().expect("it is open");
        Started::new(async move {
            let number = consumer.recv_async().await.expect("it is open").number();
            (number, consumer)
        })
    });
    let receiving = spawn(move || one.finish());
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    let (received, other) = other.finish();
    let (rest, one) = receiving.join().unwrap();
    assert_eq!(received + rest, 1);
    drop((sending.join().unwrap(), one, other, channel));
}

/// The doorbell is set and no end listens: an earlier future was dropped. Then a task listens. It
/// may load the old doorbell, which a producer has cleared meanwhile.
fn doorbell_set() {
    let (mut producer, channel) = AsyncSpmcChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    let mut dropped = Box::pin(other.recv_async());
    assert!(dropped.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(dropped);
    let receiving = spawn(move || (block_on(one.recv_async()).expect("it is open").number(), one));
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    // It takes at most one message, so one is left for the task.
    let _ = other.try_recv();
    let (_, one) = receiving.join().unwrap();
    drop((sending.join().unwrap(), one, other, channel));
}

/// A task may load a list of rings without the new one, whose producer has published already.
fn ring_added() {
    let channel = AsyncMpmcChannel::open();
    let mut one = channel.register_consumer().expect("it is open");
    let receiving = spawn(move || (block_on(one.recv_async()).expect("it is open").number(), one));
    let mut producer = channel.register().expect("it is open");
    producer.try_send(Message::new(0)).expect("there is space");
    let (_, one) = receiving.join().unwrap();
    drop((producer, one, channel));
}

/// A future that is dropped may have been notified. Another future then gets the message.
fn passed_on() {
    let (mut producer, channel) = AsyncSpmcChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    let mut gives_up = Box::pin(one.recv_async());
    let polled = gives_up.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(polled.is_pending());
    let sending = spawn_producer(move || {
        producer.try_send(Message::new(0)).expect("there is space");
        producer
    });
    let receiving =
        spawn(move || (block_on(other.recv_async()).expect("it is open").number(), other));
    drop(gives_up);
    let (received, other) = receiving.join().unwrap();
    assert_eq!(received, 0);
    drop((sending.join().unwrap(), one, other, channel));
}

/// The producer may find the lock held by a consumer that registers, and leave the notification
/// to that thread. This thread then drops the future that it has woken, and must see the message.
fn woken_by_another() {
    let (mut producer, channel) = AsyncSpmcChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    let mut gives_up = Box::pin(one.recv_async());
    assert!(gives_up.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let was_woken = Arc::new(WasWoken::default());
    let waker = Waker::from(Arc::clone(&was_woken));
    let mut waits = Box::pin(other.recv_async());
    assert!(waits.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    let sending = spawn_producer(move || {
        producer.try_send(Message::new(0)).expect("there is space");
        producer
    });
    let registered = channel.register_consumer().expect("it is open");
    drop(gives_up);
    let producer = sending.join().unwrap();
    assert!(was_woken.is_set(), "the message is for the future that waits");
    drop(waits);
    drop((registered, producer, one, other, channel));
}

/// A task that is polled for another reason takes the message for which another one is woken. It
/// must not be woken itself for the message of that one.
fn spurious_poll() {
    let (mut producer, channel) = AsyncSpmcChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    // The other one has waited longer.
    let mut first = Box::pin(other.recv_async());
    assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    std::mem::forget(first);
    let mut future = Box::pin(one.recv_async());
    assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    producer.try_send(Message::new(0)).expect("there is space");
    let sending = spawn_producer(move || {
        producer.try_send(Message::new(1)).expect("there is space");
        producer
    });
    let receiving =
        spawn(move || (block_on(other.recv_async()).expect("it is open").number(), other));
    if future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
        reach("it was polled without a notification");
    }
    drop(future);
    let (_, other) = receiving.join().unwrap();
    drop((sending.join().unwrap(), one, other, channel));
}

/// Each consumer waits for the event of its message, and then polls no more.
fn events() {
    let (mut producer, channel) = NotifiedSpmcChannel::open();
    let [one, other] = [(); 2].map(|()| armed(channel.register_consumer().expect("it is open")));
    let receiving = spawn(move || one_by_event(one));
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    let (received, other) = one_by_event(other);
    let (rest, one) = receiving.join().unwrap();
    assert_eq!(received + rest, 1);
    drop((sending.join().unwrap(), one, other, channel));
}

/// A consumer and its notifier.
type Notified = (NotifiedSpmcConsumer, Arc<EventNotifier>);

/// Gives the consumer a notifier, and polls until it is armed.
fn armed(mut consumer: NotifiedSpmcConsumer) -> Notified {
    let notifier = Arc::new(EventNotifier::new().expect("a model has events"));
    consumer.set_notifier(Some(Arc::clone(&notifier)));
    assert!(consumer.try_recv().is_err(), "nothing was sent");
    (consumer, notifier)
}

/// Receives one message.
fn one_by_event((mut consumer, notifier): Notified) -> (u32, NotifiedSpmcConsumer) {
    loop {
        poll(&notifier);
        notifier.consume().expect("a model has events");
        if let Ok(message) = consumer.try_recv() {
            return (message.number(), consumer);
        }
    }
}

/// Both wait for events until they see the end, which comes when all messages were received.
fn events_until_the_end() {
    let (mut producer, channel) = NotifiedSpmcChannel::open();
    let [one, other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    let received = Arc::new(Received::default());
    let receiving = spawn({
        let received = Arc::clone(&received);
        move || received.by_event(one)
    });
    let sending = spawn_producer({
        let received = Arc::clone(&received);
        move || {
            for number in 0..2 {
                producer.try_send(Message::new(number)).expect("there is space");
            }
            received.await_all(2);
        }
    });
    received.by_event(other);
    receiving.join().unwrap();
    sending.join().unwrap();
}

/// How many messages were received.
#[derive(Default)]
struct Received {
    count: Mutex<u32>,
    changed: Condvar,
}

impl Received {
    fn await_all(&self, n: u32) {
        let mut count = self.count.lock().expect("never poisoned");
        while *count < n {
            count = self.changed.wait(count).expect("never poisoned");
        }
    }

    /// What an event loop does until its channel ends.
    fn by_event(&self, mut consumer: NotifiedSpmcConsumer) {
        let notifier = Arc::new(EventNotifier::new().expect("a model has events"));
        consumer.set_notifier(Some(Arc::clone(&notifier)));
        loop {
            poll(&notifier);
            notifier.consume().expect("a model has events");
            let (mut numbers, mut end) = receive_all(|| consumer.try_recv());
            if end == TryRecvError::Empty {
                // It is armed already.
                let again = receive_all(|| consumer.try_recv());
                numbers.extend(again.0);
                end = again.1;
            }
            for _ in numbers {
                *self.count.lock().expect("never poisoned") += 1;
                self.changed.notify_one();
            }
            if end == TryRecvError::Closed {
                return;
            }
        }
    }
}
