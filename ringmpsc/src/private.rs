//! Every name that an expansion may use, and what the models need. This is not a public interface.

// A crate without the standard library has no path of its own to these types.
#[cfg(feature = "shared")]
pub use std::io::Error as IoError;
#[cfg(feature = "shared")]
pub use std::path::Path;
pub use std::sync::Arc;
pub use std::time::Instant;
pub use std::vec::Vec;

// Public names have a second path here. If `crate = path` is wrong, all paths then fail at this
// module, and the compiler reports that once.
pub use crate::*;
pub use ringmpsc_macros::channel_beside;

pub use crate::advice::{AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer};
pub use crate::consumer::Consumer;
pub use crate::fence::Fence;
pub use crate::kind::mpmc::{Mpmc, MpmcHandle};
pub use crate::kind::mpsc::{Mpsc, MpscHandle};
pub use crate::kind::one_ring::Fixed;
pub use crate::kind::registered::Registered;
pub use crate::kind::spmc::{Spmc, SpmcHandle};
pub use crate::kind::spsc::{Spsc, SpscHandle};
pub use crate::kind::weak::HandleEnd;
pub use crate::metrics::{ConsumerCounters, ContentionCounters, ProducerCounters};
#[cfg(feature = "shared")]
pub use crate::process::plain::is_plain;
pub use crate::producer::Producer;
pub use crate::ring::layout::{
    HasContention, HasFutures, HasMetrics, HasNotifier, HasPlacement, HasSnapshot, HasWait, Layout,
    Lines, Options, Place, Ring, check, lines,
};
pub use crate::ring::lines::{ColdLine, ConsumerLine, ProducerLine};
pub use crate::ring::receipts::{Receipt, Receipts};
pub use crate::ring::slots::Slots;
pub use crate::traits::{ConsumerEnd, ProducerEnd};

/// The types that the ends of `kind = spsc` consist of, for a ring `R`.
pub mod spsc {
    use super::{Fixed, Spsc};

    pub use super::SpscHandle as Handle;
    pub type Producer<R> = super::Producer<R, Fixed>;
    pub type Consumer<R> = super::Consumer<Spsc<R>>;
    pub type Reservation<'a, R> = crate::Reservation<'a, R, Fixed>;
    pub type Readable<'a, R> = crate::Readable<'a, Spsc<R>>;
    pub type PeekIter<'a, R> = crate::PeekIter<'a, Spsc<R>>;
    pub type Drain<'a, R> = crate::Drain<'a, Spsc<R>>;
    pub type RingTryIter<'a, R> = crate::TryIter<'a, Spsc<R>>;
    pub type RingIter<'a, R> = crate::Iter<'a, Spsc<R>>;
    pub type RingIntoIter<R> = crate::IntoIter<Spsc<R>>;
    #[cfg(feature = "futures")]
    pub type Recv<'a, R> = crate::future::Recv<'a, Spsc<R>>;
    #[cfg(feature = "futures")]
    pub type RecvMany<'a, R> = crate::future::RecvMany<'a, Spsc<R>>;
    #[cfg(feature = "futures")]
    pub type Send<'a, R> = crate::future::Send<'a, R, Fixed>;
    #[cfg(feature = "futures")]
    pub type Reserve<'a, R> = crate::future::Reserve<'a, R, Fixed>;
    #[cfg(feature = "futures")]
    pub type Closed<'a, R> = crate::future::Closed<'a, R, Fixed>;
}

/// The types that the ends of `kind = mpsc` consist of, for a ring `R`.
pub mod mpsc {
    use super::{Mpsc, Registered};

    pub use super::MpscHandle as Handle;
    pub type Producer<R> = super::Producer<R, Registered<R>>;
    pub type Consumer<R> = super::Consumer<Mpsc<R>>;
    pub type Reservation<'a, R> = crate::Reservation<'a, R, Registered<R>>;
    pub type Readable<'a, R> = crate::Readable<'a, Mpsc<R>>;
    pub type PeekIter<'a, R> = crate::PeekIter<'a, Mpsc<R>>;
    pub type Drain<'a, R> = crate::Drain<'a, Mpsc<R>>;
    pub type RingTryIter<'a, R> = crate::TryIter<'a, Mpsc<R>>;
    pub type RingIter<'a, R> = crate::Iter<'a, Mpsc<R>>;
    pub type RingIntoIter<R> = crate::IntoIter<Mpsc<R>>;
    #[cfg(feature = "futures")]
    pub type Recv<'a, R> = crate::future::Recv<'a, Mpsc<R>>;
    #[cfg(feature = "futures")]
    pub type RecvMany<'a, R> = crate::future::RecvMany<'a, Mpsc<R>>;
    #[cfg(feature = "futures")]
    pub type Send<'a, R> = crate::future::Send<'a, R, Registered<R>>;
    #[cfg(feature = "futures")]
    pub type Reserve<'a, R> = crate::future::Reserve<'a, R, Registered<R>>;
    #[cfg(feature = "futures")]
    pub type Closed<'a, R> = crate::future::Closed<'a, R, Registered<R>>;
}

