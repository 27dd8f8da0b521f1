//! A signal handler sends on a channel whose consumer the interrupted thread is: that thread may
//! hold the lock of the listeners at that moment. No send waits for it, and no message is left
//! untold.

use std::future::Future as _;
use std::pin::pin;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use ringmpsc::{EventNotifier, TryRecvError, ring_channel};
use ringmpsc_tests::Watchdog;

use super::storm;

/// The message. The interrupted thread waits with a notifier, a future, or both.
#[ring_channel(kind = spsc, bits = 4, notify, futures, name = Spsc)]
#[ring_channel(kind = mpsc, bits = 4, notify, futures, name = Mpsc)]
#[ring_channel(kind = spmc, bits = 4, notify, futures, name = Spmc)]
#[ring_channel(kind = mpmc, bits = 4, notify, futures, name = Mpmc)]
pub(crate) type Count = u64;

/// So many messages are sent by handlers.
const MESSAGES: u64 = 1024;

/// Of so many messages, one is waited for until the thread is told of it. For the others it looks
/// without end, so that a signal often finds it with the lock.
const TOLD: u64 = 8;

/// A waker that may run in a handler: it takes no lock, and the test keeps a reference, so that a
/// wake frees nothing.
#[derive(Default)]
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

impl Flag {
    /// Waits until the waker was called.
    fn wait(&self) {
        while !self.0.swap(false, Ordering::Acquire) {
            thread::yield_now();
        }
    }
}

/// The producer of a handler, in a static.
struct Sender<P> {
    producer: AtomicPtr<P>,
    sent: AtomicU64,
}

impl<P> Sender<P> {
    const fn new() -> Self {
        Self { producer: AtomicPtr::new(ptr::null_mut()), sent: AtomicU64::new(0) }
    }

    fn provide(&self, producer: P) {
        self.producer.store(Box::into_raw(Box::new(producer)), Ordering::Release);
    }

    /// Sends the next number, unless the ring is full or there is no producer.
    fn send(&self, send: impl FnOnce(&mut P, u64) -> bool) {
        let producer = self.producer.swap(ptr::null_mut(), Ordering::Acquire);
        // SAFETY: it is null, or comes from `provide`, and this call has taken it out: no other
        // has it until it is put back. `take_back` frees it only after it has taken it out.
        if let Some(alive) = unsafe { producer.as_mut() } {
            let number = self.sent.load(Ordering::Relaxed);
            if number < MESSAGES && send(alive, number) {
                self.sent.store(number + 1, Ordering::Relaxed);
            }
            self.producer.store(producer, Ordering::Release);
        }
    }

    fn take_back(&self) -> P {
        let producer = self.producer.swap(ptr::null_mut(), Ordering::Acquire);
        assert!(!producer.is_null(), "no handler is running on another thread");
        // SAFETY: it comes from `Box::into_raw`, and no handler finds it any more.
        *unsafe { Box::from_raw(producer) }
    }
}

/// The ways in which the interrupted thread waits.
macro_rules! kinds {
    ($($kind:ident: $producer:ident, $consumer:ident, $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;

                /// Receives what handlers send with `sender`. Waits in `wait` now and then, if the
                /// channel was found empty.
                fn receive(
                    sender: &Sender<$producer>,
                    work: fn(),
                    attach: impl FnOnce(&mut $consumer),
                    mut wait: impl FnMut(&mut $consumer, bool) -> Option<u64>,
                ) {
                    let _watchdog = Watchdog::start();
                    let (producer, mut consumer, _handle) = $open;
                    attach(&mut consumer);
                    sender.provide(producer);
                    storm::begin_with(work);
                    let mut next = 0;
                    while next < MESSAGES {
                        match consumer.try_recv() {
                            Ok(number) => {
                                assert_eq!(number, next);
                                next += 1;
                            }
                            Err(TryRecvError::Empty) => {
                                if let Some(number) = wait(&mut consumer, next % TOLD == 0) {
                                    assert_eq!(number, next);
                                    next += 1;
                                }
                            }
                            Err(TryRecvError::Closed) => panic!("the producer is there"),
                        }
                    }
                    drop(sender.take_back());
                }

                #[test]
                fn notifier() {
                    static SENDER: Sender<$producer> = Sender::new();
                    let notifier = Arc::new(EventNotifier::new().unwrap());
                    receive(
                        &SENDER,
                        || SENDER.send(|producer, n| producer.try_send(n).is_ok()),
                        |consumer| consumer.set_notifier(Some(Arc::clone(&notifier))),
                        |_, told| {
                            while told && notifier.consume().unwrap() == 0 {
                                thread::yield_now();
                            }
                            None
                        },
                    );
                }

                #[test]
                fn future() {
                    static SENDER: Sender<$producer> = Sender::new();
                    receive(
                        &SENDER,
                        || SENDER.send(|producer, n| producer.try_send(n).is_ok()),
                        |_| (),
                        poll(),
                    );
                }

                #[test]
                fn notifier_and_future() {
                    static SENDER: Sender<$producer> = Sender::new();
                    let notifier = Arc::new(EventNotifier::new().unwrap());
                    let mut poll = poll();
                    receive(
                        &SENDER,
                        || SENDER.send(|producer, n| producer.try_send(n).is_ok()),
                        |consumer| consumer.set_notifier(Some(Arc::clone(&notifier))),
                        |consumer, told| {
                            let _ = notifier.consume().unwrap();
                            poll(consumer, told)
                        },
                    );
                }

                /// Waits with a future, which is dropped if the thread is not to be told.
                fn poll() -> impl FnMut(&mut $consumer, bool) -> Option<u64> {
                    let flag = Arc::new(Flag::default());
                    let waker = Waker::from(Arc::clone(&flag));
                    move |consumer, told| {
                        let mut future = pin!(consumer.recv_async());
                        let mut context = Context::from_waker(&waker);
                        loop {
                            match future.as_mut().poll(&mut context) {
                                Poll::Ready(result) => return Some(result.unwrap()),
                                Poll::Pending if told => flag.wait(),
                                Poll::Pending => return None,
                            }
                        }
                    }
                }
            }
        )*
    };
}

kinds! {
    spsc: SpscProducer, SpscConsumer, {
        let (producer, consumer) = SpscChannel::open();
        (producer, consumer, ())
    };
    mpsc: MpscProducer, MpscConsumer, {
        let (channel, consumer) = MpscChannel::open();
        (channel.register().unwrap(), consumer, channel)
    };
    spmc: SpmcProducer, SpmcConsumer, {
        let (producer, channel) = SpmcChannel::open();
        (producer, channel.register_consumer().unwrap(), channel)
    };
    mpmc: MpmcProducer, MpmcConsumer, {
        let channel = MpmcChannel::open();
        (channel.register().unwrap(), channel.register_consumer().unwrap(), channel)
    };
}
