//! One word per ring, zero unless an end wants the producer to do more than publish.
//!
//! The fast path after a publish is a relaxed load of this word and a branch that is not taken.
//!
//! A ring has two. The one below is for the producer to look at. The other, `room`, is the same
//! the other way round: a producer that waits for room sets `DORMANT`, and the consumer looks after
//! it has released slots.
//!
//! | bit | set by | cleared by | the producer that sees it |
//! |---|---|---|---|
//! | `CLOSED` | `close()`, the consumer's drop | never | settles what became of its last publish, then refuses |
//! | `SETTLED` | the producer, once, having seen `CLOSED` | never | |
//! | `FINISHED` | the consumer: it will never look at this ring again | never | takes back what lies behind the end |
//! | `ENDED` | the producer, when it resigns, or leaves (then with one producer only) | the producer, when it leaves (of many) | refuses |
//! | `CONSUMER_GONE` | the consumer, when it leaves (one producer only) | never | (comes with `CLOSED`) |
//! | `DORMANT` | the consumer, when it stops polling the ring; a new ring starts so | the end that sees it first; where consumers compete, a producer that wakes all that wait | puts the ring back (many producers, one consumer), and wakes consumers |
//! | `PATIENT` (`room` only) | the producer's thread that waits for room, for a [limited time](crate::producer::patience) | the consumer that wakes it | |
//! | `FENCED` | the consumer, when it arms, with `fence = adaptive`, also if it finds `DORMANT` set | the producer, when the [lease](crate::fence) has run out | executes a full fence and looks again |
//! | `CONFIRMED` | the consumer that has set `FENCED`, after a heavy fence | with `FENCED` | |
//! | `FIXED` | set for life, with `FENCED` and `CONFIRMED`, where both sides use full fences | never | |
//!
//! [`crate::fence`] says why no wake-up is lost while the last three change.

use crate::fence::{self, Leases, Mode, Owed, Spent};
use crate::sync::{AtomicU32, Ordering, edge, edges, present};
use crate::wait::fence_listening;

const CLOSED: u32 = 1;
const SETTLED: u32 = 1 << 1;
const FINISHED: u32 = 1 << 2;
const ENDED: u32 = 1 << 3;
const CONSUMER_GONE: u32 = 1 << 4;
const DORMANT: u32 = 1 << 5;
const PATIENT: u32 = 1 << 6;
const FIXED: u32 = 1 << 29;
const CONFIRMED: u32 = 1 << 30;
const FENCED: u32 = 1 << 31;

/// The bits of the flag that asks for fences.
const FLAG: u32 = FENCED | CONFIRMED;

/// The word itself. See the module's table for who does what.
pub(crate) struct Doorbell {
    word: AtomicU32,
    /// When arming ends set the flag.
    leases: Leases,
}

/// What somebody saw on a doorbell.
#[derive(Clone, Copy)]
pub(crate) struct Flags(u32);

impl Flags {
    /// Nobody wants anything.
    #[inline]
    pub(crate) const fn is_quiet(self) -> bool {
        self.0 == 0
    }

    #[inline]
    pub(crate) const fn is_closed(self) -> bool {
        self.0 & CLOSED != 0
    }

    /// Whether the producer of the ring must not send: the channel is closed, or it has resigned.
    #[inline]
    pub(crate) const fn refuses(self) -> bool {
        self.0 & (CLOSED | ENDED) != 0
    }

    #[inline]
    pub(crate) const fn is_dormant(self) -> bool {
        self.0 & DORMANT != 0
    }

    #[inline]
    pub(crate) const fn is_patient(self) -> bool {
        self.0 & PATIENT != 0
    }

    #[inline]
    pub(crate) const fn is_finished(self) -> bool {
        self.0 & FINISHED != 0
    }

    #[inline]
    pub(crate) const fn is_consumer_gone(self) -> bool {
        self.0 & CONSUMER_GONE != 0
    }

    #[inline]
    pub(crate) const fn is_producer_gone(self) -> bool {
        self.0 & ENDED != 0
    }
}

impl Doorbell {
    pub(crate) fn new(mode: Mode, dormant: bool) -> Self {
        let fenced = if mode == Mode::Full { FLAG | FIXED } else { 0 };
        let word = AtomicU32::new(fenced | if dormant { DORMANT } else { 0 });
        Self { word, leases: Leases::default() }
    }

    pub(crate) fn mode(&self) -> Mode {
        if self.word.load(Ordering::Relaxed) & FIXED == 0 { Mode::Asymmetric } else { Mode::Full }
    }

    /// The word as it is. Relaxed: an end that acts on a bit goes through one of the methods below.
    #[inline]
    pub(crate) fn load(&self) -> Flags {
        Flags(self.word.load(Ordering::Relaxed))
    }

    /// The producer's look after a publish. The fence orders the cursor's store before the load;
    /// its partner is the [`fence::heavy`] of the end that set the bell.
    #[inline]
    pub(crate) fn load_after_publish(&self) -> Flags {
        fence::light();
        self.load()
    }

    /// The look of an end that listens, and has found the bell set. The fence is that of
    /// [`fence_listening`].
    pub(crate) fn look_after_listening(&self) -> Flags {
        fence_listening();
        self.load()
    }

