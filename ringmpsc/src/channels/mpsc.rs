//! A ready-made channel: many producers, one consumer.
//!
//! ```
//! use std::thread;
//!
//! use ringmpsc::mpsc;
//!
//! let (mut producer, consumer) = mpsc::channel::<u64>();
//! let mut other = producer.try_clone()?;
//! let senders = [
//!     thread::spawn(move || (0..10).try_for_each(|n| producer.send(n))),
//!     thread::spawn(move || (10..20).try_for_each(|n| other.send(n))),
//! ];
//!
//! let mut consumer = consumer;
//! let mut sum = 0;
//! while let Ok(n) = consumer.recv() {
//!     sum += n;
//! }
//! assert_eq!(sum, 190);
//! # for sender in senders { sender.join().unwrap().unwrap() }
//! # Ok::<(), ringmpsc::RegisterError>(())
//! ```
//!
//! Every producer has a ring of its own. Its memory comes in addition.
//!
//! # Presets
//!
//! | | producers | slots | a ring of `u64` takes | a ring of `[u8; 4096]` takes |
//! |---|---|---|---|---|
//! | [`low_latency::channel`] | 16 at most | 2^12 | 32 KiB | 16 MiB |
//! | [`channel`] | no limit | 2^16 | 512 KiB | 256 MiB |
//! | [`high_throughput::channel`] | 32 at most | 2^18 | 2 MiB | 1 GiB |
//!
//! The attribute [`ring_channel`](crate::ring_channel) makes a channel of any other size.

ready_made! {
    mpsc, Mpsc,
    {
        MpscChannel as Channel, MpscConsumer as Consumer, MpscDrain as Drain,
        MpscPeekIter as PeekIter, MpscProducer as Producer, MpscReadable as Readable,
        MpscReservation as Reservation,
    },
    {
        let (channel, consumer) = Channel::open();
        let producer = channel.register().expect("a new channel has room for a producer");
        (producer, consumer)
    }
}
