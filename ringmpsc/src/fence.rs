//! The fence between a cursor and the doorbell, split so that the common side pays nothing.
//!
//! The *publishing* end stores its cursor and then loads the doorbell: a producer that sends, or a
//! consumer that releases slots. The *arming* end sets the doorbell and then loads the cursor: a
//! consumer that stops polling, or a producer that waits for space. At least one of the two must
//! see the other's store (the store-buffering pattern). That takes a full fence between the two
//! steps on *both* sides, on x86 too. A full fence costs several times what sending one message
//! costs. The option `fence` decides which end pays:
//!
//! | `fence` | the publishing end | the arming end |
//! |---|---|---|
//! | `asymmetric` | [`light`]: a compiler barrier, no instruction | [`heavy`]: membarrier(2) |
//! | `full` | a full fence for each publish | a full fence |
//! | `adaptive` | as one of these two: a flag in the doorbell word says which | the same |
//!
//! # Asymmetric
//!
//! membarrier(2) makes every running thread of the process execute a full fence at some point
//! during the call. In the publishing thread that point lies before the cursor's store, or after
//! it. If it lies before, the later load of the doorbell finds it set. If it lies after, the arming
//! end finds the cursor. The call takes the arming end 0.5 to 2 µs, and interrupts every running
//! thread. Linux's userspace RCU and Folly's `AsymmetricMemoryBarrier` use the same technique.
//!
//! # Adaptive
//!
//! An end that arms often would pay for membarrier(2) each time, and so would every other running
//! thread of the process. So the arming end can set the flag `FULL_FENCE` in the doorbell word. The
//! word is not zero then, so the publishing end enters its slow path: there it executes a full
//! fence and loads the word again. While the flag stands, the arming end needs only a full fence of
//! its own. This is a biased fence, and is revoked like a biased lock (K. Russell, D. Detlefs,
//! *Eliminating Synchronization-Related Atomic Operations with Biased Locking and Bulk Rebiasing*,
//! OOPSLA 2006).
//!
//! Two bits of the [doorbell word](crate::ring::doorbell) make up the flag. `FULL_FENCE` tells the
//! publishing end to execute the fence. `CONFIRMED` tells arming ends that they may rely on that.
//!
//! ```text
//!    neither ──────── an arming end sets it ───────► FULL_FENCE
//!      ▲              (one RMW, with DORMANT)          │ the same arming end executes
//!      │                                               │ the heavy fence
//!      │                                               ▼
//!      └── a publishing end clears both ────── FULL_FENCE + CONFIRMED
//!          (one CAS, only while DORMANT is clear)
//! ```
//!
//! ```text
//!   publishing end                       arming end
//!     cursor.store          (Release)      word |= DORMANT [| FULL_FENCE]        (AcqRel RMW)
//!     light fence                          it found FULL_FENCE and CONFIRMED?
//!     word == 0?  yes: done                  yes: full fence
//!     DORMANT?  go on below                  no:  heavy fence; and if this RMW has set
//!     FULL_FENCE?  yes: full fence                FULL_FENCE: word |= CONFIRMED  (Release)
//!                       load the word again
//!     DORMANT?  clear it (AcqRel RMW),     load the cursor
//!               notify
//! ```
//!
//! A publishing end that loads `DORMANT` at once skips the full fence, unless consumers compete.
//! The read-modify-write that clears `DORMANT` takes its place: it is a later load of the word, and
//! [`Doorbell::take_dormant`](crate::ring::doorbell) says why it is enough. On x86 a
//! read-modify-write is a full fence. So where a fence comes directly after one, x86 executes no
//! instruction for it.
//!
//! ## Why no wake-up is lost
//!
//! The publishing end stores a cursor (S) and then loads the word (L). The arming end sets
//! `DORMANT`, or finds it set by another end (D), and then loads the cursor (C). C must see S, or L
//! must see D.
//!
//! * **The arming end executes the heavy fence**, because it did not find both bits. Then the proof
//!   for `asymmetric` applies, whatever the publishing end does. This holds while the flag is set
//!   for the first time, and after it was cleared.
//! * **The arming end found both bits at D.** Let H be the heavy fence between the setting of
//!   `FULL_FENCE` and the setting of `CONFIRMED`. D read `CONFIRMED` (Acquire, or Relaxed before
//!   the full fence), so H happens before C.
//!   * *L returned a value that is older than the setting of `FULL_FENCE`.* In the publishing
//!     thread the point of H lies after L, because a load after that point returns the flag. So S
//!     came before the point of H, and C sees it. This case covers a publishing end that stalls
//!     between S and L, or that reads the word just before the flag is set.
//!   * *L returned a value with `FULL_FENCE`.* The publishing end executes a full fence and loads
//!     the word again (L'). Both ends have executed a full fence between their two steps. So C sees
//!     S, or L' sees D or a value that replaced it.
//!   * *L returned a value that is newer than a clearing of the flag.* D found the flag, so D came
//!     before the clearing. The clearing is a CAS of a value without `DORMANT`. So before it one of
//!     two things happened. A publishing end found `DORMANT` and notified the arming end; or the
//!     arming end itself cleared `DORMANT`, and does not sleep. A publishing end that read the word
//!     just before the flag was cleared executes one fence too many.
//!
//! Each case is about one publish. It does not matter which thread publishes, so a ring that goes
//! to another producer keeps its flag. A new ring starts without the flag.
//!
//! ## Which end sets and clears the flag
//!
//! The word, and so the flag, belongs to one doorbell of one ring. A flag for a whole channel would
//! be a second word to load after each publish, and busy producers would pay for idle ones. A
//! consumer that arms several rings executes one fence for all of them. It executes a full fence of
//! its own if it found both bits in all words, and the heavy fence otherwise.
//!
//! * *Set*: by any arming end that finds `FULL_FENCE` clear. It is about to execute the heavy fence
//!   in any case, so setting the flag costs it nothing. Where consumers compete, the RMW decides
//!   which of them has set it. Only this one confirms it. The others execute the heavy fence until
//!   then. An arming end also sets the flag where it finds `DORMANT` set. The doorbell of competing
//!   consumers stays set while more of them wait than there are messages, and while its producer is
//!   silent. If the flag could be set only with `DORMANT`, each consumer that waits would execute
//!   the heavy fence.
//! * *Cleared*: by any publishing end, and only if both bits are set. So a confirmation never comes
//!   after a clearing, where it would confirm a later setting.
//! * *An arming end that stalls or dies between the two* leaves `FULL_FENCE` without `CONFIRMED`.
//!   Then publishing ends execute fences, and arming ends membarrier(2): too much, and never too
//!   little.
//!
//! ## When
//!
//! An arming end cannot know how many messages will be sent before it arms the next time. So the
//! publishing end finds out: the flag is a *lease* of [`LEASE`](lease::LEASE) fences. A publishing
//! end that finds an end armed starts the lease again. A publishing end that has executed `LEASE`
//! fences without finding an end armed clears the flag. These fences cost about as much as the
//! saved membarrier(2). So between two arms `adaptive` costs at most about twice the better of the
//! two fixed choices. (This is the rule of the ski rental problem.)
//!
//! An arming end that finds its lease run out arms 1, 3, 7, … 63 times without setting the flag,
//! and then tries again. One lease that lasts resets this number. So where leases never last, they
//! cost less than 2 % of what membarrier(2) costs. Where traffic becomes sparse again, the flag
//! comes back after at most 63 arms. See [`Leases`].
//!
//! All this is counted on slow paths: by the arming end when it arms, and by the publishing end
//! when it finds the flag. The fast path is the same as with `asymmetric`.
//!
//! # All causes of a membarrier(2) call
//!
//! Only these operations execute the heavy fence. With `fence = full`, or where membarrier(2) is
//! missing, it is a full fence of the calling thread.
//!
//! | operation | when | function |
//! |---|---|---|
//! | a thread or a task that is about to wait for a message | each time, unless it owes only a full fence of its own | `Source::prepare_park` |
//! | a receive that arms a notifier | each time, with the same exception | `Source::prepare_park` |
//! | a thread or a task that is about to wait for space | each time, with the same exception; not for the sleep with a time limit | `Producer::prepare_park_for_space` |
//! | an `mpsc` receive that lets idle rings go dormant | once for all of these rings, with the same exception | `Mpsc` in `kind/mpsc/dormancy.rs` |
//! | a receive, or the drop of a consumer, that settles a close | each time that it finds its rings empty and a ring closed but not settled | `Source::after_empty` |
//! | the drop of the last competing consumer, or of the last handle after it | once | `drop_remaining` in `kind/spmc.rs`, `kind/mpmc.rs` |
//! | `register` of a producer, if vacant rings have not been examined | once for all of these rings | `Registry` |
//! | `register_consumer`, if a lone consumer claims by stores | once | [`crate::consumer::biased`] |
//!
//! The first channel of a process registers the process for the call: [`Mode::choose`]. A strategy
//! that only spins or yields causes no call. A ring between processes calls membarrier(2) in
//! `process/doorbell.rs`, with another command.
//!
//! # Where membarrier(2) is missing or unwanted
//!
//! If the kernel or a sandbox refuses the registration, or `RINGMPSC_FENCE=full` is in the
//! environment, every channel behaves as with `fence = full`: see [`Mode`]. Then a word is created
//! with both bits, and with `FIXED`, so that no end clears them. If the kernel refuses a later call
//! of membarrier(2), [`heavy`] sleeps while store buffers drain. The flag is confirmed after that
//! as after the call, for the same reason, and saves further sleeps.

