//! A task that waits for its waker, and for nothing else, misses nothing.

use std::cell::RefCell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use loom::sync::{Condvar, Mutex};

use crate::message::{AsyncMpscChannel, AsyncSpscChannel, Message};
use ringmpsc::TryRecvError;

use crate::steps::{receive, receive_all, spawn, spawn_producer};
use crate::suite::{Fences, Model, reach};

const WAKER: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &[],
    needs: &["fence.full", "fence.heavy"],
};

/// A producer that finds the consumer's task waiting executes a fence before it looks for the
/// waker. The task leaves its waker a second time while the first one may still be taken.
const MESSAGE: Model = Model {
    needs: &[
        "fence.full",
        "fence.heavy",
        "fence.wake",
        "waker.put",
        "waker.take",
        "waker.taken",
        "waker.empty",
    ],
    ..WAKER
};

/// The end executes a fence between its flag and the waker.
const END: Model = Model { needs: &["fence.wake"], ..WAKER };

pub(crate) const MODELS: &[Model] = &[
    Model { name: "a task that waits for a message", run: message, ..MESSAGE },
    Model {
        name: "a task that waits for a message, membarrier",
        fences: Fences::Asymmetric,
        needs: &["fence.heavy", "fence.wake"],
        run: message,
        ..WAKER
    },
    Model { name: "a task that waits for a message of many", run: message_of_many, ..MESSAGE },
    Model {
        name: "a task that waits again for a message of many",
        run: message_of_many_again,
        needs: &["fence.listen", "fence.wake"],
        ..WAKER
    },
    Model {
        name: "a task that waits again for messages of two polled rings",
        run: messages_of_two_again,
        preemptions: Some(2),
        needs: &["fence.listen", "fence.wake"],
        ..WAKER
    },
    Model {
        name: "a task that waits while a producer of many clears the doorbell",
        run: doorbell_of_many_is_cleared,
        needs: &["fence.listen", "fence.wake"],
        ..WAKER
    },
    Model { name: "a task that waits for space", run: space, ..WAKER },
    Model {
        name: "a task that waits again for space",
        run: space_again,
        needs: &["fence.listen", "fence.wake"],
        ..WAKER
    },
    Model { name: "a task that waits until a close", run: close, ..END },
    Model {
        name: "a close beside a message for a task that waits",
        run: close_beside_a_message,
        preemptions: Some(2),
        reaches: &["sent", "refused"],
        needs: &["doorbell.take_dormant"],
        ..WAKER
    },
    Model { name: "a task that waits until a close of many", run: close_of_many, ..END },
    Model { name: "a task that waits until the last producer leaves", run: leave, ..END },
    Model {
        name: "a task that waits for space until a close",
        run: close_of_a_full_ring,
        needs: &["fence.heavy", "fence.wake"],
        ..END
    },
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

thread_local! {
    /// The flags of this execution.
    static FLAGS: RefCell<Vec<Arc<Flag>>> = const { RefCell::new(Vec::new()) };
}

/// A new execution begins.
pub(crate) fn forget() {
    FLAGS.with_borrow_mut(Vec::clear);
}

impl Flag {
    /// Makes a flag at an address that no other flag of this execution has. An allocator orders the
    /// release of memory before its next use, which loom does not see. The owner of a waker cell
    /// relies on this order when it compares addresses.
    fn new() -> Arc<Self> {
        let flag = Arc::new(Self { woken: Mutex::new(false), changed: Condvar::new() });
        FLAGS.with_borrow_mut(|flags| flags.push(Arc::clone(&flag)));
        flag
    }

    fn wait(&self) {
        let mut woken = self.woken.lock().expect("never poisoned");
        while !*woken {
            woken = self.changed.wait(woken).expect("never poisoned");
        }
        *woken = false;
    }
}

/// A task that nothing runs.
fn idle() -> Context<'static> {
    Context::from_waker(Waker::noop())
}

/// Polls until it is ready, and sleeps in between until it is woken.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let flag = Flag::new();
    let waker = Waker::from(Arc::clone(&flag));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => flag.wait(),
        }
    }
}

/// Whether a task was woken. Loom runs all threads of a model on one thread of the process, and
/// does not see this.
#[derive(Default)]
pub(crate) struct WasWoken(AtomicBool);

impl WasWoken {
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Wake for WasWoken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A task that waits already.
pub(crate) struct Started<F> {
    future: Pin<Box<F>>,
    flag: Arc<Flag>,
}

impl<F: Future> Started<F> {
    /// Polls once.
    pub(crate) fn new(future: F) -> Self {
        let mut started = Self { future: Box::pin(future), flag: Flag::new() };
        assert!(started.poll().is_pending(), "it does not wait");
        started
    }

