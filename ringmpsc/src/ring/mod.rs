//! The protocol: what one step does to memory.
//!
//! A ring has one producer. It has one consumer, or [several that share it](#consumers-that-share). Each side owns a
//! part of the slots, and hands slots over by moving its cursor past them:
//!
//! ```text
//!            free                messages               free
//!   ┌────┬────┬────┬────┐┌────┬────┬────┬────┬────┐┌────┬────┬────┐
//!   │    │    │    │    ││ 20 │ 21 │ 22 │ 23 │ 24 ││    │    │    │   slot = cursor & (capacity - 1)
//!   └────┴────┴────┴────┘└────┴────┴────┴────┴────┘└────┴────┴────┘
//!    28   29   30   31    ▲                         ▲
//!                        head = 20                 tail = 25
//!
//!   the consumer owns  head .. tail               reads, drops; then moves head  ──► hands slots back
//!   the producer owns  tail .. head + capacity    writes;       then moves tail  ──► hands messages over
//! ```
//!
//! In memory, with one writer for each line and nothing of one side on a line of the other:
//!
//! ```text
//!   offset 0     ProducerLine   tail, followed              written by the producer
//!   offset 128   ConsumerLine   head                        written by the consumer
//!   offset 256   ColdLine       bell, room, vacancy, links, index, id    written when something rare happens
//!   offset 384   option lines   counters (metrics, …)       one line a writer; absent without the option
//!   then         Slots          2^bits messages             64-byte aligned
//!   then         Receipts       one word for each slot      only if consumers share the ring
//! ```
//!
//! Private to the endpoints, hence in no ring: the producer's `tail` and its copy of `head`, the
//! consumer's `head` and its copy of `tail`. (Consumers that share a ring have no `head` of their own.)
//! A side refreshes its copy only when the copy shows fewer slots or messages than the operation
//! wants. So most operations touch no line that the other side writes.
//!
//! # Following one message
//!
//! 1. [`Producer::claim`](producer::Producer::claim) refuses if the [doorbell] says that the channel is
//!    closed. The slot at `tail` is free if the copy of `head` says so, or the real one does.
//! 2. [`Slot::write`](producer::Slot::write) moves the message into the slot. Nobody else can see it.
//! 3. `Producer::publish` stores `tail + 1`, looks at the doorbell, and counts. If the doorbell is set,
//!    `Producer::answer` wakes the consumers that wait, and settles a close.
//! 4. [`Rings::find`](consumer::Rings::find): the consumer's copy of `tail` says that there is a message,
//!    or the real one does. With many rings, `try_recv` first takes what it knows of in the ring whose
//!    turn it is, without a search.
//! 5. `Owned::take` *retires* the slot (moves the private `head`), moves the message out, and *releases*
//!    the slot (stores `head`). The release looks at `room` and at [vacancy], for a producer that waits
//!    or has left.
//!
//! Where consumers share, steps 4 and 5 differ. They are explained [below](#consumers-that-share).
//!
//! 4. `Shards::pass` chooses a ring. [`Shared::take_one`](shared::Shared::take_one) *claims* the message:
//!    it moves the common `head` past it, up to its copy of `tail`, or the real one.
//! 5. The same function moves the message out, and *files* the slot's receipt
//!    (`RingRef::release_part`), which looks at `room` and at [vacancy] as above.
//!
//! # Every atomic
//!
//! | atomic | written by | read by | orderings |
//! |---|---|---|---|
//! | `tail` | producer | consumer, onlookers | Release store *publishes*; Acquire load *observes*: the messages before it are visible. Relaxed where it is but a number |
//! | `head` | consumer | producer, onlookers | Release store *releases*; Acquire load *observes*: the slots before it are no longer looked at |
//! | `head`, shared | consumers that share, by exchange; by a store as long as there is [only one](sole); a producer that takes messages back, by exchange | consumers, onlookers | Release exchange *claims*; Acquire load, so that a `tail` that is read afterwards is no older; Relaxed where it is but a guess. The payload does not depend on it: exchanges are in one order whatever their ordering |
//! | `orphan` | a consumer that leaves with a claim; the consumers that take messages of it, by exchange | consumers that find their rings empty, or give another ring its turn | Release store *puts*; Acquire load *takes*: see [`crate::crew`] |
//! | `receipt` | the consumer that claimed from this slot on; it stores up to where | the producer, when the ring looks full; the registry, while the ring is vacant | Release store *files*; Acquire load *follows*: the slots of the claim are no longer looked at |
//! | `followed` | the producer, when it leaves; the registry, under its lock, while the ring is vacant | the next producer of the ring | Release and Acquire; the ring is handed on under the registry's lock |
//! | `bell` | both sides, rarely | producer before each claim and after each publish, consumer when empty | see [doorbell]; the payload never depends on it |
//! | `room` | the producer that waits for room; the consumer that rings | consumer after each release, with `wait` or `futures` only | a doorbell the other way round: see [`crate::wait`] |
//! | `wake_at` | the producer's thread that waits for room | the consumer that finds `PATIENT` in `room` | Relaxed: see [patience] |
//! | `vacancy` | the producer that leaves, the registry, and consumers that report (many producers only) | the consumer, after a release that may have emptied the ring | see [vacancy]; the payload never depends on it |
//! | `below_reported` | the consumer that reports the ring, once it has set `REPORTED` | the registry, after it has taken the stack | Relaxed, carried by the Release push and the Acquire take |
//! | `index` | the producer that registers, once, before the ring can be found | consumers that report the ring | Relaxed: what makes the ring visible makes it visible |
//! | `below` (many producers, one consumer) | the producer that pushes the ring to [ready](crate::registry), once it has cleared `DORMANT` | the consumer, after taking the stack | Relaxed, carried by the Release push and the Acquire take |
//! | `id` | who registers a producer, under the lock | onlookers | Relaxed: a number |
//! | counters | one side each | onlookers | Relaxed: numbers. Two are Release and Acquire, so that a reader finds others no older: see [`crate::metrics`] |
//!
//! Two edges carry data, `tail.publish → tail.observe` and `head.publish → head.observe`, or
//! `receipt.file → receipt.follow` in place of the latter. Where consumers share, a third edge,
//! `orphan.put → orphan.take`, carries the messages of a consumer that has left to another one. Where a
//! ring has one producer after another, the registry's lock and `followed` carry the slots that have
//! come back.
//!
//! Two pairs of fences carry liveness. After `tail.publish` a producer executes a light fence and looks
//! at the bell. If the bell asks for it, the producer executes a full fence and looks again. The
//! consumer that sets the bell executes a heavy fence, or a full one if the producer was asked for one
//! before, and looks at `tail`: see [`crate::fence`]. So at least one sees the other. The second pair
//! is the same the other way round, with `head` and `room`. A third pair decides whether there is [only
//! one](sole) that claims. In a channel with many producers a fourth pair sees to it that a drained
//! ring is found: see [vacancy].
//!
//! # What the unsafe code relies on
//!
//! The fields of [`Producer`](producer::Producer), [`Claim`](claim::Claim), [`Owned`](owned::Owned) and
//! [`Shared`](shared::Shared) decide which slots are touched. They are private, but for the reference to the
//! ring. The code that makes a `Producer` or an `Owned` makes sure that no other one has the role. In between:
//!
//! * **Producer.** `head <= the ring's head` and `tail - head <= capacity`, so the slots in `tail..head +
//!   capacity` are free and nobody else touches them. A claim holds some of them and borrows the producer
//!   exclusively; its first `written` slots hold messages.
//! * **Consumer.** `the ring's head <= head <= tail <= the ring's tail`, so the slots in `head..tail` hold
//!   messages, each of which is taken out, dropped or lent by the consumer alone. Those between the ring's
//!   `head` and `head` are retired: nobody's but the operation's that is at work.
//! * **Consumers that share.** The exchange that moves `head` from `c` to `c + n` gives the slots in `c..c + n` to who
//!   has made it: `c` and all claims before it were made once, as `head` only grows. While [`Sole`](sole::Sole) lets one
//!   consumer store instead, no other thread moves `head`: that consumer gives up the right to store before it
//!   finishes a ring, and a producer takes messages back from a finished ring only. [`Shared`](shared::Shared) claims
//!   nothing beyond a `tail` that it has observed, so these slots hold messages. The producer gets them back by receipts,
//!   which are filed for slots whose messages were moved out, and for no others: its `head` is behind every claim that
//!   lacks one.
//!
//! # Consumers that share
//!
//! ```text
//!   consumer                                            producer, when the ring looks full
//!     c = head; tail.observe; n = what is between, or     receipt[head & mask].follow: ahead of head?
//!         empty if `tail` is not ahead of `c`               yes: head is there now; on to the next receipt
//!     head: c → c + n, claim; failed? again                 no: a receipt of an earlier lap; that is all
//!     move the messages out
//!     receipt[c & mask] = c + n, file
//! ```
//!
//! One exchange and one store for a batch of any size, and no consumer waits for another. Who is the only consumer
//! [stores](sole) where others exchange, and the second one to come waits until that is over. A message is never read
//! before it is claimed. Order: the messages of one producer are claimed in the order in which they were sent, and one
//! consumer takes what it has claimed in that order. Two consumers that hold claims of one producer at the same time take
//! them at the same time: between *their* messages there is no order.
//!
//! The claim of a consumer that has left goes to consumers that find nothing else. They may have
//! taken later messages of the same producer before. So for these messages, and for these only, one
//! consumer may see a producer's messages out of order.
//!
//! # Closing is exact
//!
//! `Ok` from a send means that the message is received, or dropped exactly once with the consumer. A
//! consumer that was told `Closed` has received everything that was reported as `Ok`.
//!
//! ```text
//!   producer                                   consumer, when the ring is empty and CLOSED is set
//!     refuse if CLOSED is set                    heavy fence
//!     write; tail.publish; light fence           look at tail: a message? then take it, it counts
//!     bell has CLOSED?  no: Ok                   bell: unchanged? then set FINISHED, and never look
//!       yes: bell |= SETTLED ──────┐                at this ring again
//!            was FINISHED set? ◄───┴── one RMW ──►  changed: look at tail once more
//!              no:  Ok, the consumer will look
//!              yes: tail goes back to head; the messages behind it return to the sender
//! ```
//!
//! Both sides change one word with a read-modify-write, so one of them is first. If the producer is, the
//! consumer's exchange fails and its next look finds the message. If the consumer is, the producer learns
//! it, and the slots behind `head` are its own again.
//!
//! Consumers that share settle in the same way, whichever comes first to find the ring empty. Another one may not have
//! heard of `FINISHED` and claim a message that the producer is about to take back; so the producer *claims* it back
//! (`RingRef::claim_rest`), and what it cannot have was received. Its `tail` stays where it is, since `head` is there too. Who was told `Closed` claims nothing any more.
//!
//! # What a side does that stalls, panics, leaks or dies
//!
//! | | the producer | the consumer |
//! |---|---|---|
//! | stalls | between claim and publish: nobody notices. Between publish and bell: the message is visible, only a sleeping consumer sleeps on | the ring runs full, senders are told so |
//! | stalls, sharing | | it holds what it has claimed. The others take everything else; the producer goes on until it needs these slots |
//! | panics in user code | `fill_from`: what was written is dropped, nothing is published | in a handler or a drop: the slot was retired first, so this message is gone and all others stay; the slots retired so far are released |
//! | panics, sharing | | what it had claimed and not taken is what its next operation takes. If it leaves instead, the other consumers take it |
//! | leaks | a forgotten reservation leaks what was pushed into it; its slots are written over | a forgotten `Drain` has taken what it gave out, and left the rest where it was; a forgotten claim is what the next operation takes; a forgotten consumer's claim keeps its slots |
//! | leaves | what it published is still received. Many producers: the consumer that takes the last of it [reports](vacancy) the ring, and the next producer gets it | the channel closes; what nobody received is dropped once |
//! | leaves, sharing | | what it had claimed and not taken goes to the [others](crate::crew); the last consumer and the last control handle close the channel, and drop once what was not received |
//!
//! # Where things are
//!
//! [index] arithmetic · [cursor] the lines · [doorbell] the word that is usually zero · [slots]
//! memory · [parts] what a generated ring tells us · [memory] who keeps it alive (and `heap`, where
//! it lies) · [producer] and [claim] the sending half · [vacancy] and [ready] how rings go from one
//! producer to the next · [owned] the receiving half, [shared], [receipts] and [sole] that of
//! consumers that share · [source] what all consumers do · [slip] how the two sides keep a distance ·
//! [consumer] its operations over one ring or many · [views] looking without taking · [solo] one
//! ring, nothing else · [blocking] waiting for the other side, and `asynchronous`, the same for
//! tasks, with a `budget` that makes them yield · [patience], when a waiting producer is woken. Many rings: [`crate::registry`]. Many consumers: [`crate::crew`].
//!
//! # Sources
//!
//! The bounded single-producer ring with two counters is L. Lamport's (*Specifying Concurrent Program
//! Modules*, 1983); the private copies of the peer's cursor are those of P. P. C. Lee, T. Bu and G.
//! Chandranmenon (*A lock-free, cache-efficient shared ring buffer*, 2009), which rtrb uses too. Claiming by exchange
//! before reading is how DPDK's `rte_ring` lets consumers share; its tail, which they move on in order, is what receipts
//! do without.

#[cfg(feature = "futures")]
pub(crate) mod asynchronous;
pub(crate) mod blocking;
#[cfg(feature = "futures")]
pub(crate) mod budget;
pub(crate) mod claim;
pub(crate) mod consumer;
pub(crate) mod cursor;
pub(crate) mod doorbell;
mod heap;
#[cfg(all(test, not(ringmpsc_loom)))]
pub(crate) mod hooked;
pub(crate) mod index;
pub(crate) mod memory;
pub(crate) mod owned;
pub(crate) mod parts;
pub(crate) mod patience;
mod prefetch;
pub(crate) mod producer;
pub(crate) mod ready;
pub(crate) mod receipts;
pub(crate) mod shared;
mod slip;
pub(crate) mod slots;
pub(crate) mod sole;
pub(crate) mod solo;
pub(crate) mod source;
pub(crate) mod vacancy;
pub(crate) mod views;
