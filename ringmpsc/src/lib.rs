//! Lock-free ring channels generated for your message type.

mod error;
mod fence;
mod id;
mod metrics;
mod registry;
mod ring;
mod sync;
mod wait;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use crate::error::{
    CommitError, RegisterError, ReserveError, ResetError, TryRecvError, TrySendError,
};
pub use crate::id::ProducerId;
pub use crate::metrics::{ChannelStats, ConsumerStats, Contention, Latency, ProducerStats};
pub use crate::ring::claim::Reservation;
pub use crate::ring::views::{Drain, Iter, Messages, Readable};
pub use crate::wait::Backoff;
pub use ringmpsc_macros::ring_channel;
pub use ringmpsc_runtime::{affinity, numa};
