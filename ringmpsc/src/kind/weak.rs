//! A control handle that does not keep the channel open.
//!
//! A control handle counts as an owner of the producers' side, of the consumers' side, or of both:
//! see [`Control`]. A weak handle counts as neither. To upgrade it is to count once more, unless
//! the count is 0. From 0 it never rises, because the last owner has ended that side for good.

use core::fmt;

use crate::kind::control::{Consumers, Control, Producers};

/// A generated control handle: the library's `Control` with a name. The expansion implements this.
#[doc(hidden)]
pub trait HandleEnd: Sized {
    type Handle: Downgrade;
    fn from_handle(handle: Self::Handle) -> Self;
}

/// A handle that has a weak form.
#[doc(hidden)]
pub trait Downgrade: Sized {
    type Weak: Clone;
    fn downgrade(&self) -> Self::Weak;
    fn upgrade(weak: &Self::Weak) -> Option<Self>;
}

impl<P: Producers, C: Consumers> Downgrade for Control<P, C> {
    type Weak = (P, C);

    fn downgrade(&self) -> (P, C) {
        (self.rings.clone(), self.consumers.clone())
    }

    fn upgrade((rings, consumers): &(P, C)) -> Option<Self> {
        let handle = Self::another(rings, consumers);
        (handle.registers && handle.registers_consumers).then_some(handle)
    }
}

/// A handle that does not keep the channel open: `downgrade` of a control handle `E`.
///
/// ```
/// use ringmpsc::{TryRecvError, ring_channel};
///
/// #[ring_channel(kind = mpsc, bits = 4)]
/// struct Order;
///
/// let (channel, mut consumer) = OrderChannel::open();
/// let weak = channel.downgrade();
/// assert!(weak.upgrade().is_some());
/// drop(channel);
/// assert!(weak.upgrade().is_none());
/// assert!(matches!(consumer.try_recv(), Err(TryRecvError::Closed)));
/// ```
pub struct WeakChannel<E: HandleEnd> {
    weak: <E::Handle as Downgrade>::Weak,
}

impl<E: HandleEnd> WeakChannel<E> {
    /// See the generated method `downgrade`.
    #[doc(hidden)]
    pub fn of(handle: &E::Handle) -> Self {
        Self { weak: handle.downgrade() }
    }

    /// Returns a control handle. Returns `None` if the channel has ended: no end or control handle
    /// exists that could register a producer, or none that could register a consumer. A channel
    /// that was closed by `close` still has handles. Lock-free.
    pub fn upgrade(&self) -> Option<E> {
        E::Handle::upgrade(&self.weak).map(E::from_handle)
    }
}

impl<E: HandleEnd> Clone for WeakChannel<E> {
    fn clone(&self) -> Self {
        Self { weak: self.weak.clone() }
    }
}

impl<E: HandleEnd> fmt::Debug for WeakChannel<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakChannel").finish_non_exhaustive()
    }
}
