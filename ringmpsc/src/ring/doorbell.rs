//! The doorbell: one word of flags for each ring. It is zero unless an end wants the producer to do
//! more than publish.
//!
//! After a publish, the fast path is a relaxed load of this word and a branch that is not taken.
//!
//! A ring has two doorbells. The table describes the one that the producer loads. The other one,
//! `space`, has the opposite direction: a producer that waits for space sets `DORMANT`, and the
//! consumer loads the word after it has released slots.
//!
//! | bit | set by | cleared by | the producer that sees it |
//! |---|---|---|---|
//! | `CLOSED` | `close()`, the consumer's drop | never | settles its last publish, then refuses |
//! | `SETTLED` | the producer, once, when it has seen `CLOSED` | never | |
//! | `FINISHED` | the consumer: it will never poll this ring again | never | takes back the messages from the consumer's last `head` on |
//! | `PRODUCER_GONE` | the producer, when it resigns, or when it leaves (one producer only) | the producer, when it leaves (many producers) | refuses |
//! | `CONSUMER_GONE` | the consumer, when it leaves (one producer only) | never | (comes with `CLOSED`) |
//! | `DORMANT` | the consumer, when it waits or stops polling the ring; a new ring starts with it | a producer after a publish (with competing consumers, one that wakes all waiters) | wakes consumers |
//! | `UNPOLLED` | an exclusive consumer of many producers, with `DORMANT`, when it stops polling the ring; a new ring of many producers starts with it | with `DORMANT`; that consumer, if it finds a message | pushes the ring to the [ready stack](crate::ring::ready_stack), before it wakes the consumer |
//! | `PATIENT` (`space` only) | the producer's thread that waits for space, for a [limited time](crate::producer::patience) | the consumer that wakes it | |
//! | `FULL_FENCE` | the consumer, when it arms, with `fence = adaptive`, also if it finds `DORMANT` set | the producer, when the [lease](crate::fence) has run out | executes a full fence and loads the word again |
//! | `CONFIRMED` | the consumer that has set `FULL_FENCE`, after a heavy fence | with `FULL_FENCE` | |
//! | `FIXED` | set for life, with `FULL_FENCE` and `CONFIRMED`, where both sides use full fences | never | |
//!
//! [`crate::fence`] says why no wake-up is lost while the last three bits change.

use crate::fence::{self, Leases, Mode, Owed, Spent};
use crate::sync::{AtomicU32, Ordering, edge, edges, present};
use crate::wait::fence_after_listening;

const CLOSED: u32 = 1;
const SETTLED: u32 = 1 << 1;
const FINISHED: u32 = 1 << 2;
const PRODUCER_GONE: u32 = 1 << 3;
const CONSUMER_GONE: u32 = 1 << 4;
const DORMANT: u32 = 1 << 5;
const PATIENT: u32 = 1 << 6;
const UNPOLLED: u32 = 1 << 7;
const FIXED: u32 = 1 << 29;
const CONFIRMED: u32 = 1 << 30;
const FULL_FENCE: u32 = 1 << 31;

/// The two bits that ask for fences.
const FLAG: u32 = FULL_FENCE | CONFIRMED;

/// The word. The module's table says which end does what.
pub(crate) struct Doorbell {
    word: AtomicU32,
    /// Decides when an arming end sets `FULL_FENCE`.
    leases: Leases,
}

/// The flags of a doorbell, as one load or exchange returned them.
#[derive(Clone, Copy)]
pub struct Flags(u32);

impl Flags {
    /// Returns whether no flag is set.
    #[inline]
    pub(crate) const fn is_quiet(self) -> bool {
        self.0 == 0
    }

    /// Returns whether the channel is closed.
    #[inline]
    pub(crate) const fn is_closed(self) -> bool {
        self.0 & CLOSED != 0
    }

    /// Returns whether the producer must not send: the channel is closed, or the producer has
    /// resigned.
    #[inline]
    pub(crate) const fn refuses(self) -> bool {
        self.0 & (CLOSED | PRODUCER_GONE) != 0
    }

    /// Returns whether an end sleeps, or does not poll, until it is woken.
    #[inline]
    pub(crate) const fn is_dormant(self) -> bool {
        self.0 & DORMANT != 0
    }