mod lease;

use core::time::Duration;

pub(crate) use self::lease::{Leases, Spent};

use crate::cpus;
use crate::sync::{self, Ordering, membarrier};

/// The fences that a channel asks for: the option `fence`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fence {
    /// Asymmetric or full, for each ring and direction, depending on which costs less at the time.
    Adaptive,
    /// Asymmetric where the kernel offers it, full elsewhere.
    Asymmetric,
    /// A full fence for each publish.
    Full,
}

/// The fences of a channel, fixed when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Publishing needs no fence, unless a doorbell asks for one. [`heavy`] is membarrier(2).
    Asymmetric,
    /// Both sides execute `fence(SeqCst)`.
    Full,
}

impl Mode {
    /// Chooses the mode of a new channel. The process also learns here whether it has one CPU,
    /// because operations on the channel must not ask the kernel.
    pub(crate) fn choose(wanted: Fence) -> Self {
        cpus::settle();
        if wanted != Fence::Full && membarrier::register().is_ok() {
            Self::Asymmetric
        } else {
            Self::Full
        }
    }
}

/// The fence of the publishing end in asymmetric mode: it keeps the compiler from swapping the two
/// accesses.
#[inline]
pub(crate) fn light() {
    sync::compiler_fence(Ordering::SeqCst);
}

