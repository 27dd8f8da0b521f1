//! Which types may go to another thread, and which may be shared, for messages that may not be
//! shared.

use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::MutexGuard;

/// What is true of every type. A type's own constants come before those of a trait.
trait Not {
    const SEND: bool = false;
    const SYNC: bool = false;
}
impl<T: ?Sized> Not for T {}

struct IsSend<T: ?Sized>(PhantomData<T>);
impl<T: ?Sized + Send> IsSend<T> {
    const SEND: bool = true;
}

struct IsSync<T: ?Sized>(PhantomData<T>);
impl<T: ?Sized + Sync> IsSync<T> {
    const SYNC: bool = true;
}

/// Whether a type is `Send`, and whether it is `Sync`.
macro_rules! send_sync {
    ($type:ty) => {
        (<IsSend<$type>>::SEND, <IsSync<$type>>::SYNC)
    };
}

/// All endpoints and claims of a channel whose consumers share it: `(Send, Sync)` of each.
macro_rules! sharing_ends {
    ($module:ident) => {{
        use self::$module::*;
        [
            ("channel", send_sync!(MessageChannel)),
            ("producer", send_sync!(MessageProducer)),
            ("consumer", send_sync!(MessageConsumer)),
            ("reservation", send_sync!(MessageReservation<'_>)),
            ("claim", send_sync!(MessageClaim<'_>)),
        ]
    }};
}

/// All endpoints and views of a channel: `(Send, Sync)` of each.
macro_rules! ends {
    ($module:ident) => {{
        use self::$module::*;
        [
            ("channel", send_sync!(MessageChannel)),
            ("producer", send_sync!(MessageProducer)),
            ("consumer", send_sync!(MessageConsumer)),
            ("reservation", send_sync!(MessageReservation<'_>)),
            ("readable", send_sync!(MessageReadable<'_>)),
            ("iter", send_sync!(MessagePeekIter<'_>)),
            ("drain", send_sync!(MessageDrain<'_>)),
        ]
    }};
}

macro_rules! channels {
    ($($module:ident: $kind:ident of $message:ty;)*) => {
        $(mod $module {
            #[allow(unused_imports, reason = "some messages are types of the language")]
            use super::*;
            #[allow(dead_code, reason = "what is asked for is what its types are")]
            #[ringmpsc::ring_channel(kind = $kind, bits = 2)]
            pub(super) type Message = $message;
        })*
    };
}

channels! {
    shared_one: spsc of u64;
    shared_many: mpsc of u64;
    cell_one: spsc of Cell<u64>;
    cell_many: mpsc of Cell<u64>;
    guard_one: spsc of MutexGuard<'static, u64>;
    guard_many: mpsc of MutexGuard<'static, u64>;
    stolen_shared_one: spmc of u64;
    stolen_shared_many: mpmc of u64;
    stolen_cell_one: spmc of Cell<u64>;
    stolen_cell_many: mpmc of Cell<u64>;
    stolen_guard_one: spmc of MutexGuard<'static, u64>;
    stolen_guard_many: mpmc of MutexGuard<'static, u64>;
}

#[test]
fn ends_go_to_other_threads_and_are_not_shared() {
    for (end, is) in [ends!(shared_one), ends!(shared_many)].concat() {
        let expected = match end {
            "channel" | "readable" | "iter" | "drain" => (true, true),
            _ => (true, false),
        };
        assert_eq!(is, expected, "{end}");
    }
}

#[test]
fn what_lends_messages_is_no_more_shared_than_they_are() {
    for (end, is) in [ends!(cell_one), ends!(cell_many)].concat() {
        assert_eq!(is, (true, end == "channel"), "{end}");
    }
}

#[test]
fn messages_that_stay_in_their_thread_keep_the_ends_there() {
    for (end, is) in [ends!(guard_one), ends!(guard_many)].concat() {
        assert_eq!(is, (false, false), "{end}");
    }
}

/// A claim moves messages out, so it does not matter whether they may be shared.
#[test]
fn ends_that_share_go_to_other_threads_if_the_messages_do() {
    let ends = [
        sharing_ends!(stolen_shared_one),
        sharing_ends!(stolen_shared_many),
        sharing_ends!(stolen_cell_one),
        sharing_ends!(stolen_cell_many),
    ];
    for (end, is) in ends.concat() {
        assert!(is.0, "{end}");
        assert!(end != "channel" || is.1, "a handle is shared");
        assert!(end == "channel" || end == "claim" || !is.1, "{end}");
    }
    for (end, is) in [sharing_ends!(stolen_guard_one), sharing_ends!(stolen_guard_many)].concat() {
        assert_eq!(is, (false, false), "{end}");
    }
}
