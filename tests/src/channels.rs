//! Channels of the shared message types, one module each. `open_at` starts the cursors where it is
//! told.

use ringmpsc::ring_channel;

macro_rules! spsc {
    ($name:ident, $message:ty, $title:literal, $($options:tt)*) => {
        #[doc = $title]
        pub mod $name {
            use super::ring_channel;

            /// The message.
            #[ring_channel(kind = spsc, $($options)*)]
            pub type Message = $message;

            /// A channel whose cursors start at `cursor`.
            pub fn open_at(cursor: u64) -> (MessageProducer, MessageConsumer) {
                let (producer, consumer) = ringmpsc::__private::SpscHandle::open_at(cursor);
                (MessageProducer { producer }, MessageConsumer { consumer })
            }
        }
    };
}

macro_rules! mpsc {
    ($name:ident, $message:ty, $title:literal, $($options:tt)*) => {
        #[doc = $title]
        pub mod $name {
            use super::ring_channel;

            /// The message.
            #[ring_channel(kind = mpsc, $($options)*)]
            pub type Message = $message;

            /// A channel whose rings' cursors start at `cursor`.
            pub fn open_at(cursor: u64) -> (MessageChannel, MessageConsumer) {
                let (handle, consumer) = ringmpsc::__private::MpscHandle::open_at(cursor);
                (MessageChannel { handle }, MessageConsumer { consumer })
            }
        }
    };
}

macro_rules! spmc {
    ($name:ident, $message:ty, $title:literal, $($options:tt)*) => {
        #[doc = $title]
        pub mod $name {
            use super::ring_channel;

            /// The message.
            #[ring_channel(kind = spmc, $($options)*)]
            pub type Message = $message;

            /// A channel whose cursors start at `cursor`, and its producer.
            pub fn open_at(cursor: u64) -> (MessageChannel, MessageProducer) {
                let (producer, handle) = ringmpsc::__private::SpmcHandle::open_at(cursor);
                (MessageChannel { handle }, MessageProducer { producer })
            }
        }
    };
}

macro_rules! mpmc {
    ($name:ident, $message:ty, $title:literal, $($options:tt)*) => {
        #[doc = $title]
        pub mod $name {
            use super::ring_channel;

            /// The message.
            #[ring_channel(kind = mpmc, $($options)*)]
            pub type Message = $message;

            /// A channel whose rings' cursors start at `cursor`, and its first producer.
            ///
            /// # Panics
            ///
            /// If there is no memory for a ring.
            pub fn open_at(cursor: u64) -> (MessageChannel, MessageProducer) {
                let handle = ringmpsc::__private::MpmcHandle::open_at(cursor);
                let channel = MessageChannel { handle };
                let producer = channel.register().expect("there is memory for a ring");
                (channel, producer)
            }
        }
    };
}

spsc!(spsc_2, crate::Tracked, "One producer, 2 slots.", bits = 1);
spsc!(spsc_4, crate::Tracked, "One producer, 4 slots.", bits = 2);
spsc!(
    spsc_8,
    crate::Tracked,
    "One producer, 8 slots, all counters.",
    bits = 3,
    metrics(latency),
    contention
);
spsc!(spsc_16, crate::Tracked, "One producer, 16 slots, prefetching.", bits = 4, prefetch = 2);
spsc!(spsc_64, crate::Tracked, "One producer, 64 slots, full fences.", bits = 6, fence = full);
spsc!(spsc_copy_4, u64, "One producer, 4 slots for numbers.", bits = 2, metrics);
spsc!(spsc_copy_16, u64, "One producer, 16 slots for numbers.", bits = 4, metrics);
spsc!(spsc_wait_2, crate::Tracked, "One producer, 2 slots, waiting.", bits = 1, wait);
spsc!(spsc_copy_wait_4, u64, "One producer, 4 slots for numbers, waiting.", bits = 2, wait);
spsc!(
    spsc_copy_wait_fenced_4,
    u64,
    "One producer, 4 slots for numbers, waiting, full fences.",
    bits = 2,
    wait,
    fence = full
);