/// The fence of a publishing end that found `FULL_FENCE`.
#[inline]
pub(crate) fn full() {
    if sync::present("fence.full") {
        sync::fence(Ordering::SeqCst);
    }
}

/// How long [`heavy`] waits when the kernel refuses a call after it accepted the registration. A
/// store leaves a core's store buffer within microseconds; this is a thousand times that.
const DRAIN: Duration = Duration::from_millis(5);

/// The fence of an arming end, which is about to stop polling or to sleep.
///
/// The kernel may refuse the call although it accepted the registration. Then this sleeps for a
/// bounded time in which every store buffer drains.
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

/// The fence that an end owes after it has armed a doorbell, before it loads the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "an armed end must execute the fence before it polls"]
pub(crate) enum Owed {
    /// A full fence of its own: the publishing end executes one too. The arming end has just set
    /// the doorbell by a read-modify-write, which is such a fence on some processors.
    OwnAfterRmw,
    /// A full fence of its own, for an arming end that has found the doorbell set.
    Own,
    /// The [heavy] fence.
    Heavy,
    /// The heavy fence. This end has set `FULL_FENCE`, and must confirm it after the fence.
    Confirmation,
}

impl Owed {
    /// Executes the fence. If several doorbells were armed, [`and`](Self::and) combines what is
    /// owed for them.
    pub(crate) fn pay(self, mode: Mode) {
        match self {
            Self::OwnAfterRmw | Self::Own if !sync::present("fence.arm") => {}
            Self::OwnAfterRmw => sync::fence_after_rmw(),
            Self::Own => sync::fence(Ordering::SeqCst),
            Self::Confirmation if !sync::present("fence.confirm") => {
                sync::fence(Ordering::SeqCst);
            }
            Self::Heavy if !sync::present("fence.rearm") => sync::fence(Ordering::SeqCst),
            Self::Heavy | Self::Confirmation => heavy(mode),
        }
    }

    /// Returns the one fence that is enough for two doorbells.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Own, Self::OwnAfterRmw) => Self::Own,
            (Self::OwnAfterRmw | Self::Own, other) => other,
            (heavy, _) => heavy,
        }
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::*;

    #[test]
    fn one_fence_is_enough_for_several_doorbells() {
        use Owed::{Confirmation, Heavy, Own};
        assert_eq!(Own.and(Own), Own);
        for heavy in [Heavy, Confirmation] {
            assert_ne!(Own.and(heavy), Own);
            assert_ne!(heavy.and(Own), Own);
            assert_ne!(heavy.and(Heavy), Own);
        }
    }
}
