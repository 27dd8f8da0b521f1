//! Every name that an expansion may use, and nothing else. Not a public interface.

// A crate without the standard library has no path to these of its own.
pub use std::sync::Arc;
pub use std::time::Instant;
pub use std::vec::Vec;

// What is public has a second path here. Where `crate = path` is wrong, all paths then fail at this
// module, and the compiler reports that once.
pub use crate::*;
pub use ringmpsc_macros::channel_beside;

pub use crate::crew::{Sharded, ShardedHandle, Shards, Single, SingleHandle};
pub use crate::ends::{ConsumerEnd, ProducerEnd};
pub use crate::fence::Fence;
pub use crate::metrics::{ConsumerCounters, ContentionCounters, ProducerCounters};
pub use crate::registry::{Handle, Lanes, Member};
pub use crate::ring::cursor::{ColdLine, ConsumerLine, ProducerLine};
pub use crate::ring::parts::{
    Contended, Counted, Layout, Lines, Measured, Notifies, Options, Parts, Place, Placed, Waits,
    Wakes, check, lines,
};
pub use crate::ring::producer::Producer;
pub use crate::ring::receipts::{Receipt, Receipts};
pub use crate::ring::slots::Slots;
pub use crate::ring::solo::{Only, Solo, SoloHandle};
pub use crate::ring::source::Consumer;

/// What the endpoints of `kind = spsc` are made of, for a ring `R`.
pub mod spsc {
    use super::{Only, Solo};

    pub use super::SoloHandle as Handle;
    pub type Producer<R> = super::Producer<R, Only>;
    pub type Consumer<R> = super::Consumer<Solo<R>>;
    pub type Reservation<'a, R> = crate::Reservation<'a, R, Only>;
    pub type Readable<'a, R> = crate::Readable<'a, Solo<R>>;
    pub type RingIter<'a, R> = crate::Iter<'a, Solo<R>>;
    pub type Drain<'a, R> = crate::Drain<'a, Solo<R>>;
    #[cfg(feature = "futures")]
    pub type Recv<'a, R> = crate::Recv<'a, Solo<R>>;
    #[cfg(feature = "futures")]
    pub type Send<'a, R> = crate::Send<'a, R, Only>;
    #[cfg(feature = "futures")]
    pub type Reserve<'a, R> = crate::Reserve<'a, R, Only>;
}

/// What the endpoints of `kind = mpsc` are made of, for a ring `R`.
pub mod mpsc {
    use super::{Lanes, Member};

    pub use super::Handle;
    pub type Producer<R> = super::Producer<R, Member<R>>;
    pub type Consumer<R> = super::Consumer<Lanes<R>>;
    pub type Reservation<'a, R> = crate::Reservation<'a, R, Member<R>>;
    pub type Readable<'a, R> = crate::Readable<'a, Lanes<R>>;
    pub type RingIter<'a, R> = crate::Iter<'a, Lanes<R>>;
    pub type Drain<'a, R> = crate::Drain<'a, Lanes<R>>;
    #[cfg(feature = "futures")]
    pub type Recv<'a, R> = crate::Recv<'a, Lanes<R>>;
    #[cfg(feature = "futures")]
    pub type Send<'a, R> = crate::Send<'a, R, Member<R>>;
    #[cfg(feature = "futures")]
    pub type Reserve<'a, R> = crate::Reserve<'a, R, Member<R>>;
}

/// What the endpoints of `kind = spmc` are made of, for a ring `R`.
pub mod spmc {
    use super::{Only, Single};

    pub use super::SingleHandle as Handle;
    pub type Producer<R> = super::Producer<R, Only>;
    pub type Consumer<R> = super::Consumer<Single<R>>;
    pub type Reservation<'a, R> = crate::Reservation<'a, R, Only>;
    pub type Claimed<'a, R> = crate::Claimed<'a, Single<R>>;
    #[cfg(feature = "futures")]
    pub type Recv<'a, R> = crate::Recv<'a, Single<R>>;
    #[cfg(feature = "futures")]
    pub type Send<'a, R> = crate::Send<'a, R, Only>;
    #[cfg(feature = "futures")]
    pub type Reserve<'a, R> = crate::Reserve<'a, R, Only>;
}

/// What the endpoints of `kind = mpmc` are made of, for a ring `R`.
pub mod mpmc {
    use super::{Member, Sharded};

    pub use super::ShardedHandle as Handle;
    pub type Producer<R> = super::Producer<R, Member<R>>;
    pub type Consumer<R> = super::Consumer<Sharded<R>>;
    pub type Reservation<'a, R> = crate::Reservation<'a, R, Member<R>>;
    pub type Claimed<'a, R> = crate::Claimed<'a, Sharded<R>>;
    #[cfg(feature = "futures")]
    pub type Recv<'a, R> = crate::Recv<'a, Sharded<R>>;
    #[cfg(feature = "futures")]
    pub type Send<'a, R> = crate::Send<'a, R, Member<R>>;
    #[cfg(feature = "futures")]
    pub type Reserve<'a, R> = crate::Reserve<'a, R, Member<R>>;
}

/// What the option `futures` implements.
#[cfg(feature = "futures")]
pub use futures_core::Stream;
#[cfg(feature = "futures")]
pub use futures_sink::Sink;

/// How a model of the shipped code weakens it.
#[cfg(ringmpsc_loom)]
pub use crate::sync::model;

/// What a model does in place of `epoll_wait(2)`.
#[cfg(ringmpsc_loom)]
pub fn poll(notifier: &crate::EventNotifier) {
    notifier.poll();
}
