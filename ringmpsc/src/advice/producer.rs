//! The methods of producers of other channels.

use core::future::Ready;
use core::marker::PhantomData;
use core::time::Duration;
use std::time::Instant;

use super::reason::{
    ClonedProducer, ManyProducers, OptionContention, OptionFutures, OptionMetrics, OptionNuma,
    OptionWait, ProducerReceives,
};
use crate::error::{
    RecvError, RecvTimeoutError, RegisterError, SendAllError, SendError, SendIterError,
    SendTimeoutError, TryRecvError, WaitError,
};
use crate::kind::one_ring::Fixed;
use crate::metrics::{Contention, ProducerStats};
use crate::numa::Placement;
use crate::producer::reservation::Reservation;
use crate::ring::layout::{Message, Ring};
use crate::wait::{Unparker, WaitStrategy};

/// What a producer `E` of rings `R` dereferences to.
pub struct AbsentFromProducer<E, R>(PhantomData<fn() -> (E, R)>);

impl<E, R> AbsentFromProducer<E, R> {
    /// The value that every producer dereferences to.
    #[must_use]
    pub const fn of(_: &E) -> &Self {
        &Self(PhantomData)
    }
}

/// [`OptionWait`].
impl<E, R: Ring> AbsentFromProducer<E, R> {
    #[doc(hidden)]
    pub fn send(&self, _: Message<R>) -> Result<(), SendError<Message<R>>>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn send_timeout(
        &self,
        _: Message<R>,
        _: Duration,
    ) -> Result<(), SendTimeoutError<Message<R>>>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn send_deadline(
        &self,
        _: Message<R>,
        _: Instant,
    ) -> Result<(), SendTimeoutError<Message<R>>>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn send_with(
        &self,
        _: Message<R>,
        _: WaitStrategy,
    ) -> Result<(), SendTimeoutError<Message<R>>>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn send_all_iter(
        &self,
        _: impl Sized,
        _: WaitStrategy,
    ) -> Result<usize, SendIterError<Message<R>>>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn wait_closed(&self, _: Duration) -> Result<(), WaitError>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn unparker(&self) -> Unparker
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn send_all(&self, _: &[Message<R>], _: WaitStrategy) -> Result<(), SendAllError>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn reserve_wait(
        &self,
        _: usize,
        _: WaitStrategy,
    ) -> Result<Reservation<'_, R, Fixed>, WaitError>
    where
        E: OptionWait,
    {
        E::never()
    }
}

/// [`OptionFutures`].
impl<E, R: Ring> AbsentFromProducer<E, R> {
    #[doc(hidden)]
    pub fn send_async(&self, _: Message<R>) -> Ready<Result<(), SendError<Message<R>>>>
    where
        E: OptionFutures,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn closed(&self) -> Ready<()>
    where
        E: OptionFutures,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn reserve_async(&self, _: usize) -> Ready<Result<Reservation<'_, R, Fixed>, WaitError>>
    where
        E: OptionFutures,
    {
        E::never()
    }
}

/// [`OptionMetrics`].
impl<E, R: Ring> AbsentFromProducer<E, R> {
    #[doc(hidden)]
    pub fn metrics(&self) -> ProducerStats
    where
        E: OptionMetrics,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn reset_metrics(&self)
    where
        E: OptionMetrics,
    {
        E::never::<()>();
    }
}

/// [`OptionContention`].
impl<E, R: Ring> AbsentFromProducer<E, R> {
    #[doc(hidden)]
    pub fn contention(&self) -> Contention
    where
        E: OptionContention,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn reset_contention(&self)
    where
        E: OptionContention,
    {
        E::never::<()>();
    }
}

/// [`OptionNuma`].
impl<E, R: Ring> AbsentFromProducer<E, R> {
    #[doc(hidden)]
    pub fn placement(&self) -> &Placement
    where
        E: OptionNuma,
    {
        E::never()
    }
}

/// [`ClonedProducer`].
impl<E, R: Ring> AbsentFromProducer<E, R> {
    #[doc(hidden)]
    #[expect(clippy::should_implement_trait, reason = "an end does not implement it")]
    pub fn clone(&self) -> E
    where
        E: ClonedProducer,
    {
        E::never()
    }
}

/// [`ManyProducers`].
impl<E, R: Ring> AbsentFromProducer<E, R> {
    #[doc(hidden)]
    pub fn try_clone(&self) -> Result<E, RegisterError>
    where
        E: ManyProducers,
    {
        E::never()
    }
}

/// [`ProducerReceives`].
impl<E, R: Ring> AbsentFromProducer<E, R> {
    #[doc(hidden)]
    pub fn try_recv(&self) -> Result<Message<R>, TryRecvError>
    where
        E: ProducerReceives,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn recv(&self) -> Result<Message<R>, RecvError>
    where
        E: ProducerReceives,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn recv_timeout(&self, _: Duration) -> Result<Message<R>, RecvTimeoutError>
    where
        E: ProducerReceives,
    {
        E::never()
    }
}
