//! A ring for tests that runs another thread's step between two steps of an operation.
//!
//! Every step of the protocol calls [`Ring::lines`]. This ring counts these calls, and a test
//! chooses the call before which its code runs. So one thread shows what two threads do when they
//! interleave in exactly this way.

use core::cell::RefCell;

use crate::fence::Fence;
use crate::metrics::{ConsumerCounters, ContentionCounters, ProducerCounters};
use crate::ring::layout::{HasNotifier, Layout, Lines, Options, Place, Ring};
use crate::ring::receipts::Receipt;

/// The ring `R`, with a hook.
#[repr(transparent)]
pub(crate) struct Hooked<R>(R);

/// The code that runs between two steps.
type Hook = Box<dyn FnOnce()>;

thread_local! {
    /// How many calls pass before the hook runs, and the hook.
    static HOOK: RefCell<Option<(usize, Hook)>> = const { RefCell::new(None) };
}

/// Runs `operation`, and `hook` before call number `call` (from 0) of [`Ring::lines`]. Returns what
/// the operation returns, or `None` if it makes fewer calls.
pub(crate) fn with_hook<T>(
    call: usize,
    hook: impl FnOnce() + 'static,
    operation: impl FnOnce() -> T,
) -> Option<T> {
    HOOK.set(Some((call, Box::new(hook))));
    let done = operation();
    HOOK.take().is_none().then_some(done)
}

/// An operation calls [`Ring::lines`]. Runs the hook if this is the chosen call.
fn step() {
    let hook = HOOK.with_borrow_mut(|hook| match hook {
        Some((0, _)) => hook.take(),
        Some((calls, _)) => {
            *calls -= 1;
            None
        }
        None => None,
    });
    if let Some((_, hook)) = hook {
        hook();
    }
}

// SAFETY: the layout is that of `R` (`repr(transparent)`). `R` keeps its promises for its own
// fields. All references below are to the fields of that one `R`.
unsafe impl<R: Ring> Ring for Hooked<R> {
    type Slots = R::Slots;
    const LAYOUT: Layout = R::LAYOUT;
    const RECEIPTS: Option<usize> = R::RECEIPTS;

    fn lines(&self) -> Lines<'_> {
        step();
        self.0.lines()
    }

    fn slots(&self) -> &Self::Slots {
        self.0.slots()
    }

    fn receipts(&self) -> Option<&[Receipt]> {
        self.0.receipts()
    }
}

impl<R: HasNotifier> HasNotifier for Hooked<R> {}

impl<R: Ring> Options for Hooked<R> {
    const FENCE: Fence = R::FENCE;
    const RECYCLED: bool = R::RECYCLED;
    const MAX_PRODUCERS: usize = R::MAX_PRODUCERS;
    const MAX_CONSUMERS: usize = R::MAX_CONSUMERS;
    const SHARD: usize = R::SHARD;
    const PLACE: Place = R::PLACE;
    const PREFETCH: usize = R::PREFETCH;
    const LATENCY: bool = R::LATENCY;
    const CAN_WAIT: bool = R::CAN_WAIT;
    const NOTIFY: bool = R::NOTIFY;

    fn sent_line(&self) -> Option<&ProducerCounters> {
        self.0.sent_line()
    }

    fn received_line(&self) -> Option<&ConsumerCounters> {
        self.0.received_line()
    }

    fn contention_line(&self) -> Option<&ContentionCounters> {
        self.0.contention_line()
    }
}
