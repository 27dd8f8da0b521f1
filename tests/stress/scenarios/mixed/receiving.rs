//! Consumers that wait for messages.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use ringmpsc::__private::Stream;
use ringmpsc::blocking::{self, Timeout};
use ringmpsc::{
    Consume, EventNotifier, RecvError, RecvTimeoutError, TryRecvError, Unparker, WaitError,
};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

use super::tasks::{Task, poll_once};
use super::{PRODUCERS, Parcel, Received, dawdle};
use crate::random::Random;
use crate::watchdog::Patience;

/// What the consumers of all kinds have in common.
pub(super) trait Receives: Consume<Parcel> + Stream<Item = Parcel> + Unpin {
    fn recv(&mut self) -> Result<Parcel, RecvError>;
    fn recv_timeout(&mut self, timeout: Duration) -> Result<Parcel, RecvTimeoutError>;
    fn recv_in(&mut self, task: &Task) -> Result<Parcel, RecvError>;
    fn poll_recv_once(&mut self) -> Poll<Result<Parcel, RecvError>>;
    fn set_notifier(&mut self, notifier: Option<Arc<EventNotifier>>);
}

macro_rules! receives {
    ($($consumer:ident)*) => {
        $(
            impl Receives for super::$consumer {
                fn recv(&mut self) -> Result<Parcel, RecvError> {
                    self.recv()
                }

                fn recv_timeout(&mut self, timeout: Duration) -> Result<Parcel, RecvTimeoutError> {
                    self.recv_timeout(timeout)
                }

                fn recv_in(&mut self, task: &Task) -> Result<Parcel, RecvError> {
                    task.run(self.recv_async())
                }

                fn poll_recv_once(&mut self) -> Poll<Result<Parcel, RecvError>> {
                    poll_once(self.recv_async())
                }

                fn set_notifier(&mut self, notifier: Option<Arc<EventNotifier>>) {
                    self.set_notifier(notifier);
                }
            }
        )*
    };
}

receives!(OneConsumer OneAsymmetricConsumer OneFullConsumer);
receives!(ManyConsumer ManyAsymmetricConsumer ManyFullConsumer);
receives!(SharedConsumer SharedAsymmetricConsumer SharedFullConsumer);
receives!(ShardsConsumer ShardsAsymmetricConsumer ShardsFullConsumer);

/// A thread that unparks one consumer when the consumer asks for it.
pub(super) struct UnparkingThread {
    unparker: Unparker,
    wanted: AtomicBool,
    unparked: AtomicBool,
    stopped: AtomicBool,
}

impl UnparkingThread {
    pub(super) fn new(consumer: &impl Consume<Parcel>) -> Self {
        let [wanted, unparked, stopped] = [(); 3].map(|()| AtomicBool::new(false));
        Self { unparker: consumer.unparker(), wanted, unparked, stopped }
    }

    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Never reports progress to the watchdog: an unpark moves no message.
    pub(super) fn run(&self, mut random: Random) {
        let mut patience = Patience::new("unparking");
        while !self.stopped.load(Ordering::Relaxed) {
            if self.wanted.swap(false, Ordering::Acquire) {
                dawdle(&mut random);
                self.unparked.store(true, Ordering::Release);
                self.unparker.unpark();
            }
            patience.idle(&"no unpark is wanted");
        }
    }
}

/// The ways in which a consumer waits.
pub(super) const WAYS: usize = 13;

/// What a consumer has seen of each producer.
struct Seen<'a> {
    /// The number of the last message.
    last: [u64; PRODUCERS],
    /// Whether there is no other consumer that could have had the messages in between.
    complete: bool,
    received: &'a Received,
}

impl Seen<'_> {
    fn note(&mut self, (producer, number): Parcel) {
        let last = &mut self.last[producer];
        assert!(number > *last, "message {number} of {producer} came after {last}");
        assert!(!self.complete || number == *last + 1, "{number} of {producer} came after {last}");
        *last = number;
        self.received[producer].fetch_add(1, Ordering::Release);
    }
}

pub(super) struct Receiver<'a, C> {
    consumer: C,
    unparking: &'a UnparkingThread,
    task: Task,
    notifier: &'a Arc<EventNotifier>,
    seen: Seen<'a>,
    random: Random,
}

impl<'a, C: Receives> Receiver<'a, C> {
    /// In the thread that is going to receive.
    pub(super) fn new(
        consumer: C,
        unparking: &'a UnparkingThread,
        notifier: &'a Arc<EventNotifier>,
        complete: bool,
        received: &'a Received,
        random: Random,
    ) -> Self {
        let seen = Seen { last: [0; PRODUCERS], complete, received };
        Self { consumer, unparking, task: Task::new(), notifier, seen, random }
    }

