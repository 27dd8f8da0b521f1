//! A ready-made channel: one producer, one consumer.
//!
//! ```
//! use std::thread;
//!
//! use ringmpsc::spsc;
//!
//! let (mut producer, mut consumer) = spsc::channel::<String>();
//! let sender = thread::spawn(move || {
//!     for n in 0..3 {
//!         producer.send(format!("message {n}")).expect("the consumer receives to the end");
//!     }
//! });
//!
//! let mut received = Vec::new();
//! while let Ok(message) = consumer.recv() {
//!     received.push(message);
//! }
//! assert_eq!(received, ["message 0", "message 1", "message 2"]);
//! # sender.join().unwrap();
//! ```
//!
//! # Presets
//!
//! | | slots | a ring of `u64` takes | a ring of `[u8; 4096]` takes |
//! |---|---|---|---|
//! | [`low_latency::channel`] | 2^12 | 32 KiB | 16 MiB |
//! | [`channel`] | 2^16 | 512 KiB | 256 MiB |
//! | [`high_throughput::channel`] | 2^18 | 2 MiB | 1 GiB |
//!
//! The attribute [`ring_channel`](crate::ring_channel) makes a channel of any other size.

ready_made! {
    spsc, Spsc,
    {
        SpscChannel as Channel, SpscConsumer as Consumer, SpscDrain as Drain,
        SpscPeekIter as PeekIter, SpscProducer as Producer, SpscReadable as Readable,
        SpscReservation as Reservation,
    },
    Channel::open()
}
