//! An end belongs to one thread at a time. This file says so to the compiler.

use crate::consumer::{Consumer, Source};
use crate::producer::{Producer, Registration};
use crate::ring::layout::Ring;

mod sealed {
    /// No type implements it, and no other module can name it.
    pub trait NoType {}
}

/// Threads may share an end. No type implements this.
///
/// A producer and a consumer have private cursors, which only their thread reads and writes.
#[diagnostic::on_unimplemented(
    message = "two threads cannot share an end of a channel",
    label = "shares an end between threads",
    note = "an end is the only writer of its cursors, so one thread at a time uses it",
    note = "move the end into its thread, or give each thread an end of its own: `register()` \
            with `kind = mpsc` or `mpmc`, `register_consumer()` with `kind = spmc` or `mpmc`"
)]
pub trait EndIsShared: Sized + sealed::NoType {}

// SAFETY: this makes no type `Sync`, so there is nothing to prove. No type implements the bound: it
// needs `NoType`, which only this file can name, and which has no implementation here. A trait
// object is no exception, because `Sized` forbids trait objects. The impl exists for the text of
// its bound. Without it the compiler would name a cell deep inside the producer.
unsafe impl<R, S> Sync for Producer<R, S>
where
    R: Ring + EndIsShared,
    S: Registration<R>,
{
}

// SAFETY: as above, this makes no type `Sync`.
unsafe impl<S: Source> Sync for Consumer<S> where S::Ring: EndIsShared {}
