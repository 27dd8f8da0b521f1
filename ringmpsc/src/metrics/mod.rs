//! Counters: the options `metrics`, `metrics(latency)` and `contention`.
//!
//! Each counter has one writer. So counting is a load and a store of the writer's own cache line. A
//! single message costs neither: the cursor counts it. It is never a read-modify-write, and no two
//! threads write the same line. Readers get snapshots. Two numbers of a snapshot may be from
//! different moments. While an end is counting a batch, a reader on another thread may count its
//! messages one by one, as so many batches.

mod channel;
mod consumer;
mod contention;
mod counter;
mod flow;
mod latency;
mod producer;
mod rates;
mod steal;
mod stopwatch;

pub use self::channel::ChannelStats;
pub use self::consumer::{ConsumerCounters, ConsumerStats};
pub use self::contention::{Contention, ContentionCounters};
pub use self::latency::Latency;
pub use self::producer::{ProducerCounters, ProducerStats};
pub(crate) use self::steal::StealCounters;
pub use self::steal::StealStats;
pub(crate) use self::stopwatch::Stopwatch;