/// The types that the ends of `kind = spmc` consist of, for a ring `R`.
pub mod spmc {
    use super::{Fixed, Spmc};

    pub use super::SpmcHandle as Handle;
    pub type Producer<R> = super::Producer<R, Fixed>;
    pub type Consumer<R> = super::Consumer<Spmc<R>>;
    pub type Reservation<'a, R> = crate::Reservation<'a, R, Fixed>;
    pub type Claim<'a, R> = crate::Claim<'a, Spmc<R>>;
    pub type RingTryIter<'a, R> = crate::TryIter<'a, Spmc<R>>;
    pub type RingIter<'a, R> = crate::Iter<'a, Spmc<R>>;
    pub type RingIntoIter<R> = crate::IntoIter<Spmc<R>>;
    #[cfg(feature = "futures")]
    pub type Recv<'a, R> = crate::future::Recv<'a, Spmc<R>>;
    #[cfg(feature = "futures")]
    pub type RecvMany<'a, R> = crate::future::RecvMany<'a, Spmc<R>>;
    #[cfg(feature = "futures")]
    pub type Send<'a, R> = crate::future::Send<'a, R, Fixed>;
    #[cfg(feature = "futures")]
    pub type Reserve<'a, R> = crate::future::Reserve<'a, R, Fixed>;
    #[cfg(feature = "futures")]
    pub type Closed<'a, R> = crate::future::Closed<'a, R, Fixed>;
}

/// The types that the ends of `kind = mpmc` consist of, for a ring `R`.
pub mod mpmc {
    use super::{Mpmc, Registered};

    pub use super::MpmcHandle as Handle;
    pub type Producer<R> = super::Producer<R, Registered<R>>;
    pub type Consumer<R> = super::Consumer<Mpmc<R>>;
    pub type Reservation<'a, R> = crate::Reservation<'a, R, Registered<R>>;
    pub type Claim<'a, R> = crate::Claim<'a, Mpmc<R>>;
    pub type RingTryIter<'a, R> = crate::TryIter<'a, Mpmc<R>>;
    pub type RingIter<'a, R> = crate::Iter<'a, Mpmc<R>>;
    pub type RingIntoIter<R> = crate::IntoIter<Mpmc<R>>;
    #[cfg(feature = "futures")]
    pub type Recv<'a, R> = crate::future::Recv<'a, Mpmc<R>>;
    #[cfg(feature = "futures")]
    pub type RecvMany<'a, R> = crate::future::RecvMany<'a, Mpmc<R>>;
    #[cfg(feature = "futures")]
    pub type Send<'a, R> = crate::future::Send<'a, R, Registered<R>>;
    #[cfg(feature = "futures")]
    pub type Reserve<'a, R> = crate::future::Reserve<'a, R, Registered<R>>;
    #[cfg(feature = "futures")]
    pub type Closed<'a, R> = crate::future::Closed<'a, R, Registered<R>>;
}

/// The traits that the option `futures` implements.
#[cfg(feature = "futures")]
pub use futures_core::Stream;
#[cfg(feature = "futures")]
pub use futures_core::stream::FusedStream;
#[cfg(feature = "futures")]
pub use futures_sink::Sink;

/// What a model of the shipped code uses to weaken its orderings and fences.
#[cfg(ringmpsc_loom)]
pub use crate::sync::loom as model;

/// The free list of a pool, in a model.
#[cfg(ringmpsc_loom)]
pub use crate::pool::model::ModelList;

/// The ends of a ring between processes, in a model.
#[cfg(all(ringmpsc_loom, feature = "shared"))]
pub use crate::process::model::{ModelEnd, process_ends, process_ends_with_signals};

/// Stands in for `epoll_wait(2)` in a model.
#[cfg(ringmpsc_loom)]
pub fn poll(notifier: &crate::EventNotifier) {
    notifier.poll();
}