    /// Returns whether the producer must push the ring to the ready stack.
    #[inline]
    pub(crate) const fn is_unpolled(self) -> bool {
        self.0 & UNPOLLED != 0
    }

    /// Returns whether the producer's thread sleeps for a limited time.
    #[inline]
    pub(crate) const fn is_patient(self) -> bool {
        self.0 & PATIENT != 0
    }

    /// Returns whether the consumer never polls this ring again.
    #[inline]
    pub(crate) const fn is_finished(self) -> bool {
        self.0 & FINISHED != 0
    }

    /// Returns whether the only consumer has left.
    #[inline]
    pub(crate) const fn is_consumer_gone(self) -> bool {
        self.0 & CONSUMER_GONE != 0
    }

    /// Returns whether the producer has resigned, or the only producer has left.
    #[inline]
    pub(crate) const fn is_producer_gone(self) -> bool {
        self.0 & PRODUCER_GONE != 0
    }
}

impl Doorbell {
    /// Makes a doorbell, with `DORMANT` and `UNPOLLED` if `dormant` is true. With [`Mode::Full`] it
    /// asks for fences for life.
    pub(crate) fn new(mode: Mode, dormant: bool) -> Self {
        let fenced = if mode == Mode::Full { FLAG | FIXED } else { 0 };
        let word = AtomicU32::new(fenced | if dormant { DORMANT | UNPOLLED } else { 0 });
        Self { word, leases: Leases::default() }
    }

    /// Returns how the ends of this doorbell execute their fences.
    pub(crate) fn mode(&self) -> Mode {
        if self.word.load(Ordering::Relaxed) & FIXED == 0 { Mode::Asymmetric } else { Mode::Full }
    }

    /// Loads the flags. Relaxed: an end that acts on a flag goes through one of the methods below.
    #[inline]
    pub(crate) fn load(&self) -> Flags {
        Flags(self.word.load(Ordering::Relaxed))
    }

    /// Loads the flags after a publish. The light fence, a compiler barrier, orders the store of
    /// the cursor before this load. Its partner is the [`fence::heavy`] of the end that set the
    /// flags.
    #[inline]
    pub(crate) fn load_after_publish(&self) -> Flags {
        fence::light();
        self.load()
    }

    /// Loads the flags again, for an end that listens and has found `DORMANT` set. The fence is
    /// that of [`fence_after_listening`].
    pub(crate) fn load_after_listening(&self) -> Flags {
        fence_after_listening();
        self.load()
    }

    /// Completes [`load_after_publish`](Self::load_after_publish) on the slow path. If `FULL_FENCE`
    /// is set, executes the full fence that it asks for, and loads the flags again. The partner of
    /// this fence is the fence of [`arm`](Self::arm). If the lease has run out, clears `FULL_FENCE`
    /// and `CONFIRMED`.
    ///
    /// Returns the flags without those that ask for fences.
    ///
    /// Relaxed: the fence comes between the store of the cursor and the load. A CAS that fails is a
    /// later load.
    #[inline]
    pub(crate) fn load_fenced(&self, flags: Flags, spent: &Spent) -> Flags {
        if flags.0 & FULL_FENCE == 0 {
            return flags;
        }
        // Execute the fence that `FULL_FENCE` asks for, and load the word again.
        fence::full();
        let mut now = self.word.load(Ordering::Relaxed);
        // An armed end renews the lease. Without one, this fence uses up a part of the lease.
        if now & DORMANT != 0 {
            spent.renew();
        } else if now & (FLAG | FIXED) == FLAG && spent.spend() {
            let relaxed = Ordering::Relaxed;
            let cleared = self.word.compare_exchange(now, now & !FLAG, relaxed, relaxed);
            now = cleared.unwrap_or_else(|changed| changed);
        }
        Flags(now & !(FLAG | FIXED))
    }

    /// Sets `CLOSED`: the producer refuses messages from now on. Release: the consumer that sees
    /// `CLOSED` also sees what the closing thread did before.
    pub(crate) fn close(&self) {
        self.word.fetch_or(CLOSED, edge("doorbell.close", Ordering::Release));
    }

