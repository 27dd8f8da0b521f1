//! A ready-made channel: many producers, competing consumers.
//!
//! ```
//! use std::thread;
//!
//! use ringmpsc::mpmc;
//!
//! let (producer, consumer) = mpmc::channel::<u64>();
//! let senders = [producer.try_clone()?, producer];
//! let receivers = [consumer.try_clone()?, consumer];
//!
//! let receivers = receivers.map(|mut consumer| {
//!     thread::spawn(move || {
//!         let mut sum = 0;
//!         while let Ok(n) = consumer.recv() {
//!             sum += n;
//!         }
//!         sum
//!     })
//! });
//! for mut producer in senders {
//!     assert_eq!(producer.send_iter(0..20), 20);
//! }
//! let sum: u64 = receivers.into_iter().map(|receiver| receiver.join().unwrap()).sum();
//! assert_eq!(sum, 2 * 190);
//! # Ok::<(), ringmpsc::RegisterError>(())
//! ```
//!
//! Every producer has a ring of its own. Its memory comes in addition. A slot has 8 bytes more than
//! its message: a receipt.
//!
//! # Presets
//!
//! | | ends | slots | a ring of `u64` takes | a ring of `[u8; 4096]` takes |
//! |---|---|---|---|---|
//! | [`low_latency::channel`] | 16 producers at most | 2^12 | 64 KiB | 16 MiB |
//! | [`channel`] | no limit | 2^14 | 256 KiB | 64 MiB |
//! | [`high_throughput::channel`] | 32 producers, 16 consumers at most | 2^16 | 1 MiB | 257 MiB |
//!
//! The attribute [`ring_channel`](crate::ring_channel) makes a channel of any other size.

ready_made! {
    mpmc, Mpmc,
    {
        MpmcChannel as Channel, MpmcClaim as Claim, MpmcConsumer as Consumer,
        MpmcProducer as Producer, MpmcReservation as Reservation,
    },
    {
        let channel = Channel::open();
        let producer = channel.register().expect("a new channel has room for a producer");
        let consumer = channel.register_consumer().expect("and for a consumer");
        (producer, consumer)
    }
}
