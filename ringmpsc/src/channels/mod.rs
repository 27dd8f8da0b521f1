//! The ready-made channels. The library's own attribute generates them: see
//! [`ring_channel`](crate::ring_channel).

/// Declares the channels of one kind: the default one, and one for each preset.
macro_rules! ready_made {
    ($kind:ident, $name:ident, $names:tt, $open:expr) => {
        ready_made! { @channel $kind, $name, $names, $open, }

        /// A channel with the preset `low_latency`: smaller rings, and no pauses.
        pub mod low_latency {
            ready_made! { @channel $kind, $name, $names, $open, preset = low_latency }
        }

        /// A channel with the preset `high_throughput`: larger rings.
        pub mod high_throughput {
            ready_made! { @channel $kind, $name, $names, $open, preset = high_throughput }
        }
    };

    (@channel $kind:ident, $name:ident, $names:tt, $open:expr, $($preset:tt)*) => {
        mod ends {
            #[cfg_attr(
                feature = "futures",
                ::ringmpsc_macros::ring_channel(
                    kind = $kind, name = $name, wait, notify, metrics, futures, crate = crate,
                    $($preset)*
                )
            )]
            #[cfg_attr(
                not(feature = "futures"),
                ::ringmpsc_macros::ring_channel(
                    kind = $kind, name = $name, wait, notify, metrics, crate = crate,
                    $($preset)*
                )
            )]
            #[expect(unreachable_pub, reason = "the ends have the visibility of the alias")]
            pub type Message<T> = T;
        }

        pub use self::ends::$names;

        /// Opens a channel for messages of type `T`, and returns a producer and a consumer.
        ///
        /// The ring of a producer has [`Channel::CAPACITY`] slots, and takes
        /// [`Channel::TOTAL_MEMORY`] bytes. The kernel provides a page when the producer first
        /// writes to it.
        ///
        /// # Panics
        ///
        /// Panics if there is no memory for the ring.
        pub fn channel<T>() -> (Producer<T>, Consumer<T>) {
            $open
        }
    };
}

// After the macro, which they use.
pub mod mpmc;
pub mod mpsc;
pub mod spmc;
pub mod spsc;
