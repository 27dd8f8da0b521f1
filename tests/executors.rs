//! A waker is somebody else's code. It may drop an end of the very channel that wakes it, and it
//! may panic.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};

use ringmpsc::{RecvError, ring_channel};
use ringmpsc_tests::{Ledger, Task, Tracked, Watchdog, caught, panic_wanted};

/// The message.
#[ring_channel(kind = spsc, bits = 1, futures, name = One)]
#[ring_channel(kind = mpsc, bits = 1, futures, name = Many)]
#[ring_channel(kind = spmc, bits = 1, futures, name = Shared)]
#[ring_channel(kind = mpmc, bits = 1, futures, name = ManyShared)]
pub type Message = Tracked;

/// A task of an executor. Its waker holds it, and with the executor the last who knew it is gone.
struct Orphan {
    future: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
    queue: mpsc::Sender<Arc<Orphan>>,
}

impl Wake for Orphan {
    fn wake(self: Arc<Self>) {
        // It comes back if there is no executor, and is dropped here, with what its future holds.
        let _ = self.queue.clone().send(self);
    }
}

/// Has a future polled once, by an executor that is gone before it is woken.
fn orphan(future: impl Future<Output = ()> + Send + 'static) {
    let (queue, executor) = mpsc::channel();
    let task = Arc::new(Orphan { future: Mutex::new(Some(Box::pin(future))), queue });
    let waker = Waker::from(Arc::clone(&task));
    let mut future = task.future.lock().unwrap();
    let polled = future.as_mut().unwrap().as_mut().poll(&mut Context::from_waker(&waker));
    assert!(polled.is_pending());
    drop((future, executor));
}

/// A task that sends for ever has its producer with it.
macro_rules! sends {
    ($producer:expr, $ledger:expr) => {{
        let (mut producer, ledger) = ($producer, Arc::clone($ledger));
        orphan(async move { while producer.send_async(ledger.message()).await.is_ok() {} });
    }};
}

#[test]
fn a_close_wakes_a_task_that_drops_its_producer() {
    let _watchdog = Watchdog::start();
    let ledger = Arc::new(Ledger::new());

    let (producer, consumer) = OneChannel::open();
    let channel = consumer.channel();
    sends!(producer, &ledger);
    channel.close();
    assert_eq!(channel.producer_count(), 0);

    let (channel, _consumer) = ManyChannel::open();
    (0..2).for_each(|_| sends!(channel.register().unwrap(), &ledger));
    channel.close();
    assert_eq!(channel.producer_count(), 0);

    let (producer, channel) = SharedChannel::open();
    let _consumer = channel.register_consumer().unwrap();
    sends!(producer, &ledger);
    channel.close();
    assert_eq!(channel.producer_count(), 0);

    let channel = ManySharedChannel::open();
    let _consumer = channel.register_consumer().unwrap();
    (0..2).for_each(|_| sends!(channel.register().unwrap(), &ledger));
    channel.close();
    assert_eq!(channel.producer_count(), 0);
}

#[test]
fn the_last_that_could_receive_wakes_a_task_that_drops_its_producer() {
    let _watchdog = Watchdog::start();
    let ledger = Arc::new(Ledger::new());

    let (producer, consumer) = OneChannel::open();
    let channel = consumer.channel();
    sends!(producer, &ledger);
    drop(consumer);
    assert_eq!(channel.producer_count(), 0);

    let (channel, consumer) = ManyChannel::open();
    (0..2).for_each(|_| sends!(channel.register().unwrap(), &ledger));
    drop(consumer);
    assert_eq!((channel.producer_count(), channel.consumer_count()), (0, 0));

    // The consumer is the last one, then the control handle.
    for consumer_last in [true, false] {
        let (producer, channel) = SharedChannel::open();
        let consumer = channel.register_consumer().unwrap();
        sends!(producer, &ledger);
        drop(if consumer_last { (Some(channel), None) } else { (None, Some(consumer)) });
    }
    for consumer_last in [true, false] {
        let channel = ManySharedChannel::open();
        let consumer = channel.register_consumer().unwrap();
        (0..2).for_each(|_| sends!(channel.register().unwrap(), &ledger));
        drop(if consumer_last { (Some(channel), None) } else { (None, Some(consumer)) });
    }
    ledger.assert_settled();
}

#[test]
fn a_close_wakes_a_task_that_drops_its_consumer() {
    let _watchdog = Watchdog::start();

    let (_producer, mut consumer) = OneChannel::open();
    let channel = consumer.channel();
    orphan(async move { while consumer.recv_async().await.is_ok() {} });
    channel.close();

    let (channel, mut consumer) = ManyChannel::open();
    let _producer = channel.register().unwrap();
    orphan(async move { while consumer.recv_async().await.is_ok() {} });
    channel.close();
    assert_eq!(channel.consumer_count(), 0);

    let (_producer, channel) = SharedChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    orphan(async move { while consumer.recv_async().await.is_ok() {} });
    channel.close();
    assert_eq!(channel.consumer_count(), 0);

    let channel = ManySharedChannel::open();
    let _producer = channel.register().unwrap();
    let mut consumer = channel.register_consumer().unwrap();
    orphan(async move { while consumer.recv_async().await.is_ok() {} });
    channel.close();
    assert_eq!(channel.consumer_count(), 0);
}

