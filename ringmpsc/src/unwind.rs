//! Unwind safety: every end, handle and view may be used after a panic.
//!
//! A panic in a handler, an iterator, a message's drop or a waker leaves all of them consistent. A
//! consumer retires a slot before it passes the message on. Retired slots are released while the
//! thread unwinds, too. So an end may be moved into [`catch_unwind`](std::panic::catch_unwind), or
//! lent to it, whatever the message type is. Ends lend no message through `&self`.
//!
//! A view holds messages, or lends them. It is as unwind safe as its messages.
//!
//! The same holds for futures and for the handle of an event loop:
//!
//! * A future borrows its end, which is consistent after a panic. `Recv` and `Reserve` hold no
//!   message, so they have both traits. `Send` holds a message, and `RecvMany` lends a vector of
//!   messages. They are as unwind safe as the message.
//! * The compiler gives the traits to no type that holds a `&mut`. So tokio's `recv()` and `Next`
//!   of `futures` lack them. Here the end behind the `&mut` stays consistent.
//! * A stream and a sink are the ends themselves.
//! * `Unparker` and `EventNotifier` get both traits from the compiler.
//! * `EventLoopHandle` returns the consumer, and is as unwind safe as the consumer.
//! * `LoopPanic` has neither trait, like the `Err` of [`thread::Result`](std::thread::Result). It
//!   holds the value with which the handler panicked, which may have any type.

use std::panic::{RefUnwindSafe, UnwindSafe};

use crate::consumer::claim::Claim;
use crate::consumer::claim_source::ClaimSource;
use crate::consumer::iter::{IntoIter, Iter, TryIter};
use crate::consumer::rotation::Rings;
use crate::consumer::views::{Drain, Messages, PeekIter, Readable};
use crate::consumer::{Consumer, Source};
use crate::event_loop::EventLoopHandle;
#[cfg(feature = "futures")]
use crate::future::{Closed, Recv, RecvMany, Reserve, Send};
use crate::kind::control::{Consumers, Control, Producers};
use crate::kind::weak::{HandleEnd, WeakChannel};
use crate::producer::reservation::Reservation;
use crate::producer::{Producer, Registration};
use crate::ring::layout::{Message, Ring};

/// Implements both traits without a condition.
macro_rules! always {
    ($([$($parameters:tt)*] $type:ty;)*) => {
        $(
            impl<$($parameters)*> UnwindSafe for $type {}
            impl<$($parameters)*> RefUnwindSafe for $type {}
        )*
    };
}

always! {
    [R: Ring, S: Registration<R>] Producer<R, S>;
    [S: Source] Consumer<S>;
    [S: Source] TryIter<'_, S>;
    [S: Source] Iter<'_, S>;
    [S: Source] IntoIter<S>;
    [P: Producers, C: Consumers] Control<P, C>;
    [E: HandleEnd] WeakChannel<E>;
}

#[cfg(feature = "futures")]
always! {
    [S: Source] Recv<'_, S>;
    [R: Ring, S: Registration<R>] Reserve<'_, R, S>;
    [R: Ring, S: Registration<R>] Closed<'_, R, S>;
}

/// Implements both traits on the condition that the held type has them. The held type is the
/// messages that a view returns and lends, or a consumer.
macro_rules! as_what_it_holds {
    ($([$($parameters:tt)*] $type:ty, $held:ty;)*) => {
        $(
            impl<$($parameters)*> UnwindSafe for $type
            where
                $held: UnwindSafe + RefUnwindSafe,
            {
            }
            impl<$($parameters)*> RefUnwindSafe for $type
            where
                $held: RefUnwindSafe,
            {
            }
        )*
    };
}

as_what_it_holds! {
    [R: Ring, S: Registration<R>] Reservation<'_, R, S>, Message<R>;
    [S: Rings] Readable<'_, S>, Message<S::Ring>;
    [S: Rings] PeekIter<'_, S>, Message<S::Ring>;
    [S: Rings] Messages<'_, S>, Message<S::Ring>;
    [S: Rings] Drain<'_, S>, Message<S::Ring>;
    [S: ClaimSource] Claim<'_, S>, Message<S::Ring>;
    [C] EventLoopHandle<C>, C;
}

#[cfg(feature = "futures")]
as_what_it_holds! {
    [R: Ring, S: Registration<R>] Send<'_, R, S>, Message<R>;
    [S: Source] RecvMany<'_, S>, Message<S::Ring>;
}
