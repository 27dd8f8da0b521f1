//! A ready-made channel: one producer, competing consumers.
//!
//! ```
//! use std::thread;
//!
//! use ringmpsc::spmc;
//!
//! let (mut producer, consumer) = spmc::channel::<u64>();
//! let other = consumer.try_clone()?;
//! let receivers = [consumer, other].map(|mut consumer| {
//!     thread::spawn(move || {
//!         let mut sum = 0;
//!         while let Ok(n) = consumer.recv() {
//!             sum += n;
//!         }
//!         sum
//!     })
//! });
//!
//! assert_eq!(producer.send_iter(0..20), 20);
//! drop(producer);
//! let sum: u64 = receivers.into_iter().map(|receiver| receiver.join().unwrap()).sum();
//! assert_eq!(sum, 190);
//! # Ok::<(), ringmpsc::RegisterError>(())
//! ```
//!
//! # Presets
//!
//! A slot has 8 bytes more than its message: a receipt.
//!
//! | | slots | a ring of `u64` takes | a ring of `[u8; 4096]` takes |
//! |---|---|---|---|
//! | [`low_latency::channel`] | 2^12 | 64 KiB | 16 MiB |
//! | [`channel`] | 2^16 | 1 MiB | 257 MiB |
//! | [`high_throughput::channel`] | 2^18 | 4 MiB | 1 GiB |
//!
//! The attribute [`ring_channel`](crate::ring_channel) makes a channel of any other size.

ready_made! {
    spmc, Spmc,
    {
        SpmcChannel as Channel, SpmcClaim as Claim, SpmcConsumer as Consumer,
        SpmcProducer as Producer, SpmcReservation as Reservation,
    },
    {
        let (producer, channel) = Channel::open();
        let consumer = channel.register_consumer().expect("a new channel takes a consumer");
        (producer, consumer)
    }
}
