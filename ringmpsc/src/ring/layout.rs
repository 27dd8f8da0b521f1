//! What the macro generates for a ring: the layout of its fields, and its options.

use crate::fence::Fence;
use crate::metrics::{ConsumerCounters, ContentionCounters, ProducerCounters};
use crate::ring::lines::{ColdLine, ConsumerLine, ProducerLine};
use crate::ring::receipts::Receipt;
use crate::ring::slots::Buffer;

/// The offsets of a ring's parts, in bytes.
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
    /// Checks that the lines are where the documentation says, so that the two sides write
    /// different lines. In a constant, a failed check is a compile error.
    ///
    /// # Panics
    ///
    /// Panics if a line is elsewhere.
    pub const fn check(self) {
        if cfg!(not(ringmpsc_loom)) {
            assert!(self.producer == 0, "the producer's line is not at offset 0");
            assert!(self.consumer == 128, "the consumer's line is not at offset 128");
            assert!(self.cold == 256, "the cold line is not at offset 256");
            assert!(self.slots.is_multiple_of(64), "the slots do not start on a cache line");
        }
    }
}

/// The number of bytes that Linux lets a process address, unless the process asks for higher
/// addresses.
const ADDRESS_SPACE: usize = 1 << 47;

/// Checks that the ring fits into the address space, and that its lines are where they should be.
/// In a constant, a failed check is a compile error at the caller.
///
/// # Panics
///
/// Panics if the ring does not fit, or if a line is elsewhere.
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

/// A function of its own: the constants of [`check`] are evaluated before it runs, and the layout
/// of a ring that is too large does not exist.
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

/// Makes the three lines of a ring. Their types differ, so a caller cannot confuse them.
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
/// * `Self` is a struct. Its lines and slots are fields of its own, at the offsets of
///   [`LAYOUT`](Self::LAYOUT). [`lines`](Self::lines) and [`slots`](Self::slots) return references
///   to exactly these fields.
/// * With competing consumers, [`Receipts`] of the same capacity are one more field of its own, at
///   the offset [`RECEIPTS`](Self::RECEIPTS). [`receipts`](Self::receipts) always returns a
///   reference to it. Otherwise both are `None`. So `RECEIPTS` says whether `receipts` returns any.
/// * Every other field lies before the slots, and is valid when all its bytes are zero.
///
/// The macro keeps these promises by construction: it writes the struct and this implementation
/// together.
///
/// [`Receipts`]: crate::ring::receipts::Receipts
#[doc(hidden)]
pub unsafe trait Ring: Options + Sized {
    /// The slots.
    type Slots: Buffer;

    /// The offsets of the lines and the slots.
    const LAYOUT: Layout;

    /// Returns the lines.
    fn lines(&self) -> Lines<'_>;

    /// Returns the slots.
    fn slots(&self) -> &Self::Slots;

    /// The offset of the receipts, with competing consumers.
    const RECEIPTS: Option<usize> = None;

    /// Returns the receipts, with competing consumers.
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
    /// On any node.
    Anywhere,
    /// On the node of the thread that opens the channel or registers the producer.
    Producer,
    /// On the node where a consumer was seen last.
    Consumer,
    /// On this node.
    Node(u32),
}

/// What the options of the attribute add to a ring. Each default stands for an option that is not
/// given.
#[doc(hidden)]
pub trait Options {
    /// `fence`.
    const FENCE: Fence = Fence::Adaptive;

    /// Whether both sides may pause to keep a distance, where that makes messages cheaper: see
    /// [`slip`](crate::ring::slip). `favor = latency` turns this off.
    const SLIP: bool = true;
    /// With many producers: the ring goes from one producer to the next.
    const RECYCLED: bool = false;
    /// `max_producers`.
    const MAX_PRODUCERS: usize = usize::MAX;
    /// `max_consumers`.
    const MAX_CONSUMERS: usize = usize::MAX;
    /// `shard`: how many rings a consumer's home shard has.
    const SHARD: usize = 2;
    /// `numa`.
    const PLACE: Place = Place::Anywhere;
    /// `prefetch`: the smallest batch for which messages are prefetched.
    const PREFETCH: usize = usize::MAX;
    /// `metrics(latency)`.
    const LATENCY: bool = false;
    /// `wait` or `futures`: each end may wait for the other one.
    const CAN_WAIT: bool = false;
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

    /// `contention`: the counters of a producer that found no space.
    #[inline]
    fn contention_line(&self) -> Option<&ContentionCounters> {
        None
    }
}

/// `metrics`: the ring has counters. Its ends and its control handle return them.
///
/// A marker, as are the traits below. What an option adds to the library's types exists only for
/// marked rings. So the compiler does not suggest it to a caller without the option.
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

/// `futures`: a task may wait at either end.
#[doc(hidden)]
pub trait HasFutures: Ring {}

/// `notify`: the consumer may have a notifier.
#[doc(hidden)]
pub trait HasNotifier: Ring {}

/// `wait`: a thread may wait at either end.
#[doc(hidden)]
pub trait HasWait: Ring {}
