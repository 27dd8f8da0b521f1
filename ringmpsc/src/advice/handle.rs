//! The methods of control handles of other channels.

use core::marker::PhantomData;

use super::reason::{
    CompetingConsumers, HandleReceives, HandleSends, ManyProducers, OptionContention,
    OptionMetrics, OptionMetricsOrContention,
};
use crate::consumer::Consumer;
use crate::error::{RecvError, RegisterError, SendError, TryRecvError, TrySendError};
use crate::id::ProducerId;
use crate::kind::one_ring::Fixed;
use crate::kind::spsc::Spsc;
use crate::metrics::{ChannelStats, Contention, ProducerStats};
use crate::producer::Producer;
use crate::ring::layout::{Message, Ring};

/// What a control handle `E` of rings `R` dereferences to.
pub struct AbsentFromHandle<E, R>(PhantomData<fn() -> (E, R)>);

impl<E, R> AbsentFromHandle<E, R> {
    /// The value that every control handle dereferences to.
    #[must_use]
    pub const fn of(_: &E) -> &Self {
        &Self(PhantomData)
    }
}

/// [`OptionMetricsOrContention`].
impl<E, R: Ring> AbsentFromHandle<E, R> {
    #[doc(hidden)]
    pub fn snapshot(&self) -> ChannelStats
    where
        E: OptionMetricsOrContention,
    {
        E::never()
    }
}

/// [`OptionMetrics`].
impl<E, R: Ring> AbsentFromHandle<E, R> {
    #[doc(hidden)]
    pub fn metrics(&self) -> ChannelStats
    where
        E: OptionMetrics,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn stats_of(&self, _: ProducerId) -> Option<ProducerStats>
    where
        E: OptionMetrics,
    {
        E::never()
    }
}

/// [`OptionContention`].
impl<E, R: Ring> AbsentFromHandle<E, R> {
    #[doc(hidden)]
    pub fn contention_of(&self, _: ProducerId) -> Option<Contention>
    where
        E: OptionContention,
    {
        E::never()
    }
}

/// [`ManyProducers`].
impl<E, R: Ring> AbsentFromHandle<E, R> {
    #[doc(hidden)]
    pub fn register(&self) -> Result<Producer<R, Fixed>, RegisterError>
    where
        E: ManyProducers,
    {
        E::never()
    }
}

/// [`CompetingConsumers`].
impl<E, R: Ring> AbsentFromHandle<E, R> {
    #[doc(hidden)]
    pub fn register_consumer(&self) -> Result<Consumer<Spsc<R>>, RegisterError>
    where
        E: CompetingConsumers,
    {
        E::never()
    }
}

/// [`HandleSends`].
impl<E, R: Ring> AbsentFromHandle<E, R> {
    #[doc(hidden)]
    pub fn try_send(&self, _: Message<R>) -> Result<(), TrySendError<Message<R>>>
    where
        E: HandleSends,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn send(&self, _: Message<R>) -> Result<(), SendError<Message<R>>>
    where
        E: HandleSends,
    {
        E::never()
    }
}

/// [`HandleReceives`].
impl<E, R: Ring> AbsentFromHandle<E, R> {
    #[doc(hidden)]
    pub fn try_recv(&self) -> Result<Message<R>, TryRecvError>
    where
        E: HandleReceives,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn recv(&self) -> Result<Message<R>, RecvError>
    where
        E: HandleReceives,
    {
        E::never()
    }
}