    /// Sets `CLOSED` and `CONSUMER_GONE`: the only consumer leaves.
    pub(crate) fn set_consumer_gone(&self) {
        self.word.fetch_or(CLOSED | CONSUMER_GONE, Ordering::AcqRel);
    }

    /// Sets `SETTLED`: the producer has seen `CLOSED` after a publish. Returns the flags before
    /// this call.
    ///
    /// Both this and [`finish`](Self::finish) are read-modify-writes, so one of them is first.
    ///
    /// * If this is first, the consumer's exchange fails. The consumer loads `tail` again, and
    ///   finds the publish (Release here, Acquire there).
    /// * If `finish` is first, this returns `FINISHED`, and the consumer's last `head` is visible
    ///   (the heavy fence there, Acquire here).
    pub(crate) fn settle(&self) -> Flags {
        Flags(
            self.word
                .fetch_or(SETTLED, edges("doorbell.settle.acquire", "doorbell.settle.release")),
        )
    }

    /// Loads the flags for a consumer that finds the ring empty, or for a producer that waits for
    /// the close. Acquire pairs with
    /// [`close`](Self::close), [`settle`](Self::settle) and
    /// [`set_producer_gone`](Self::set_producer_gone).
    #[inline]
    pub(crate) fn load_when_empty(&self) -> Flags {
        Flags(self.word.load(edge("doorbell.load_when_empty", Ordering::Acquire)))
    }

