//! What may be used after a panic: every end, handle and view.
//!
//! A panic in a handler, an iterator, a message's drop or a waker leaves all of them in a
//! consistent state: a slot is retired before its message is handed out, and what was retired is
//! released also while the thread unwinds. So an end may be moved into
//! [`catch_unwind`](std::panic::catch_unwind), or lent to it, whatever the message type. Ends lend
//! no message through `&self`.
//!
//! A view holds messages, or lends them. It is as safe to use after a panic as they are.
//!
//! The same holds for futures and for the handle of an event loop:
//!
//! * A future borrows its end, which is consistent after a panic. `Recv` and `Reserve` hold no
//!   message, so they have both traits. `Send` holds one, and is as safe as that message.
//! * The compiler gives the traits to no type that holds a `&mut`. So tokio's `recv()` and `Next`
//!   of `futures` lack them. Here the end behind the `&mut` has a guarantee.
//! * A stream and a sink are the ends themselves.
//! * `Unparker` and `EventNotifier` get both traits from the compiler.
//! * `EventLoopHandle` gives the consumer back, and is as safe as the consumer.
//! * `LoopPanic` has neither trait, as the `Err` of [`thread::Result`](std::thread::Result): it
//!   holds what the handler has panicked with, which may be of any type.

use std::panic::{RefUnwindSafe, UnwindSafe};

use crate::consumer::claim::Claim;
use crate::consumer::claim_source::ClaimSource;
use crate::consumer::rotation::Rings;
use crate::consumer::views::{Drain, Iter, Messages, Readable};
use crate::consumer::{Consumer, Source};
use crate::event_loop::EventLoopHandle;
#[cfg(feature = "futures")]
use crate::future::{Recv, Reserve, Send};
use crate::kind::mpmc::MpmcHandle;
use crate::kind::mpsc::MpscHandle;
use crate::kind::spmc::SpmcHandle;
use crate::kind::spsc::SpscHandle;
use crate::producer::reservation::Reservation;
use crate::producer::{Producer, Registration};
use crate::ring::layout::{Message, Ring};

/// Both traits, unconditionally.
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
    [R: Ring] SpscHandle<R>;
    [R: Ring] MpscHandle<R>;
    [R: Ring] SpmcHandle<R>;
    [R: Ring] MpmcHandle<R>;
}

#[cfg(feature = "futures")]
always! {
    [S: Source] Recv<'_, S>;
    [R: Ring, S: Registration<R>] Reserve<'_, R, S>;
}

/// Both traits, as far as what they hold has them: messages that they give out and lend, or a
/// consumer.
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
    [S: Rings] Iter<'_, S>, Message<S::Ring>;
    [S: Rings] Messages<'_, S>, Message<S::Ring>;
    [S: Rings] Drain<'_, S>, Message<S::Ring>;
    [S: ClaimSource] Claim<'_, S>, Message<S::Ring>;
    [C] EventLoopHandle<C>, C;
}

#[cfg(feature = "futures")]
as_what_it_holds! {
    [R: Ring, S: Registration<R>] Send<'_, R, S>, Message<R>;
}
