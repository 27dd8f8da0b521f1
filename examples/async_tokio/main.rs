//! `async_tokio`: channels between tasks, and from a thread to a task, in one tokio runtime.
//!
//! ```sh
//! cargo run --example async_tokio
//! ```
//!
//! The readings of three sensors that are tasks, and of one that is a thread, come together in one
//! place:
//!
//! ```text
//! 3 tasks ─ send_async ─> channel ─ Stream::forward(Sink) ─┐
//! a thread ─ try_send ─> channel ─ AsyncFd, send_async ────┴─> channel ─ recv_async ─┐
//!                                                       every 5 ms ─ Interval::tick ─┴─> select!
//! ```
//!
//! The option `futures` gives the ends operations that wake a task: `recv_async` and `Stream`,
//! `send_async`, `reserve_async` and `Sink`. They need no particular runtime. The option `notify`
//! gives a file descriptor, here in tokio's [`AsyncFd`].

#![deny(unsafe_code)]

mod reading;

use std::error::Error;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use futures_util::StreamExt;
use ringmpsc::{EventNotifier, SendError, TryRecvError, TrySendError};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::task::JoinSet;
use tokio::time;

use crate::reading::{DriverChannel, DriverConsumer, DriverProducer};
use crate::reading::{Reading, ReadingChannel, ReadingConsumer, ReadingProducer};

const SENSORS: u32 = 3;
const READINGS: u32 = 40;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let (outlet, collected) = ReadingChannel::open();
    let (inlet, measured) = ReadingChannel::open();
    let (driver, from_driver) = DriverChannel::open();

    let mut sensors = JoinSet::new();
    for _ in 0..SENSORS {
        sensors.spawn(measure(inlet.register()?));
    }
    let thread = thread::spawn(move || drive(driver));
    let relay = tokio::spawn(relay(from_driver, outlet.register()?));

    // A stream into a sink. It ends with the stream, and drops the producer.
    let sink = outlet.register()?;
    let forward = tokio::spawn(async move {
        let mut count = 0;
        measured.inspect(|_| count += 1).map(Ok).forward(sink).await.map(|()| count)
    });

    // The channels end when nobody can send any more. These handles could register other producers.
    drop((inlet, outlet));
    let (count, sum, ticks) = collect(collected).await;

    sensors.join_all().await.into_iter().collect::<Result<(), _>>()?;
    thread.join().expect("the driver does not panic")?;
    let (relayed, forwarded) = (relay.await??, forward.await??);
    println!("{relayed} readings came through the file descriptor");
    println!("{forwarded} readings went from a stream into a sink");
    println!("in the end: {count} readings, sum {sum}, although the tick won {ticks} times");
    assert_eq!((relayed, forwarded), (READINGS, SENSORS * READINGS));
    assert_eq!((count, sum), (160, 3280));
    assert!(ticks > 0, "it takes 40 ms at least, and a tick is due every 5");
    Ok(())
}

/// A sensor: a reading each millisecond. `send_async` waits while the ring is full.
async fn measure(mut producer: ReadingProducer) -> Result<(), SendError<Reading>> {
    for value in 1..=READINGS {
        time::sleep(Duration::from_millis(1)).await;
        producer.send_async(Reading(value)).await?;
    }
    Ok(())
}

/// The driver: a thread that knows nothing of the runtime. Dropping the producer, at the end, is an
/// event as well.
fn drive(mut producer: DriverProducer) -> Result<(), TrySendError<Reading>> {
    for value in 1..=READINGS {
        thread::sleep(Duration::from_millis(1));
        producer.try_send(Reading(value))?;
    }
    Ok(())
}

/// Sends on what the driver has sent, and returns how many that were.
async fn relay(
    mut consumer: DriverConsumer,
    mut producer: ReadingProducer,
) -> Result<u32, Box<dyn Error + Send + Sync>> {
    let notifier = Arc::new(EventNotifier::new()?);
    consumer.set_notifier(Some(Arc::clone(&notifier)));
    // SAFETY: the notifier has one descriptor, open as long as it lives, and its `AsyncFd` owns a
    // share of it.
    #[expect(unsafe_code, reason = "tokio cannot know this of every `AsRawFd`")]
    let descriptor = unsafe { AsyncFd::register_with_interest(notifier, Interest::READABLE) }?;
    let mut count = 0;
    loop {
        let mut ready = descriptor.readable().await?;
        // First this, then receive until there is nothing left. `WouldBlock` tells tokio that the
        // descriptor is not readable any more.
        let Ok(signals) = ready.try_io(|notifier| notifier.get_ref().try_consume()) else {
            continue;
        };
        signals?;
        loop {
            match consumer.try_recv() {
                Ok(reading) => producer.send_async(reading).await?,
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Closed) => return Ok(count),
            }
            count += 1;
        }
    }
}

/// Receives until the channel ends. Returns how many readings there were, their sum, and how often
/// the tick won.
async fn collect(mut consumer: ReadingConsumer) -> (u32, u32, u32) {
    let mut interval = time::interval(Duration::from_millis(5));
    let (mut count, mut sum, mut ticks) = (0, 0, 0);
    loop {
        tokio::select! {
            // In this order the tick wins only over a `recv_async` that waits. It is dropped, and
            // loses nothing.
            biased;
            received = consumer.recv_async() => match received {
                Ok(Reading(value)) => (count, sum) = (count + 1, sum + value),
                Err(_) => return (count, sum, ticks),
            },
            _ = interval.tick() => ticks += 1,
        }
    }
}
