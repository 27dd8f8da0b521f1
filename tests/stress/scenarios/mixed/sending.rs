//! Producers that wait for space.

use std::fmt::Debug;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use ringmpsc::__private::Sink;
use ringmpsc::blocking::{self, Timeout};
use ringmpsc::{Produce, SendTimeoutError, SinkError, WaitStrategy};

use super::tasks::{Task, poll_once};
use super::{LONGEST, Parcel, dawdle};
use crate::random::Random;
use crate::watchdog::Patience;

const AT_ONCE: WaitStrategy = WaitStrategy::PhasedBackoff { spins: 0, yields: 0 };

/// What the producers of all kinds have in common.
pub(super) trait Sends:
    Produce<Parcel> + Sink<Parcel, Error = SinkError<Parcel>> + Unpin + Debug
{
    fn send(&mut self, parcel: Parcel);
    fn send_timeout(
        &mut self,
        parcel: Parcel,
        timeout: Duration,
    ) -> Result<(), SendTimeoutError<Parcel>>;
    fn send_all(&mut self, parcels: &[Parcel]);
    fn send_reserved(&mut self, parcel: Parcel);
    fn send_in(&mut self, parcel: Parcel, task: &Task);
    fn send_reserved_in(&mut self, parcel: Parcel, task: &Task);
    /// Whether it was sent.
    fn poll_send_once(&mut self, parcel: Parcel) -> bool;
}

macro_rules! sends {
    ($($producer:ident)*) => {
        $(
            impl Sends for super::$producer {
                fn send(&mut self, parcel: Parcel) {
                    self.send(parcel).expect("the channel is open");
                }

                fn send_timeout(
                    &mut self,
                    parcel: Parcel,
                    timeout: Duration,
                ) -> Result<(), SendTimeoutError<Parcel>> {
                    self.send_timeout(parcel, timeout)
                }

                fn send_all(&mut self, parcels: &[Parcel]) {
                    self.send_all(parcels, AT_ONCE).expect("the channel is open");
                }

                fn send_reserved(&mut self, parcel: Parcel) {
                    let mut slot = self.reserve_wait(1, AT_ONCE).expect("the channel is open");
                    slot.push(parcel).expect("there is a slot");
                    slot.commit().expect("it was written");
                }

                fn send_in(&mut self, parcel: Parcel, task: &Task) {
                    task.run(self.send_async(parcel)).expect("the channel is open");
                }

                fn send_reserved_in(&mut self, parcel: Parcel, task: &Task) {
                    let mut slot = task.run(self.reserve_async(1)).expect("the channel is open");
                    slot.push(parcel).expect("there is a slot");
                    slot.commit().expect("it was written");
                }

                fn poll_send_once(&mut self, parcel: Parcel) -> bool {
                    match poll_once(self.send_async(parcel)) {
                        Poll::Ready(sent) => sent.map(|()| true).expect("the channel is open"),
                        Poll::Pending => false,
                    }
                }
            }
        )*
    };
}

sends!(OneProducer OneAsymmetricProducer OneFullProducer);
sends!(ManyProducer ManyAsymmetricProducer ManyFullProducer);
sends!(SharedProducer SharedAsymmetricProducer SharedFullProducer);
sends!(ShardsProducer ShardsAsymmetricProducer ShardsFullProducer);

pub(super) struct Sender<'a, P> {
    producer: P,
    id: usize,
    /// How many of its messages were received.
    received: &'a AtomicU64,
    task: Task,
    random: Random,
}

impl<'a, P: Sends> Sender<'a, P> {
    /// In the thread that is going to send.
    pub(super) fn new(producer: P, id: usize, received: &'a AtomicU64, random: Random) -> Self {
        Self { producer, id, received, task: Task::new(), random }
    }

    /// Sends so many bursts, often waits until each was received, and leaves. Returns how many
    /// messages there were.
    pub(super) fn run(mut self, bursts: u32) -> u64 {
        let mut patience = Patience::new("producer");
        let mut sent = 0;
        for _ in 0..bursts {
            dawdle(&mut self.random);
            let burst = if self.random.once_in(2) { 1 } else { self.random.up_to(LONGEST) };
            for _ in 0..burst {
                sent += 1;
                while !self.send((self.id, sent)) {}
            }
            let waits = self.random.once_in(2);
            while waits && self.received.load(Ordering::Acquire) < sent {
                patience.idle(&self.producer);
            }
            patience.moved();
        }
        sent
    }

    fn briefly(&mut self) -> Duration {
        Duration::from_micros(self.random.below(50) as u64)
    }

    /// Tries to send in some way, and returns whether that was done.
    fn send(&mut self, parcel: Parcel) -> bool {
        let producer = &mut self.producer;
        match self.random.below(13) {
            0 => producer.send(parcel),
            1 | 2 => return self.send_briefly(parcel),
            3 => return in_time(blocking::send(producer, parcel, Timeout::Unlimited)),
            4 => producer.send_in(parcel, &self.task),
            5 => return producer.poll_send_once(parcel),
            // The waker stays, while the producer waits in other ways.
            6 => match self.poll_ready() {
                Poll::Ready(()) => start_send(&mut self.producer, parcel),
                Poll::Pending => return false,
            },
            7 => {
                let ready = poll_fn(|context| Pin::new(&mut *producer).poll_ready(context));
                self.task.run(ready).expect("the channel is open");
                start_send(producer, parcel);
            }
            8 => return self.send_beside_the_sink(parcel),
            9 => {
                while producer.try_send(parcel).is_err() {
                    producer.park(None);
                }
            }
            10 => producer.send_all(&[parcel]),
            11 => producer.send_reserved(parcel),
            _ => producer.send_reserved_in(parcel, &self.task),
        }
        true
    }

    /// Waits in some way that it soon gives up.
    fn send_briefly(&mut self, parcel: Parcel) -> bool {
        let time = self.briefly();
        match self.random.below(3) {
            0 => in_time(self.producer.send_timeout(parcel, time)),
            1 => in_time(blocking::send(&mut self.producer, parcel, Timeout::After(time))),
            _ => {
                self.producer.park(Some(Instant::now() + time));
                self.producer.try_send(parcel).is_ok()
            }
        }
    }

    /// The task is woken although its producer waits in another way, and gives that up.
    fn send_beside_the_sink(&mut self, parcel: Parcel) -> bool {
        self.task.forget();
        if self.poll_ready().is_ready() {
            start_send(&mut self.producer, parcel);
            return true;
        }
        let sent = self.send_briefly(parcel);
        if !sent {
            self.task.sleep();
        }
        sent
    }

    fn poll_ready(&mut self) -> Poll<()> {
        let ready = Pin::new(&mut self.producer).poll_ready(&mut self.task.context());
        ready.map(|ready| ready.expect("the channel is open"))
    }
}

fn start_send(producer: &mut impl Sends, parcel: Parcel) {
    Pin::new(producer).start_send(parcel).expect("it was ready");
}

fn in_time(sent: Result<(), SendTimeoutError<Parcel>>) -> bool {
    match sent {
        Ok(()) => true,
        Err(error) => {
            assert!(error.is_timeout(), "the channel is open");
            false
        }
    }
}