mpsc!(mpsc_2, crate::Tracked, "Many producers, 2 slots each.", bits = 1);
mpsc!(mpsc_4, crate::Tracked, "Many producers, 4 slots each.", bits = 2);
mpsc!(
    mpsc_8,
    crate::Tracked,
    "Many producers, 8 slots each, all counters.",
    bits = 3,
    metrics(latency),
    contention
);
mpsc!(
    mpsc_16,
    crate::Tracked,
    "Many producers, 16 slots each, prefetching.",
    bits = 4,
    prefetch = 2
);
mpsc!(
    mpsc_64,
    crate::Tracked,
    "Many producers, 64 slots each, full fences.",
    bits = 6,
    fence = full
);
mpsc!(mpsc_copy_4, u64, "Many producers, 4 slots each for numbers.", bits = 2, metrics);
mpsc!(mpsc_copy_16, u64, "Many producers, 16 slots each for numbers.", bits = 4, metrics);
mpsc!(mpsc_wait_2, crate::Tracked, "Many producers, 2 slots each, waiting.", bits = 1, wait);
mpsc!(mpsc_copy_wait_4, u64, "Many producers, 4 slots each for numbers, waiting.", bits = 2, wait);
mpsc!(
    mpsc_copy_wait_fenced_4,
    u64,
    "Many producers, 4 slots each for numbers, waiting, full fences.",
    bits = 2,
    wait,
    fence = full
);

spmc!(spmc_2, crate::Tracked, "Consumers that share one ring, 2 slots.", bits = 1);
spmc!(spmc_4, crate::Tracked, "Consumers that share one ring, 4 slots.", bits = 2);
spmc!(
    spmc_8,
    crate::Tracked,
    "Consumers that share one ring, 8 slots, all counters.",
    bits = 3,
    metrics(latency),
    contention
);
spmc!(
    spmc_16,
    crate::Tracked,
    "Consumers that share one ring, 16 slots, prefetching.",
    bits = 4,
    prefetch = 2
);
spmc!(
    spmc_64,
    crate::Tracked,
    "Consumers that share one ring, 64 slots, full fences.",
    bits = 6,
    fence = full
);
spmc!(spmc_copy_4, u64, "Consumers that share one ring, 4 slots for numbers.", bits = 2, metrics);
spmc!(spmc_copy_16, u64, "Consumers that share one ring, 16 slots for numbers.", bits = 4, metrics);
spmc!(
    spmc_wait_2,
    crate::Tracked,
    "Consumers that share one ring, 2 slots, waiting.",
    bits = 1,
    wait
);
spmc!(
    spmc_copy_wait_4,
    u64,
    "Consumers that share one ring, 4 slots for numbers, waiting.",
    bits = 2,
    wait
);
spmc!(
    spmc_copy_wait_fenced_4,
    u64,
    "Consumers that share one ring, 4 slots for numbers, waiting, full fences.",
    bits = 2,
    wait,
    fence = full
);

mpmc!(mpmc_2, crate::Tracked, "Many producers, and consumers that share, 2 slots each.", bits = 1);
mpmc!(mpmc_4, crate::Tracked, "Many producers, and consumers that share, 4 slots each.", bits = 2);
mpmc!(
    mpmc_one_ring_4,
    crate::Tracked,
    "One producer at a time, and consumers that share, 4 slots in one ring.",
    bits = 2,
    max_producers = 1
);
mpmc!(
    mpmc_8,
    crate::Tracked,
    "Many producers, and consumers that share, 8 slots each, all counters.",
    bits = 3,
    metrics(latency),
    contention
);
mpmc!(
    mpmc_16,
    crate::Tracked,
    "Many producers, and consumers that share, 16 slots each, prefetching.",
    bits = 4,
    prefetch = 2
);
mpmc!(
    mpmc_64,
    crate::Tracked,
    "Many producers, and consumers that share, 64 slots each, full fences.",
    bits = 6,
    fence = full
);
mpmc!(
    mpmc_copy_4,
    u64,
    "Many producers, and consumers that share, 4 slots each for numbers.",
    bits = 2,
    metrics
);
mpmc!(
    mpmc_copy_16,
    u64,
    "Many producers, and consumers that share, 16 slots each for numbers.",
    bits = 4,
    metrics
);
mpmc!(
    mpmc_wait_2,
    crate::Tracked,
    "Many producers, and consumers that share, 2 slots each, waiting.",
    bits = 1,
    wait
);
mpmc!(
    mpmc_copy_wait_4,
    u64,
    "Many producers, and consumers that share, 4 slots each for numbers, waiting.",
    bits = 2,
    wait
);
mpmc!(
    mpmc_copy_wait_fenced_4,
    u64,
    "Many producers, and consumers that share, 4 slots each for numbers, waiting, full fences.",
    bits = 2,
    wait,
    fence = full
);
