//! The methods of consumers of other channels.

use core::future::Ready;
use core::iter::Empty;
use core::marker::PhantomData;
use core::time::Duration;
use std::time::Instant;

use super::reason::{
    ClonedConsumer, CompetingConsumers, ConsumerSends, ManyProducers, OneConsumer, OptionFutures,
    OptionMetrics, OptionNotify, OptionWait,
};
use crate::error::{
    RecvError, RecvTimeoutError, RegisterError, SendError, SendTimeoutError, TrySendError,
    WaitError,
};
use crate::id::ProducerId;
use crate::metrics::ConsumerStats;
use crate::ring::layout::{Message, Ring};
use crate::sync::Arc;
use crate::wait::{EventNotifier, Unparker, WaitStrategy};

/// What a consumer `E` of rings `R` dereferences to.
pub struct AbsentFromConsumer<E, R>(PhantomData<fn() -> (E, R)>);

impl<E, R> AbsentFromConsumer<E, R> {
    /// The value that every consumer dereferences to.
    #[must_use]
    pub const fn of(_: &E) -> &Self {
        &Self(PhantomData)
    }
}

/// [`OptionWait`].
impl<E, R: Ring> AbsentFromConsumer<E, R> {
    #[doc(hidden)]
    pub fn recv(&self) -> Result<Message<R>, RecvError>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn recv_timeout(&self, _: Duration) -> Result<Message<R>, RecvTimeoutError>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn recv_deadline(&self, _: Instant) -> Result<Message<R>, RecvTimeoutError>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn recv_with(&self, _: WaitStrategy) -> Result<Message<R>, RecvTimeoutError>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn recv_many(&self, _: &mut Vec<Message<R>>, _: usize) -> Result<usize, RecvError>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    #[expect(clippy::iter_without_into_iter, reason = "it is never called")]
    pub fn iter(&self) -> Empty<Message<R>>
    where
        E: OptionWait,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn consume_batch_wait(&self, _: impl Sized, _: WaitStrategy) -> Result<usize, WaitError>
    where
        E: OptionWait,
    {
        E::never()
    }
}

/// [`OptionWait`].
impl<E, R: Ring> AbsentFromConsumer<E, R> {
    #[doc(hidden)]
    pub fn unparker(&self) -> Unparker
    where
        E: OptionWait,
    {
        E::never()
    }
}

/// [`OptionFutures`].
impl<E, R: Ring> AbsentFromConsumer<E, R> {
    #[doc(hidden)]
    pub fn recv_async(&self) -> Ready<Result<Message<R>, RecvError>>
    where
        E: OptionFutures,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn recv_many_async(
        &self,
        _: &mut Vec<Message<R>>,
        _: usize,
    ) -> Ready<Result<usize, RecvError>>
    where
        E: OptionFutures,
    {
        E::never()
    }
}

/// [`OptionNotify`].
impl<E, R: Ring> AbsentFromConsumer<E, R> {
    #[doc(hidden)]
    pub fn set_notifier(&self, _: Option<Arc<EventNotifier>>)
    where
        E: OptionNotify,
    {
        E::never::<()>();
    }
}

/// [`OptionMetrics`].
impl<E, R: Ring> AbsentFromConsumer<E, R> {
    #[doc(hidden)]
    pub fn metrics(&self) -> ConsumerStats
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

/// [`OneConsumer`].
impl<E, R: Ring> AbsentFromConsumer<E, R> {
    #[doc(hidden)]
    pub fn peek(&self) -> Option<&Message<R>>
    where
        E: OneConsumer,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn peek_many(&self, _: usize) -> Option<&[Message<R>]>
    where
        E: OneConsumer,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn readable(&self) -> Option<&[Message<R>]>
    where
        E: OneConsumer,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn peek_iter(&self) -> Empty<Message<R>>
    where
        E: OneConsumer,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn drain(&self) -> Empty<Message<R>>
    where
        E: OneConsumer,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn skip(&self, _: usize) -> usize
    where
        E: OneConsumer,
    {
        E::never()
    }
}

/// [`ManyProducers`].
impl<E, R: Ring> AbsentFromConsumer<E, R> {
    #[doc(hidden)]
    pub fn drain_all(&self, _: impl Sized) -> usize
    where
        E: ManyProducers,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn drain_from(&self, _: ProducerId, _: impl Sized) -> usize
    where
        E: ManyProducers,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn hottest(&self) -> Option<ProducerId>
    where
        E: ManyProducers,
    {
        E::never()
    }
}

/// [`CompetingConsumers`].
impl<E, R: Ring> AbsentFromConsumer<E, R> {
    #[doc(hidden)]
    pub fn try_clone(&self) -> Result<E, RegisterError>
    where
        E: CompetingConsumers,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn steal(&self, _: usize) -> Option<Empty<Message<R>>>
    where
        E: CompetingConsumers,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn steal_slice(&self, _: &mut [Message<R>]) -> usize
    where
        E: CompetingConsumers,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn steal_into(&self, _: &mut Vec<Message<R>>, _: usize) -> usize
    where
        E: CompetingConsumers,
    {
        E::never()
    }
}

/// [`ClonedConsumer`].
impl<E, R: Ring> AbsentFromConsumer<E, R> {
    #[doc(hidden)]
    #[expect(clippy::should_implement_trait, reason = "an end does not implement it")]
    pub fn clone(&self) -> E
    where
        E: ClonedConsumer,
    {
        E::never()
    }
}

/// [`ConsumerSends`].
impl<E, R: Ring> AbsentFromConsumer<E, R> {
    #[doc(hidden)]
    pub fn try_send(&self, _: Message<R>) -> Result<(), TrySendError<Message<R>>>
    where
        E: ConsumerSends,
    {
        E::never()
    }

    #[doc(hidden)]
    pub fn send(&self, _: Message<R>) -> Result<(), SendError<Message<R>>>
    where
        E: ConsumerSends,
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
        E: ConsumerSends,
    {
        E::never()
    }
}
