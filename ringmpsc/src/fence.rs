//! The fence between a cursor and the doorbell, split so that the common side pays nothing.
//!
//! A producer stores its cursor and then loads the bell; a consumer that wants to stop looking sets
//! the bell and then loads the cursor. Each must not miss the other (the store-buffering pattern),
//! which takes a full fence between the two steps on *both* sides, on x86 too. A full fence costs
//! several times what sending one message costs, so the sides share it unevenly:
//!
//! * the side that publishes executes [`light`], a compiler barrier and no instruction;
//! * the side that is about to stop looking calls [`heavy`], the membarrier(2) system call, which
//!   makes every running thread of the process execute a full fence at some point during the call.
//!
//! Wherever that point falls in the publishing thread, it falls either before the cursor's store (then
//! the later load of the bell sees it set) or after it (then the other side sees the cursor).
//!
//! Where membarrier(2) is missing or unwanted, both sides execute a full fence: see [`Mode`]. The
//! technique is known from Linux's userspace RCU and Folly's `AsymmetricMemoryBarrier`.

use core::time::Duration;

use crate::sync::{self, Ordering, membarrier};
use crate::wait::settle_cpus;

/// How a channel asks for its fences: the option `fence`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fence {
    /// Asymmetric where the kernel offers it, full elsewhere.
    Asymmetric,
    /// A full fence on every publish.
    Full,
}

/// What a channel got, fixed when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Publishing is free; whoever stops looking calls membarrier(2).
    Asymmetric,
    /// Both sides execute `fence(SeqCst)`.
    Full,
}

impl Mode {
    /// Settles the mode of a new channel. The process also learns here whether it has one CPU: the
    /// operations on the channel must not ask the kernel.
    pub(crate) fn choose(wanted: Fence) -> Self {
        settle_cpus();
        if wanted == Fence::Asymmetric && membarrier::register().is_ok() {
            Self::Asymmetric
        } else {
            Self::Full
        }
    }
}

/// The publishing side in asymmetric mode: keeps the compiler from swapping the two accesses.
#[inline]
pub(crate) fn light() {
    sync::compiler_fence(Ordering::SeqCst);
}

/// The publishing side in full mode.
#[inline]
pub(crate) fn full() {
    if sync::present("fence.light") {
        sync::fence(Ordering::SeqCst);
    }
}

/// How long [`heavy`] waits when the kernel refuses the call that it granted before. A store leaves a
/// core's store buffer within microseconds; this is a thousand times that.
const DRAIN: Duration = Duration::from_millis(5);

/// The side that is about to stop looking.
///
/// If the kernel, having accepted the registration, refuses the call later, this sleeps for a bounded
/// time in which every store buffer drains.
#[cold]
pub(crate) fn heavy(mode: Mode) {
    if !sync::present("fence.heavy") {
        return;
    }
    if mode == Mode::Asymmetric && membarrier::heavy().is_err() && sync::present("fence.drain") {
        sync::drain(DRAIN);
    }
    sync::fence(Ordering::SeqCst);
}
