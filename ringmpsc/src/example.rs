//! Only in this documentation: what the attribute generates for a type `Order`, for each kind.
//!
//! A program has these types and methods where it writes the attribute:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #[ringmpsc::ring_channel(kind = mpsc, bits = 12, wait, notify, metrics)]
//! pub struct Order {
//!     pub id: u64,
//! }
//!
//! let (channel, mut consumer) = OrderChannel::open();
//! let mut producer = channel.register()?;
//! producer.send(Order { id: 7 })?;
//! assert_eq!(consumer.recv()?.id, 7);
//! # Ok(())
//! # }
//! ```
//!
//! The channels of this module have the options `wait`, `notify` and `metrics`, and `futures` if
//! the crate has this feature. Each method names the option that it comes from. A channel without
//! the option lacks the method.

/// Generates the channel of one kind.
macro_rules! example {
    ($kind:ident, $title:literal) => {
        #[doc = $title]
        pub mod $kind {
            /// A message of the example.
            #[cfg_attr(
                        feature = "futures",
                        ::ringmpsc_macros::ring_channel(
                            kind = $kind, bits = 12, wait, notify, metrics, futures, crate = crate
                        )
                    )]
            #[cfg_attr(
                        not(feature = "futures"),
                        ::ringmpsc_macros::ring_channel(
                            kind = $kind, bits = 12, wait, notify, metrics, crate = crate
                        )
                    )]
            #[derive(Debug)]
            pub struct Order {
                /// The number of the order.
                pub id: u64,
            }
        }
    };
}

example!(spsc, "One producer, one consumer: one ring.");
example!(mpsc, "Several producers, one consumer: a ring for each producer.");
example!(spmc, "One producer, several competing consumers: one ring.");
example!(mpmc, "Several producers, several competing consumers: a ring for each producer.");