    /// Sets `FINISHED`, unless the word has changed since the consumer loaded it as `seen`. Returns
    /// whether it has set it. Then the consumer never polls this ring again.
    ///
    /// Relaxed, for these reasons:
    ///
    /// * While there is a producer, the consumer executes a heavy fence between its last move of
    ///   `head` and this call. That fence is a release fence too. So `head` is visible to a
    ///   producer that sees `FINISHED`.
    /// * Competing consumers move `head` by exchange after that fence. So does the producer: see
    ///   [`RingRef::claim_rest`](crate::ring::handle::RingRef::claim_rest).
    ///   [`biased`](crate::consumer::biased) says what they do before the fence.
    /// * After success the consumer needs no further value. After failure it loads again.
    pub(crate) fn finish(&self, seen: Flags) -> bool {
        let finished = seen.0 | FINISHED;
        self.word.compare_exchange(seen.0, finished, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Sets `PRODUCER_GONE`: the producer resigns, or the only producer leaves. Release: the
    /// consumer that sees `PRODUCER_GONE` also sees all publishes of this producer.
    pub(crate) fn set_producer_gone(&self) {
        self.word.fetch_or(PRODUCER_GONE, edge("doorbell.producer_gone", Ordering::Release));
    }

    /// Clears `PRODUCER_GONE` (many producers): a producer that had resigned leaves, and another
    /// one may get the ring. Relaxed: the next producer gets the ring under the registry's lock.
    pub(crate) fn clear_producer_gone(&self) {
        self.word.fetch_and(!PRODUCER_GONE, Ordering::Relaxed);
    }

    /// Sets `DORMANT`: the consumer is about to wait. Returns the fence that it owes.
    ///
    /// The consumer must [pay](Owed::pay) that fence, [confirm](Self::confirm) it if it owes a
    /// confirmation, and load `tail` once more. `adaptive` tells whether this may set `FULL_FENCE`.
    ///
    /// If `DORMANT` is set already, this sets `FULL_FENCE` at most. The consumer still owes a
    /// fence, because another end may have set `DORMANT`.
    ///
    /// Acquire pairs with [`confirm`](Self::confirm). If there is nothing to set, the owed fence
    /// takes the place of Acquire. The load of the word may find an old `DORMANT`: see
    /// [`crate::wait::Waiters`] for why that is harmless.
    #[inline]
    pub(crate) fn arm(&self, adaptive: bool) -> Owed {
        self.arm_with::<DORMANT>(adaptive)
    }

    /// As [`arm`](Self::arm), and sets `UNPOLLED` too: the consumer stops polling the ring.
    pub(crate) fn arm_unpolled(&self, adaptive: bool) -> Owed {
        self.arm_with::<{ DORMANT | UNPOLLED }>(adaptive)
    }

    #[inline]
    fn arm_with<const DORMANT: u32>(&self, adaptive: bool) -> Owed {
        let both = DORMANT | FULL_FENCE;
        let seen = self.word.load(Ordering::Relaxed);
        // With competing consumers `DORMANT` may stay set for ever: while others wait, and while
        // the producer is silent. So this must be able to set `FULL_FENCE` without setting
        // `DORMANT`.
        let sets = adaptive && seen & both != both && self.leases.arm(seen & FULL_FENCE != 0);
        // Set the bits that are missing.
        let bits = if sets { both } else { DORMANT };
        let found = seen & bits == bits;
        let before = if found { seen } else { self.word.fetch_or(bits, Ordering::AcqRel) };
        // With both bits of a confirmed flag, a fence of this end's own is enough.
        let relied_on = if present("doorbell.confirmed") { FLAG } else { FULL_FENCE };
        if before & relied_on == relied_on && before & FIXED == 0 {
            if found { Owed::Own } else { Owed::OwnAfterRmw }
        } else if sets && before & FULL_FENCE == 0 {
            Owed::Confirmation
        } else {
            Owed::Heavy
        }
    }

    /// Sets `CONFIRMED`: the end that set `FULL_FENCE` has executed the heavy fence. Release: that
    /// fence happens before the later steps of an end that finds both bits when it
    /// [arms](Self::arm).
    pub(crate) fn confirm(&self) {
        self.word.fetch_or(CONFIRMED, Ordering::Release);
    }

    /// [Arms](Self::arm) the doorbell, pays the fence, and confirms it: for an end with one
    /// doorbell.
    pub(crate) fn arm_alone(&self, adaptive: bool) {
        let owed = self.arm(adaptive);
        owed.pay(self.mode());
        if owed == Owed::Confirmation {
            self.confirm();
        }
    }

    /// Sets `PATIENT`: a thread that waits for space sleeps for a limited time. See
    /// [`patience`](crate::producer::patience). No fence orders this before the load that follows.
    pub(crate) fn set_patient(&self) {
        self.word.fetch_or(PATIENT, Ordering::AcqRel);
    }

    /// Clears `DORMANT` and `PATIENT` in `space`. Returns whether any was set. Of several consumers
    /// that find them set, only one gets true.
    pub(crate) fn clear_dormant(&self) -> bool {
        const WAITS: u32 = DORMANT | PATIENT;
        self.word.fetch_and(!WAITS, Ordering::AcqRel) & WAITS != 0
    }

    /// Clears `UNPOLLED`, for a consumer that has set it and polls the ring after all. Returns
    /// whether it was set. If not, the producer has cleared it, and pushes the ring.
    ///
    /// `DORMANT` stays set: a task or a notifier of the consumer may rely on it. Acquire pairs with
    /// [`take_dormant`](Self::take_dormant), and Release with the Acquire there.
    pub(crate) fn clear_unpolled(&self) -> bool {
        self.word.fetch_and(!UNPOLLED, Ordering::AcqRel) & UNPOLLED != 0
    }

    /// Clears `DORMANT` and `UNPOLLED`, for a producer that has published and loaded `DORMANT`.
    /// Returns the flags before this call.
    ///
    /// The producer needs no fence before this call, also if `FULL_FENCE` is set. It publishes,
    /// then executes this read-modify-write. An arming end executes one too, or finds `DORMANT`
    /// set.
    ///
    /// * If the arming end is first, this finds `DORMANT`, and the producer notifies.
    /// * If this is first, the arming end's read-modify-write reads from it (Release here, Acquire
    ///   there), and so the arming end finds the message. A `close` that comes after this carries
    ///   the message on to the consumer, because it is a read-modify-write as well.
    /// * An arming end that finds `DORMANT` set executes a full fence and loads the word again: see
    ///   [`crate::wait::Waiters`].
    pub(crate) fn take_dormant(&self) -> Flags {
        let found = self
            .word
            .fetch_and(!(DORMANT | UNPOLLED), edge("doorbell.take_dormant", Ordering::AcqRel));
        Flags(found & !(FLAG | FIXED))
    }
}