struct Bomb;

impl Wake for Bomb {
    fn wake(self: Arc<Self>) {
        panic_wanted();
    }
}

/// Polls once, to be woken by a panic.
fn poll_with_bomb<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(&Waker::from(Arc::new(Bomb))))
}

/// Has a task wait for space, and be woken by a panic.
macro_rules! lay_bomb {
    ($producer:expr, $ledger:expr) => {{
        let producer = $producer;
        assert_eq!(producer.send_iter($ledger.messages(2)), 2);
        let mut send = producer.send_async($ledger.message());
        assert!(poll_with_bomb(Pin::new(&mut send)).is_pending());
    }};
}

#[test]
fn a_waker_that_panics_keeps_nobody_from_hearing_of_the_end() {
    let ledger = Ledger::new();
    let (mut producer, channel) = SharedChannel::open();
    let [mut holder, mut waiter] = [(); 2].map(|()| channel.register_consumer().unwrap());
    // What is claimed nobody else can receive, and its slots are not the producer's.
    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
    let claim = holder.steal(2);
    let task = Task::new();
    let mut recv = waiter.recv_async();
    assert!(task.poll(Pin::new(&mut recv)).is_pending());
    let mut send = producer.send_async(ledger.message());
    assert!(poll_with_bomb(Pin::new(&mut send)).is_pending());

    assert!(!caught(|| channel.close()));
    assert_eq!(task.wakes(), 1);
    assert!(matches!(task.poll(Pin::new(&mut recv)), Poll::Ready(Err(RecvError::Closed))));
    drop((claim, send));
    ledger.assert_settled();
}

#[test]
fn wakers_that_panic_keep_nobody_of_many_from_hearing_of_the_end() {
    let ledger = Ledger::new();
    let channel = ManySharedChannel::open();
    let mut holders = [(); 4].map(|()| channel.register_consumer().unwrap());
    let mut waiter = channel.register_consumer().unwrap();
    let mut producers = [(); 4].map(|()| channel.register().unwrap());
    let tasks = [(); 5].map(|()| Task::new());
    for producer in &mut producers {
        assert_eq!(producer.send_iter(ledger.messages(2)), 2);
    }
    let claims = holders.each_mut().map(|holder| holder.steal(2).unwrap());
    let mut recv = waiter.recv_async();
    assert!(tasks[4].poll(Pin::new(&mut recv)).is_pending());
    let mut sends = producers.each_mut().map(|producer| producer.send_async(ledger.message()));
    for (k, send) in sends.iter_mut().enumerate() {
        let send = Pin::new(send);
        // The first and the third are woken by a panic.
        let polled = if k % 2 == 0 { poll_with_bomb(send) } else { tasks[k].poll(send) };
        assert!(polled.is_pending());
    }

    assert!(!caught(|| channel.close()));
    assert_eq!(tasks.each_ref().map(Task::wakes), [0, 1, 0, 1, 1]);
    assert!(matches!(tasks[4].poll(Pin::new(&mut recv)), Poll::Ready(Err(RecvError::Closed))));
    for send in &mut sends {
        assert!(matches!(tasks[0].poll(Pin::new(send)), Poll::Ready(Err(_))));
    }
    drop((claims, sends));
    ledger.assert_settled();
}

#[test]
fn a_waker_that_panics_does_not_keep_a_consumer_of_many_from_leaving() {
    let ledger = Ledger::new();
    let (channel, consumer) = ManyChannel::open();
    let mut producers = [(); 2].map(|()| channel.register().unwrap());
    lay_bomb!(&mut producers[0], ledger);
    assert!(!caught(|| drop(consumer)));
    assert_eq!((channel.is_closed(), channel.consumer_count()), (true, 0));
    assert!(producers.iter().all(ManyProducer::is_closed));
    ledger.assert_settled();
}

#[test]
fn a_waker_that_panics_does_not_keep_the_last_consumer_that_shares_from_leaving() {
    for consumer_last in [true, false] {
        let ledger = Ledger::new();
        let (mut producer, channel) = SharedChannel::open();
        let consumer = channel.register_consumer().unwrap();
        lay_bomb!(&mut producer, ledger);
        let (first, last) = if consumer_last {
            ((Some(channel), None), (None, Some(consumer)))
        } else {
            ((None, Some(consumer)), (Some(channel), None))
        };
        drop(first);
        assert!(!caught(|| drop(last)));
        assert!(producer.is_closed());
        ledger.assert_settled();

        let ledger = Ledger::new();
        let channel = ManySharedChannel::open();
        let consumer = channel.register_consumer().unwrap();
        let mut producers = [(); 2].map(|()| channel.register().unwrap());
        lay_bomb!(&mut producers[0], ledger);
        let (first, last) = if consumer_last {
            ((Some(channel), None), (None, Some(consumer)))
        } else {
            ((None, Some(consumer)), (Some(channel), None))
        };
        drop(first);
        assert!(!caught(|| drop(last)));
        assert!(producers.iter().all(ManySharedProducer::is_closed));
        ledger.assert_settled();
    }
}