    /// Receives until the end.
    pub(super) fn run(mut self) {
        loop {
            dawdle(&mut self.random);
            match self.wait() {
                Ok(parcel) => self.seen.note(parcel),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Closed) => return,
            }
        }
    }

    fn briefly(&mut self) -> Duration {
        Duration::from_micros(self.random.below(50) as u64)
    }

    /// Waits in some way. `Empty` says no more than that the wait has ended.
    fn wait(&mut self) -> Result<Parcel, TryRecvError> {
        match self.random.below(WAYS) {
            0 => self.consumer.recv().map_err(ended),
            1 | 2 => self.wait_briefly(),
            3 => {
                let note = |parcel| self.seen.note(parcel);
                let stolen = blocking::steal(&mut self.consumer, note, Timeout::Unlimited);
                Err(match stolen {
                    Err(WaitError::Closed) => TryRecvError::Closed,
                    _ => TryRecvError::Empty,
                })
            }
            4 => self.consumer.recv_in(&self.task).map_err(|_| TryRecvError::Closed),
            5 => match self.consumer.poll_recv_once() {
                Poll::Ready(received) => received.map_err(|_| TryRecvError::Closed),
                Poll::Pending => Err(TryRecvError::Empty),
            },
            6 => {
                let Self { consumer, task, .. } = self;
                let next = poll_fn(|context| Pin::new(&mut *consumer).poll_next(context));
                task.run(next).ok_or(TryRecvError::Closed)
            }
            // The waker stays, while the consumer waits in other ways.
            7 => match self.poll_next() {
                Poll::Ready(next) => next.ok_or(TryRecvError::Closed),
                Poll::Pending => Err(TryRecvError::Empty),
            },
            8 => self.wait_for_the_notifier(),
            9 => {
                let notifier = self.random.once_in(2).then(|| Arc::clone(self.notifier));
                self.consumer.set_notifier(notifier);
                Err(TryRecvError::Empty)
            }
            10 => self.wait_for_an_unpark(),
            11 => self.wait_beside_the_stream(),
            _ => self.wait_beside_the_notifier(),
        }
    }

    /// Waits in some way that it soon gives up.
    fn wait_briefly(&mut self) -> Result<Parcel, TryRecvError> {
        let time = self.briefly();
        match self.random.below(3) {
            0 => self.consumer.recv_timeout(time).map_err(in_time),
            1 => blocking::recv(&mut self.consumer, Timeout::After(time)).map_err(in_time),
            _ => {
                self.consumer.park(Some(Instant::now() + time));
                Err(TryRecvError::Empty)
            }
        }
    }

    /// The task is woken although its consumer waits in another way, and gives that up.
    fn wait_beside_the_stream(&mut self) -> Result<Parcel, TryRecvError> {
        self.task.forget();
        if let Poll::Ready(next) = self.poll_next() {
            return next.ok_or(TryRecvError::Closed);
        }
        let received = self.wait_briefly();
        if received == Err(TryRecvError::Empty) {
            self.task.sleep();
        }
        received
    }

    /// The notifier is signalled although its consumer waits in another way, and gives that up.
    fn wait_beside_the_notifier(&mut self) -> Result<Parcel, TryRecvError> {
        let mut received = self.look_with_the_notifier();
        if received == Err(TryRecvError::Empty) {
            received = self.wait_briefly();
        }
        if received == Err(TryRecvError::Empty) {
            self.wait_for_the_descriptor();
        }
        received
    }

    fn wait_for_the_notifier(&mut self) -> Result<Parcel, TryRecvError> {
        loop {
            let received = self.look_with_the_notifier();
            if received != Err(TryRecvError::Empty) {
                return received;
            }
            self.wait_for_the_descriptor();
        }
    }

    /// If there is nothing, the notifier is armed.
    fn look_with_the_notifier(&mut self) -> Result<Parcel, TryRecvError> {
        self.consumer.set_notifier(Some(Arc::clone(self.notifier)));
        self.notifier.consume().expect("nothing refuses read(2)");
        self.consumer.try_recv()
    }

    fn wait_for_the_descriptor(&self) {
        let mut readable = [PollFd::new(self.notifier, PollFlags::IN)];
        let ready = poll(&mut readable, None);
        assert!(matches!(ready, Ok(1) | Err(Errno::INTR)), "{ready:?}");
    }

    fn poll_next(&mut self) -> Poll<Option<Parcel>> {
        Pin::new(&mut self.consumer).poll_next(&mut self.task.context())
    }

    /// Parks until the unpark, and receives the messages that come before it.
    fn wait_for_an_unpark(&mut self) -> Result<Parcel, TryRecvError> {
        self.unparking.wanted.store(true, Ordering::Release);
        while !self.unparking.unparked.swap(false, Ordering::Acquire) {
            self.consumer.park(None);
            if let Ok(parcel) = self.consumer.try_recv() {
                self.seen.note(parcel);
            }
        }
        Err(TryRecvError::Empty)
    }
}

/// The thread may unpark after its consumer has seen `unparked`. Then it ends the next wait.
fn ended(error: RecvError) -> TryRecvError {
    if error.is_closed() { TryRecvError::Closed } else { TryRecvError::Empty }
}

fn in_time(error: RecvTimeoutError) -> TryRecvError {
    if error.is_closed() { TryRecvError::Closed } else { TryRecvError::Empty }
}