    pub(crate) fn poll(&mut self) -> Poll<F::Output> {
        let waker = Waker::from(Arc::clone(&self.flag));
        self.future.as_mut().poll(&mut Context::from_waker(&waker))
    }

    /// Polls whenever it is woken, until it is ready.
    pub(crate) fn finish(mut self) -> F::Output {
        loop {
            self.flag.wait();
            if let Poll::Ready(output) = self.poll() {
                return output;
            }
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

/// The ring is dormant already when the second future waits.
fn message_of_many_again() {
    let (channel, mut consumer) = AsyncMpscChannel::open();
    let mut producer = channel.register().expect("the channel is open");
    assert!(pin!(consumer.recv_async()).poll(&mut idle()).is_pending());
    let sending = spawn_producer(move || {
        producer.try_send(Message::new(0)).expect("there is space");
        producer
    });
    assert_eq!(block_on(consumer.recv_async()).expect("it is open").number(), 0);
    drop(sending.join().unwrap());
}

/// The doorbell is set already. The consumer receives the first message before its producer has
/// cleared the doorbell. So the future may find it set, although it will be cleared.
fn doorbell_of_many_is_cleared() {
    let (channel, mut consumer) = AsyncMpscChannel::open();
    let mut producer = channel.register().expect("the channel is open");
    producer.try_send(Message::new(0)).expect("there is space");
    assert_eq!(receive(1, || consumer.try_recv()), [0]);
    assert!(pin!(consumer.recv_async()).poll(&mut idle()).is_pending());
    let sending = spawn_producer(move || {
        for number in 1..3 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    let mut received = receive(1, || consumer.try_recv());
    while received.len() < 2 {
        received.push(block_on(consumer.recv_async()).expect("it is open").number());
    }
    assert_eq!(received, [1, 2]);
    drop(sending.join().unwrap());
}

/// The consumer keeps polling both rings, whose doorbells are set already when its future waits.
fn messages_of_two_again() {
    let (channel, mut consumer) = AsyncMpscChannel::open();
    let mut producers = [0, 1].map(|_| channel.register().expect("the channel is open"));
    for (number, producer) in (0..).zip(&mut producers) {
        producer.try_send(Message::new(number)).expect("there is space");
    }
    assert_eq!(receive(2, || consumer.try_recv()).len(), 2);
    assert!(pin!(consumer.recv_async()).poll(&mut idle()).is_pending());
    let mut number = 1;
    let sending = producers.map(|mut producer| {
        number += 1;
        let message = Message::new(number);
        spawn_producer(move || {
            producer.try_send(message).expect("there is space");
            producer
        })
    });
    let mut received =
        [(); 2].map(|()| block_on(consumer.recv_async()).expect("it is open").number());
    received.sort_unstable();
    assert_eq!(received, [2, 3]);
    drop(sending.map(|sending| sending.join().unwrap()));
}

/// `DORMANT` is set already when the second send waits.
fn space_again() {
    let (mut producer, mut consumer) = AsyncSpscChannel::open();
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    assert!(pin!(producer.send_async(Message::new(2))).poll(&mut idle()).is_pending());
    let sending = spawn(move || {
        block_on(producer.send_async(Message::new(3))).expect("the consumer lives");
        producer
    });
    assert_eq!(consumer.try_recv().expect("the ring was full").number(), 0);
    let producer = sending.join().unwrap();
    assert!(consumer.drain().map(Message::number).eq([1, 3]));
    drop(producer);
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

/// The producer finds that a task waits, and clears the doorbell without a fence of its own. What
/// it has sent is received, although the channel is closed meanwhile.
fn close_beside_a_message() {
    let (mut producer, mut consumer) = AsyncSpscChannel::open();
    let channel = producer.channel();
    assert!(pin!(consumer.recv_async()).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let sending = spawn_producer(move || (producer.try_send(Message::new(0)).is_ok(), producer));
    let closing = spawn(move || channel.close());
    let (mut received, mut end) = receive_all(|| consumer.try_recv());
    closing.join().unwrap();
    if end == TryRecvError::Empty {
        let rest = receive_all(|| consumer.try_recv());
        received.extend(rest.0);
        end = rest.1;
    }
    assert_eq!(end, TryRecvError::Closed);
    let (sent, producer) = sending.join().unwrap();
    reach(if sent { "sent" } else { "refused" });
    assert_eq!(received.len(), usize::from(sent));
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
