//! What may be used after a panic: every end, handle and view.
//!
//! A panic in a handler, an iterator, a message's drop or a waker leaves all of them in a
//! consistent state: a slot is retired before its message is handed out, and what was retired is
//! released also while the thread unwinds. So an end may be moved into
//! [`catch_unwind`](std::panic::catch_unwind), or lent to it, whatever the message type. Ends lend
//! no message through `&self`.
//!
//! A view holds messages, or lends them. It is as safe to use after a panic as they are.

use std::panic::{RefUnwindSafe, UnwindSafe};

use crate::crew::claimed::Claimed;
use crate::crew::{ShardedHandle, Shards, SingleHandle};
use crate::ends::AlarmClock;
use crate::notifier::EventNotifier;
use crate::registry::Handle;
use crate::ring::claim::Reservation;
use crate::ring::consumer::Rings;
use crate::ring::parts::{Message, Parts};
use crate::ring::producer::{Producer, Seat};
use crate::ring::solo::SoloHandle;
use crate::ring::source::{Consumer, Source};
use crate::ring::views::{Drain, Iter, Readable};

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
    [R: Parts, S: Seat<R>] Producer<R, S>;
    [S: Source] Consumer<S>;
    [R: Parts] SoloHandle<R>;
    [R: Parts] Handle<R>;
    [R: Parts] SingleHandle<R>;
    [R: Parts] ShardedHandle<R>;
    [] AlarmClock;
    [] EventNotifier;
}

/// Both traits, if the messages have both: these views give out messages, and lend them.
macro_rules! as_the_messages {
    ($([$($parameters:tt)*] $type:ty, $message:ty;)*) => {
        $(
            impl<$($parameters)*> UnwindSafe for $type
            where
                $message: UnwindSafe + RefUnwindSafe,
            {
            }
            impl<$($parameters)*> RefUnwindSafe for $type
            where
                $message: RefUnwindSafe,
            {
            }
        )*
    };
}

as_the_messages! {
    [R: Parts, S: Seat<R>] Reservation<'_, R, S>, Message<R>;
    [S: Rings] Readable<'_, S>, Message<S::Ring>;
    [S: Rings] Iter<'_, S>, Message<S::Ring>;
    [S: Rings] Drain<'_, S>, Message<S::Ring>;
    [S: Shards] Claimed<'_, S>, Message<S::Ring>;
}
