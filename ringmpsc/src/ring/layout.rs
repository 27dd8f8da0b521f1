//! What a generated ring tells the library about itself.

use crate::fence::Fence;
use crate::metrics::{ConsumerCounters, ContentionCounters, ProducerCounters};
use crate::ring::lines::{ColdLine, ConsumerLine, ProducerLine};
use crate::ring::receipts::Receipt;
use crate::ring::slots::Buffer;

/// Where the parts of a ring lie, in bytes from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The producer's line.
    pub producer: usize,
    /// The consumer's line.
    pub consumer: usize,
    /// The cold line.
    pub cold: usize,
    /// The first slot.
    pub slots: usize,
}

impl Layout {
    /// Fails to compile, when a constant calls it, unless the lines are where the documentation
    /// says: one writer a line.
    ///
    /// # Panics
    ///
    /// Panics if one is elsewhere.
    pub const fn check(self) {
        if cfg!(not(ringmpsc_loom)) {
            assert!(self.producer == 0, "the producer's line is not at offset 0");
            assert!(self.consumer == 128, "the consumer's line is not at offset 128");
            assert!(self.cold == 256, "the cold line is not at offset 256");
            assert!(self.slots.is_multiple_of(64), "the slots do not start on a cache line");
        }
    }
}

/// The bytes that Linux lets a process address, unless it asks for more by address.
const ADDRESS_SPACE: usize = 1 << 47;

/// Fails to compile, when a constant calls it, unless the ring fits into the address space and its
/// lines are where they should be. The compiler points at the caller.
///
/// # Panics
///
/// Panics if it does not fit, or a line is elsewhere.
#[track_caller]
pub const fn check<R: Ring>() {
    let bytes = size_of::<Message<R>>().checked_mul(<R::Slots as Buffer>::CAPACITY);
    assert!(
        matches!(bytes, Some(bytes) if bytes < ADDRESS_SPACE),
        "a ring of 2^bits messages of this size does not fit into the address space; \
         write a smaller `bits`, or send the messages in a `Box`"
    );
    check_layout::<R>();
}

/// Apart from [`check`], because the constants of a function are evaluated before it runs, and the
/// layout of a ring that is too large has none.
const fn check_layout<R: Ring>() {
    R::LAYOUT.check();
}

/// The three lines of a ring.
pub struct Lines<'a> {
    /// At offset 0.
    pub producer: &'a ProducerLine,
    /// At offset 128.
    pub consumer: &'a ConsumerLine,
    /// At offset 256.
    pub cold: &'a ColdLine,
}

/// Three lines, which their types tell apart.
#[inline]
pub fn lines<'a>(
    producer: &'a ProducerLine,
    consumer: &'a ConsumerLine,
    cold: &'a ColdLine,
) -> Lines<'a> {
    Lines { producer, consumer, cold }
}

/// A generated ring.
///
/// # Safety
///
/// * `Self` is a struct whose lines and slots are fields of its own, at the offsets of
///   [`LAYOUT`](Self::LAYOUT), and [`lines`](Self::lines) and [`slots`](Self::slots) return
///   references to just these fields.
/// * If consumers share the ring, one more field of its own, [`Receipts`] of the same capacity, is
///   at the offset [`RECEIPTS`](Self::RECEIPTS), and [`receipts`](Self::receipts) always returns a
///   reference to it. Otherwise both are `None`. So `RECEIPTS` says whether `receipts` returns any.
/// * Every other field lies before the slots and is valid when all its bytes are zero.
///
/// [`Receipts`]: crate::ring::receipts::Receipts
///
/// The macro keeps these by construction: it writes the struct and this implementation side by
/// side.
#[doc(hidden)]
pub unsafe trait Ring: Options + Sized {
    /// The slots.
    type Slots: Buffer;

    /// The offsets of the fields below.
    const LAYOUT: Layout;

    /// The lines, by reference.
    fn lines(&self) -> Lines<'_>;

    /// The slots, by reference.
    fn slots(&self) -> &Self::Slots;

    /// Where the receipts lie, if consumers share the ring.
    const RECEIPTS: Option<usize> = None;

    /// The receipts, by reference, if consumers share the ring.
    #[inline]
    fn receipts(&self) -> Option<&[Receipt]> {
        None
    }
}

/// The message type of a ring.
pub(crate) type Message<R> = <<R as Ring>::Slots as Buffer>::Message;

/// Where a ring's memory is wanted: the option `numa`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Wherever the allocator finds it.
    Anywhere,
    /// On the node of the thread that registers the producer.
    Local,
    /// On this node.
    Node(u32),
}

/// What the options of the attribute add to a ring. Each default is the option left out.
#[doc(hidden)]
pub trait Options {
    /// `fence`.
    const FENCE: Fence = Fence::Adaptive;

    /// Whether the sides keep a distance from each other where that makes messages cheaper: see
    /// [`slip`](crate::ring::slip). `favor = latency` turns it off.
    const SLIP: bool = true;
    /// Many producers: the ring goes from one producer to the next.
    const RECYCLED: bool = false;
    /// `max_producers`.
    const MAX_PRODUCERS: usize = usize::MAX;
    /// `max_consumers`.
    const MAX_CONSUMERS: usize = usize::MAX;
    /// `shard`: how many rings a consumer is at home in.
    const SHARD: usize = 2;
    /// `numa`.
    const PLACE: Place = Place::Anywhere;
    /// `prefetch`: the smallest batch that is worth it.
    const PREFETCH: usize = usize::MAX;
    /// `metrics(latency)`.
    const LATENCY: bool = false;
    /// `wait` or `futures`: the producer may wait for room.
    const WAIT: bool = false;
    /// `notify`: the consumer may have a notifier.
    const NOTIFY: bool = false;

    /// `metrics`: the counters that the producer writes.
    #[inline]
    fn sent_line(&self) -> Option<&ProducerCounters> {
        None
    }

    /// `metrics`: the counters that the consumer writes.
    #[inline]
    fn received_line(&self) -> Option<&ConsumerCounters> {
        None
    }

    /// `contention`: the counters of a producer that found no room.
    #[inline]
    fn contention_line(&self) -> Option<&ContentionCounters> {
        None
    }
}

/// `metrics`: the ring has counters, so its ends and its control handle can be asked for them.
///
/// A marker, like those below: what an option adds to the library's types exists for marked rings
/// only. So the compiler cannot suggest it to somebody who calls it without the option.
#[doc(hidden)]
pub trait HasMetrics: Ring {}

/// `contention`: the ring counts refusals.
#[doc(hidden)]
pub trait HasContention: Ring {}

/// `metrics` or `contention`: a channel of such rings has a snapshot.
#[doc(hidden)]
pub trait HasSnapshot: Ring {
    /// `metrics`.
    const METRICS: bool = false;
    /// `contention`.
    const CONTENTION: bool = false;
}

/// `numa`: the ring was placed.
#[doc(hidden)]
pub trait HasPlacement: Ring {}

/// `futures`: a task may wait for either side.
#[doc(hidden)]
pub trait HasFutures: Ring {}

/// `notify`: the consumer may have a notifier.
#[doc(hidden)]
pub trait HasNotifier: Ring {}

/// `wait`: either side may wait for the other.
#[doc(hidden)]
pub trait HasWait: Ring {}
