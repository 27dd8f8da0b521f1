//! The protocol: what each step does to memory.
//!
//! A ring has one producer. It has one consumer, or [competing consumers](#competing-consumers).
//! Each side owns a part of the slots. It hands slots to the other side by moving its cursor past
//! them:
//!
//! ```text
//!            free                messages               free
//!   ┌────┬────┬────┬────┐┌────┬────┬────┬────┬────┐┌────┬────┬────┐
//!   │    │    │    │    ││ 20 │ 21 │ 22 │ 23 │ 24 ││    │    │    │   slot = cursor mod capacity
//!   └────┴────┴────┴────┘└────┴────┴────┴────┴────┘└────┴────┴────┘
//!    28   29   30   31    ▲                         ▲
//!                        head = 20                 tail = 25
//!
//!   the consumer owns  head .. tail               reads, drops; then moves head  ──► free slots
//!   the producer owns  tail .. head + capacity    writes;       then moves tail  ──► messages
//! ```
//!
//! The hot lines have one writer each:
//!
//! ```text
//!   offset 0     ProducerLine   tail, reclaimed             written by the producer
//!   offset 128   ConsumerLine   head                        written by the consumer
//!   offset 256   ColdLine       doorbell, space, vacancy, … written when something rare happens
//!   offset 384   option lines   counters (metrics, …)       one for each writer, if asked for
//!   then         Slots          2^bits messages             64-byte aligned
//!   then         Receipts       one word for each slot      only with competing consumers
//! ```
//!
//! Each end keeps private cursors, which lie in no ring. The producer has its `tail` and
//! `cached_head`, a copy of the ring's `head`. The consumer has its `head` and `cached_tail`. An
//! end reloads its copy only when the copy shows fewer slots or messages than the operation needs.
//! So most operations load no line that the other side writes.
//!
//! # Following one message
//!
//! 1. [`Producer::try_send`](crate::producer::Producer::try_send) refuses if the [doorbell] has
//!    `CLOSED`.
//! 2. It finds a free slot: by `cached_head`, or else by the ring's `head`.
//! 3. It moves the message into the slot at `tail`. No other thread can see it.
//! 4. It publishes: stores `tail + 1`, then loads the doorbell. If a flag is set, the slow path
//!    wakes waiting consumers and settles a close.
//! 5. The consumer finds a ring with messages: by `cached_tail`, or else by the ring's `tail`.
//! 6. It *retires* the slot (moves its private `head`), and moves the message out.
//! 7. It *releases* the slot (stores the ring's `head`), then loads `space` and the
//!    [vacancy word](vacancy), for a producer that waits or has left. Before that it may take the
//!    slot's line [out of the producer's cache](line_ownership).
//!
//! The functions that do this, for each kind:
//!
//! | step | `spsc` | `mpsc` | `spmc` | `mpmc` |
//! |---|---|---|---|---|
//! | open | [`SpscHandle::open`] | [`MpscHandle::open`] | [`SpmcHandle::open`] | [`MpmcHandle::open`] |
//! | register a producer, a consumer | – | [`Registered::register`] | [`ConsumerGroup::join`] | both |
//! | 1, 3, 4: refuse, write, publish | [`Producer::try_send`] | the same | the same | the same |
//! | 2: find a free slot | [`ConsumerLine::observe`] | the same | [`receipts::follow`] | the same |
//! | 4: wake consumers | [`Fixed::notify_consumer`] | [`Registered::notify_consumer`] | as `spsc` | as `mpsc` |
//! | 5: find a ring with messages | [`Spsc::find`] | [`Mpsc::find`] | [`Spmc::try_rings`] | [`Mpmc::try_rings`] |
//! | claim messages | – | – | [`Competing::claim`] | the same |
//! | 6: take one message | [`Exclusive::take`] | the same | [`Competing::take_one`] | the same |
//! | 7: release slots | [`RingRef::release`] | the same | [`RingRef::release_part`] | the same |
//! | report a drained ring | – | [`RingRef::report_if_vacant`] | – | as `mpsc` |
//! | nothing found: empty, or closed? | [`Exclusive::after_empty`] | [`Mpsc::after_empty`] | [`competitor::end::after_empty`] | the same |
//! | before the consumer sleeps | [`Exclusive::prepare_park`] | [`Mpsc::prepare_park`] | [`competitor::end::prepare_park`] | the same |
//! | close | [`RingRef::close`] | [`Registry::close`] | as `spsc` | as `mpsc` |
//! | settle a close: producer, consumer | [`Producer::settle`], [`Exclusive::finish`] | the same | [`Producer::settle`], [`Competing::finish`] | the same |
//!
//! # The atomics of a ring
//!
//! | atomic | written by | read by | orderings |
//! |---|---|---|---|
//! | `tail` | the producer | the consumer; observers | Release store *publishes*. Acquire load *observes*: the messages before it are visible. Relaxed where the cursor is only a number |
//! | `head`, one consumer | the consumer | the producer; observers | Release store *releases*. Acquire load *observes*: the consumer no longer reads the slots before it |
//! | `head`, competing consumers | consumers, by compare-exchange, or by a store while there is [only one](crate::consumer::biased); a producer that takes messages back, by compare-exchange | consumers; observers | Release exchange *claims*. Acquire load: a `tail` loaded later is never behind this `head`. Relaxed as a first guess. All exchanges of `head` have one order, so each slot is claimed once even with Relaxed |
//! | `receipt` | the consumer that claimed from this slot on; it stores where its claim ends | the producer, when the ring seems full; the registry, while the ring is vacant | Release store *files*. Acquire load *follows*: the consumer no longer reads the slots of the claim |
//! | `orphan` | a consumer that leaves with a claim; consumers that take messages from it, by compare-exchange | consumers that find their rings empty, or change rings | Release store *puts*. Acquire load *takes*: see [`crate::kind::orphans`] |
//! | `reclaimed` | the producer, when it leaves; the registry, under its lock, while the ring is vacant | the next producer of the ring | Release and Acquire. The registry's lock orders them as well |
//! | `doorbell` | both sides, rarely | the producer, before each claim and after each publish; the consumer, when it finds nothing | see [doorbell]. No message depends on it |
//! | `space` | the producer that waits for space; the consumer that wakes it | the consumer, after each release, with `wait` or `futures` only | a doorbell in the other direction: see [`crate::wait`] |
//! | `wake_at` | the producer's thread that waits for space | the consumer that finds `PATIENT` in `space` | Relaxed: see [`crate::producer::patience`] |
//! | `vacancy` | the producer that leaves; the registry; consumers that report (many producers only) | the consumer, after a release that may have emptied the ring | see [vacancy]. No message depends on it |
//! | `next_reported` | the consumer that reports the ring, once it has set `REPORTED` | the registry, once it has taken the stack | Relaxed, carried by the Release push and the Acquire take |
//! | `next_ready` (`mpsc`) | the producer that pushes the ring to the [ready stack](ready_stack), once it has cleared `UNPOLLED` | the consumer, once it has taken the stack | Relaxed, carried by the Release push and the Acquire take |
//! | `index` | the producer that registers, once, before other threads can find the ring | consumers that report the ring | Relaxed: the pair that publishes the ring publishes its index |
//! | `id` | the thread that registers a producer, under the lock | observers | Relaxed: a number |
//! | counters | one side each | observers | Relaxed: numbers. Two are Release and Acquire, so that a reader finds others no older: see [`crate::metrics`] |
//!
//! An *observer* is a handle or an end that asks for a length, a state or a counter. The words of a
//! channel, not of a ring, are where they are used: [`crate::kind::registry`],
//! [`crate::kind::consumer_group`], [`crate::wait`]; those that count fences are in
//! [`crate::fence`]. A name such as `tail.publish` is the label of an ordering in the code
//! (`edge("tail.publish", …)`). It lets a model weaken this ordering, and is nothing in a normal
//! build.
//!
//! Two edges carry messages and slots: `tail.publish → tail.observe`, and
//! `head.publish → head.observe`. With competing consumers `receipt.file → receipt.follow` takes
//! the place of the second edge. Then a third edge, `orphan.put → orphan.take`, carries the
//! messages of a consumer that has left to another consumer. Where a ring has one producer after
//! another, the registry's lock and `reclaimed` carry its free slots.
//!
//! Pairs of fences prevent lost wake-ups: each side stores, executes a fence, and loads. At least
//! one side sees the store of the other. [`crate::fence`] says when the fence of the first side is
//! light.
//!
//! | pair | first side | second side |
//! |---|---|---|
//! | a message for a sleeper | the producer: `tail.publish`, light fence, loads `doorbell` | the consumer: sets `DORMANT`, heavy fence, loads `tail` |
//! | space for a sleeper | the consumer: `head.publish` or `receipt.file`, light fence, loads `space` | the producer: sets `DORMANT` in `space`, heavy fence, loads `head` or receipts |
//! | the lone consumer | that consumer: marks itself as claiming, light fence, loads whether its right is revoked | the thread that registers a second consumer: revokes, heavy fence, waits for a claim in progress |
//! | a waiter for a notifying thread | the thread that has cleared `DORMANT`: full fence, loads `sleepers`, wakers and slots | the waiting thread or task: registers itself, full fence, loads `doorbell` again, or sets it |
//! | a drained ring | the consumer: releases, light fence, loads `vacancy` | the producer that leaves sets `VACANT`; the one that registers next: heavy fence, loads `head` or receipts |
//!
//! # What the unsafe code relies on
//!
//! The fields of [`Producer`], [`WriteClaim`](crate::producer::write_claim), [`Exclusive`] and
//! [`Competing`] decide which slots are touched. They are private, except the reference to the
//! ring. The code that makes a `Producer` or an `Exclusive` ensures that no other one exists for
//! this ring. In between:
//!
//! * **Producer.** `cached_head <= the ring's head`, and `tail - cached_head <= capacity`. So the
//!   slots in `tail .. cached_head + capacity` are free, and no other thread touches them. A write
//!   claim holds some of them and borrows the producer exclusively. Its first `written` slots hold
//!   messages.
//! * **Only consumer.** `the ring's head <= head <= cached_tail <= the ring's tail`. So the slots
//!   in `head .. cached_tail` hold messages. Only the consumer takes, drops or lends them. The
//!   slots between the ring's `head` and the private `head` are retired: they belong to the
//!   operation in progress. When it releases them, they hold no messages, and it may
//!   [write to them](line_ownership).
//! * **Competing consumers.** The exchange that moves `head` from `c` to `c + n` gives the slots
//!   `c .. c + n` to the consumer that made it. No slot is given twice, because `head` only grows.
//!   While [`BiasedClaim`](crate::consumer::biased) lets one consumer store instead, no other
//!   thread moves `head`. A consumer claims nothing beyond a `tail` that it has observed, so these
//!   slots hold messages. The producer gets the slots back by receipts. A consumer files a receipt
//!   only for slots whose messages it has moved out. So the producer's `cached_head` stays behind
//!   every claim without a receipt.
//!
//! # Competing consumers
//!
//! ```text
//!   consumer                                            producer, when the ring seems full
//!     c = head; tail.observe; n = tail - c                receipt[head].follow: ahead of head?
//!     n == 0: empty                                         yes: head = the receipt; go on there
//!     head: c → c + n, claim; failed? begin again           no:  it is of an earlier lap; stop
//!     move the messages out
//!     receipt[c] = c + n, file
//! ```
//!
//! A batch of any size costs one exchange and one store. No consumer waits for another. A consumer
//! reads no message before it has claimed it. Order: consumers claim the messages of one producer
//! in the order in which they were sent, and each consumer takes its claim in that order. Two
//! consumers that hold claims of one producer take them at the same time. There is no order between
//! *their* messages.
//!
//! The claim of a consumer that has left goes to a consumer that finds its rings empty. That
//! consumer may have taken later messages of the same producer. So one consumer may see the
//! messages of such a claim, and only these, out of order.
//!
//! # Closing is exact
//!
//! `Ok` from a send means that the message is received, or dropped exactly once with the last
//! consumer. A consumer that was told `Closed` has received every message whose send returned `Ok`.
//!
//! ```text
//!   producer                                   consumer, when the ring is empty and CLOSED is set
//!     refuse if CLOSED is set                    heavy fence
//!     write; tail.publish; light fence           load tail: a message? then take it, it counts
//!     doorbell has CLOSED?  no: Ok               doorbell: unchanged? then set FINISHED, and
//!       yes: doorbell |= SETTLED ──────┐            never poll this ring again
//!            was FINISHED set? ◄───────┴── RMWs ─►  changed: load tail once more
//!              no:  Ok, the consumer polls again
//!              yes: tail goes back to head; the messages from there on return
//! ```
//!
//! Both sides change one word by a read-modify-write, so one of them is first. If the producer is
//! first, the consumer's exchange fails, and its next poll finds the message. If the consumer is
//! first, the producer sees `FINISHED`, and takes back the messages from `head` on.
//!
//! Competing consumers settle in the same way; the first one that finds the ring empty does it.
//! Another consumer may not know of `FINISHED`, and may claim a message that the producer is about
//! to take back. So the producer *claims* the message back ([`RingRef::claim_rest`]). A message
//! that it cannot claim was received. The ring's `tail` stays where it is, because `head` is there
//! too.
//!
//! # What an end does that stalls, panics, leaks or leaves
//!
//! | | the producer | the only consumer | a competing consumer |
//! |---|---|---|---|
//! | stalls | between claim and publish: no effect. Between publish and doorbell: the message is visible; only a sleeping consumer is woken late | the ring becomes full; sends return `Full` | it holds back what it has claimed. The ring becomes full when the producer wraps around to these slots |
//! | panics in user code | in `fill_from`: the messages written so far are dropped; none is published | in a handler or a drop: this message is gone, all others stay. The slots retired so far are released | its next operation takes the rest of its claim. If it leaves instead, other consumers take it |
//! | leaks a guard | a forgotten reservation leaks the messages pushed into it. Later sends write over its slots | a forgotten `Drain` has taken what it returned; the rest stays | the next operation takes a forgotten claim. A consumer that is forgotten with a claim keeps its slots |
//! | leaves | its messages are still received. Many producers: the consumer that takes the last one [reports](vacancy) the ring, and the next producer gets it | the channel closes. Messages that were not received are dropped once | its claim goes to [other consumers](crate::kind::orphans). With the last consumer and the last control handle the channel closes, and the remaining messages are dropped once |
//!
//! # The files of this room
//!
//! [index] cursor arithmetic · [lines] the three lines · [doorbell] the word that is usually zero ·
//! [slots] the messages · [`line_ownership`] which cache has their lines · [receipts] the slots
//! that competing consumers give back · [layout] what the attribute generates for a ring · [handle]
//! the reference to a ring, release and close · [memory] and [alloc] its memory · [vacancy] and
//! [`ready_stack`]: how a ring goes from one producer to the next · [slip] how two busy sides keep
//! a distance · [prefetch].
//!
//! # Sources
//!
//! The bounded single-producer ring with two counters is L. Lamport's (*Specifying Concurrent
//! Program Modules*, 1983). The private copies of the other side's cursor are from P. P. C. Lee, T.
//! Bu and G. Chandranmenon (*A lock-free, cache-efficient shared ring buffer*, 2009); rtrb uses
//! them too. Consumers that claim by exchange before they read are from DPDK's `rte_ring`. Receipts
//! replace its tail, which its consumers move in order.
//!
//! [`SpscHandle::open`]: crate::kind::spsc::SpscHandle
//! [`MpscHandle::open`]: crate::kind::mpsc::MpscHandle
//! [`SpmcHandle::open`]: crate::kind::spmc::SpmcHandle
//! [`MpmcHandle::open`]: crate::kind::mpmc::MpmcHandle
//! [`Registered::register`]: crate::kind::registered::Registered::register
//! [`Registered::notify_consumer`]: crate::kind::registered::Registered
//! [`Fixed::notify_consumer`]: crate::kind::one_ring::Fixed
//! [`ConsumerGroup::join`]: crate::kind::consumer_group::ConsumerGroup::join
//! [`Producer`]: crate::producer::Producer
//! [`Producer::try_send`]: crate::producer::Producer::try_send
//! [`Producer::settle`]: crate::producer::Producer::settle
//! [`ConsumerLine::observe`]: lines::ConsumerLine::observe
//! [`receipts::follow`]: receipts::follow
//! [`Spsc::find`]: crate::kind::spsc::Spsc
//! [`Mpsc::find`]: crate::kind::mpsc::Mpsc
//! [`Spmc::try_rings`]: crate::kind::spmc::Spmc
//! [`Mpmc::try_rings`]: crate::kind::mpmc::Mpmc
//! [`Exclusive::after_empty`]: crate::consumer::exclusive::Exclusive::after_empty
//! [`Mpsc::after_empty`]: crate::kind::mpsc::Mpsc
//! [`competitor::end::after_empty`]: crate::kind::competitor::end::after_empty
//! [`Exclusive::prepare_park`]: crate::consumer::exclusive::Exclusive::prepare_park
//! [`Mpsc::prepare_park`]: crate::kind::mpsc::Mpsc
//! [`competitor::end::prepare_park`]: crate::kind::competitor::end::prepare_park
//! [`Competing`]: crate::consumer::competing::Competing
//! [`Competing::claim`]: crate::consumer::competing::Competing::claim
//! [`Competing::take_one`]: crate::consumer::competing::Competing::take_one
//! [`Competing::finish`]: crate::consumer::competing::Competing::finish
//! [`Exclusive`]: crate::consumer::exclusive::Exclusive
//! [`Exclusive::take`]: crate::consumer::exclusive::Exclusive::take
//! [`Exclusive::finish`]: crate::consumer::exclusive::Exclusive::finish
//! [`RingRef::release`]: handle::RingRef::release
//! [`RingRef::release_part`]: handle::RingRef::release_part
//! [`RingRef::report_if_vacant`]: handle::RingRef::report_if_vacant
//! [`RingRef::close`]: handle::RingRef::close
//! [`RingRef::claim_rest`]: handle::RingRef::claim_rest
//! [`Registry::close`]: crate::kind::registry::Registry::close

pub(crate) mod alloc;
pub(crate) mod counts;
pub(crate) mod doorbell;
pub(crate) mod handle;
#[cfg(all(test, not(ringmpsc_loom)))]
pub(crate) mod hooked;
pub(crate) mod index;
pub(crate) mod layout;
pub(crate) mod line_ownership;
pub(crate) mod lines;
pub(crate) mod memory;
pub(crate) mod prefetch;
pub(crate) mod ready_stack;
pub(crate) mod receipts;
pub(crate) mod slip;
pub(crate) mod slots;
pub(crate) mod vacancy;