    /// Completes [`load_after_publish`](Self::load_after_publish) on the slow path: the full fence
    /// that `FENCED` asks for, and another look. Its partner is the fence of [`arm`](Self::arm).
    /// If the lease has run out, the flag is cleared.
    ///
    /// Relaxed, as the fence comes between the cursor's store and the load. What a CAS that fails
    /// has found is a later look.
    #[inline]
    pub(crate) fn load_fenced(&self, bell: Flags, spent: &Spent) -> Flags {
        if bell.0 & FENCED == 0 {
            return bell;
        }
        fence::full();
        let mut now = self.word.load(Ordering::Relaxed);
        if now & DORMANT != 0 {
            spent.renew();
        } else if now & (FLAG | FIXED) == FLAG && spent.spend() {
            let relaxed = Ordering::Relaxed;
            let cleared = self.word.compare_exchange(now, now & !FLAG, relaxed, relaxed);
            now = cleared.unwrap_or_else(|changed| changed);
        }
        Flags(now & !(FLAG | FIXED))
    }

    /// No more messages are wanted. Release: what the closer did before, the consumer knows when it
    /// is told.
    pub(crate) fn close(&self) {
        self.word.fetch_or(CLOSED, edge("bell.close", Ordering::Release));
    }

    /// The only consumer leaves, and with it all interest in messages.
    pub(crate) fn set_consumer_gone(&self) {
        self.word.fetch_or(CLOSED | CONSUMER_GONE, Ordering::AcqRel);
    }

    /// The producer has seen `CLOSED` after a publish. Returns what the word was.
    ///
    /// An RMW on both sides decides between this and [`finish`](Self::finish): if this comes first,
    /// the consumer's exchange fails and it looks at `tail` again, where it finds the publish
    /// (Release here, Acquire there). If the other comes first, this returns `FINISHED` and the
    /// consumer's last `head` is visible (the heavy fence there, Acquire here).
    pub(crate) fn settle(&self) -> Flags {
        Flags(self.word.fetch_or(SETTLED, edges("bell.settle.acquire", "bell.settle.release")))
    }

    /// What the consumer sees when it finds the ring empty. Acquire pairs with
    /// [`close`](Self::close), [`settle`](Self::settle) and [`end`](Self::end).
    #[inline]
    pub(crate) fn load_when_empty(&self) -> Flags {
        Flags(self.word.load(edge("bell.ended", Ordering::Acquire)))
    }

    /// The consumer declares that it will never look at the ring again, unless the word has changed
    /// since it was `seen`.
    ///
    /// Relaxed: while there is a producer to tell, there is a heavy fence between the last time the
    /// consumer moved `head` and this, and that is a release fence too: it makes `head` visible to
    /// who sees `FINISHED`. Competing consumers move `head` by exchange after that fence, and so
    /// does that producer: see [`RingRef::claim_rest`](crate::ring::handle::RingRef::claim_rest).
    /// What they do before the fence is in [`biased`](crate::consumer::biased). After success the
    /// consumer has no more to see, after failure it looks anew.
    pub(crate) fn finish(&self, seen: Flags) -> bool {
        let finished = seen.0 | FINISHED;
        self.word.compare_exchange(seen.0, finished, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// The producer resigns, or the only one leaves; everything it published happens before this.
    pub(crate) fn end(&self) {
        self.word.fetch_or(ENDED, edge("bell.end", Ordering::Release));
    }

    /// A producer of many that has resigned leaves, and another one may have the ring. Relaxed:
    /// that one gets it under the registry's lock.
    pub(crate) fn reopen(&self) {
        self.word.fetch_and(!ENDED, Ordering::Relaxed);
    }

    /// The consumer stops polling. It must [pay](Owed::pay) what it owes, [confirm](Self::confirm)
    /// the flag if it owes that, and look at `tail` once more. `adaptive`: whether it may set the
    /// flag that asks for fences.
    ///
    /// If the bell is set already, this sets the flag at most. The consumer still owes a fence if
    /// another end may have set the bell.
    ///
    /// Acquire pairs with [`confirm`](Self::confirm). If there was nothing to set, the fence that
    /// is owed takes its place.
    pub(crate) fn arm(&self, adaptive: bool) -> Owed {
        const BOTH: u32 = DORMANT | FENCED;
        let seen = self.word.load(Ordering::Relaxed);
        // A bell that competing consumers share may stay set for ever: while others wait, and while
        // its producer is silent. So it must be possible to set the flag without setting the bell.
        let sets = adaptive && seen & BOTH != BOTH && self.leases.arm(seen & FENCED != 0);
        let bits = if sets { BOTH } else { DORMANT };
        let before =
            if seen & bits == bits { seen } else { self.word.fetch_or(bits, Ordering::AcqRel) };
        let relied_on = if present("bell.confirmed") { FLAG } else { FENCED };
        if before & relied_on == relied_on && before & FIXED == 0 {
            Owed::Own
        } else if sets && before & FENCED == 0 {
            Owed::Confirmation
        } else {
            Owed::Heavy
        }
    }

    /// The end that has set `FENCED` has executed the heavy fence. Release: so that fence happens
    /// before what an end does that finds both bits when it [arms](Self::arm).
    pub(crate) fn confirm(&self) {
        self.word.fetch_or(CONFIRMED, Ordering::Release);
    }

    /// [Arms](Self::arm), pays what is owed, and confirms: for an end with one doorbell.
    pub(crate) fn arm_alone(&self, adaptive: bool) {
        let owed = self.arm(adaptive);
        owed.pay(self.mode());
        if owed == Owed::Confirmation {
            self.confirm();
        }
    }

    /// A thread that waits for room sleeps for a limited time: see
    /// [`patience`](crate::producer::patience). No fence orders this before the look that follows.
    pub(crate) fn ask_patiently(&self) {
        self.word.fetch_or(PATIENT, Ordering::AcqRel);
    }

    /// Ends dormancy, and patience. True for the one side that finds either set.
    pub(crate) fn clear_dormant(&self) -> bool {
        const WAITS: u32 = DORMANT | PATIENT;
        self.word.fetch_and(!WAITS, Ordering::AcqRel) & WAITS != 0
    }
}
