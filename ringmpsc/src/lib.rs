//! Lock-free ring channels, generated for your message type.
//!
//! Annotate a type and a channel made for exactly that type and exactly the options you name
//! appears beside it. What you do not ask for is not there: no field, no method, no branch.
//!
//! ```
//! use ringmpsc::ring_channel;
//!
//! #[ring_channel(kind = mpsc, bits = 12, metrics)]
//! #[derive(Debug, PartialEq)]
//! pub struct Order {
//!     id: u64,
//!     price: i64,
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (channel, mut consumer) = OrderChannel::open();
//! let mut producer = channel.register()?;
//!
//! // One message,
//! producer.try_send(Order { id: 1, price: 100 })?;
//!
//! // or several, written where they will be read.
//! let mut slots = producer.reserve(2)?;
//! slots.fill_from((2..4).map(|id| Order { id, price: 100 }));
//! slots.commit()?;
//!
//! assert_eq!(consumer.try_recv()?, Order { id: 1, price: 100 });
//! let mut total = 0;
//! consumer.consume_batch(|order| total += order.price);
//! assert_eq!(total, 200);
//! assert_eq!(channel.snapshot().received, Some(3));
//! # Ok(())
//! # }
//! ```
//!
//! # Choosing a kind
//!
//! | | one consumer | several consumers |
//! |---|---|---|
//! | **one producer** | `spsc`: one ring, the fastest | `spmc`: one ring, which consumers share |
//! | **several producers** | `mpsc`: a ring for each producer, visited in turn | `mpmc`: a ring for each producer, which consumers share |
//!
//! Every producer owns a ring of its own, so producers never contend with one another, however many
//! there are. Consumers that share claim messages before they read them, and never wait for one
//! another. The options are listed at [`ring_channel`].
//!
//! # What is generated
//!
//! For `Order`: the control handle `OrderChannel`; the ends `OrderProducer` and `OrderConsumer`;
//! `OrderRing`, the memory they share; and names for what borrows an end: `OrderReservation`
//! ([`Reservation`]), `OrderReadable` ([`Readable`]), `OrderIter` ([`Iter`]) and `OrderDrain`
//! ([`Drain`]), or `OrderClaim` ([`Claim`]) if consumers share. `cargo expand` shows it all; it is
//! meant to be read.
//!
//! # What is guaranteed
//!
//! * **Progress.** `try_` operations never wait for the other side, nor for who comes or goes, and
//!   never spin without bound. Sending is wait-free while the channel is open and its consumer
//!   polls the ring, or, of several consumers, none waits. Receiving is wait-free from one ring
//!   with one consumer, and lock-free from several rings or beside other consumers: who tries again
//!   does so because somebody else got a message. Where both sides run at full speed, a side that
//!   has caught up with the other one may pause, to keep a distance from it: once in an operation,
//!   for 4 us at most. It tries this for a few pauses, and goes on only while that makes a message
//!   cheaper. In a flow that is slow by itself the trials become rare: at last about one pause for
//!   each 65 536 times that this side has caught up. `favor = latency` and the presets for low
//!   latency turn pauses off. See `src/ring/slip.rs`. A send or a receive that wakes a waiting
//!   thread or signals a notifier makes a system call. To wake a task or to signal a notifier it
//!   tries a mutex once. If another thread holds the mutex, that thread tells them: see
//!   `src/wait/waiters.rs`. A receive that finds nothing locks the same mutex to arm its notifier;
//!   a thread holds it for a few instructions. [`register`], `register_consumer`, the drop of what
//!   they made and `close` lock another mutex, which no send and no receive waits for.
//! * **Order.** Messages of one producer arrive in the order in which they were sent. Between
//!   producers there is no order. Consumers that share claim a producer's messages in that order,
//!   and each takes what it has claimed in that order; two that hold claims at the same time take
//!   them at the same time.
//! * **Nothing is lost, nothing comes twice.** `Ok` from a send means that the message will be
//!   received, or is dropped exactly once with the consumer, of several with the last. A send that
//!   fails gives the message back (`send_iter` drops what it has taken beyond the count that it
//!   returns). When a consumer is told `Closed`, everything that was sent has been received, or is
//!   in a claim that another consumer holds. This holds when a handler or a `drop` panics, and when
//!   a reservation or an iterator is forgotten. A competing consumer whose handler has panicked
//!   keeps the messages of its claim until its next operation takes them, or until it is dropped
//!   and the other consumers get them. A consumer in a poisoned `Mutex`, or in the handle of an
//!   event loop that is not joined, is not dropped.
//! * **Waking.** One message wakes one of several consumers that wait in `recv` or `recv_async`,
//!   and all that wait as streams or with a notifier. A competing consumer that is dropped wakes
//!   all others. A release of slots may wake a producer that waits for more slots than are free. A
//!   thread that waits for room is woken when a quarter of the ring is free, or as many slots as it
//!   needs if these are more. Until then it sleeps for 250 us, looks by itself, and sleeps again if
//!   there are too few. If no slot has come back in this time, the next one that does wakes it at
//!   once.
//! * **Fairness.** A consumer of many producers visits their rings in turn. In one turn `try_recv`
//!   takes what the consumer knows of in this ring, and at most 16 messages. The consumer looks at
//!   a ring that stays empty less often, and in the end not at all until its producer rings. A
//!   message waits for at most 16 passes over the other rings. One of several consumers gives
//!   another ring that has messages a turn after every 64 times that it has taken or claimed
//!   something, from whichever rings; whose turn it is goes round. Among consumers there is no
//!   order: who comes first takes. `skip`, `consume_count`, `recv_slice`, `drain_into`, `iter` and
//!   `drain` pass over no ring.
//! * **Tasks.** After 128 polls of an end that were ready, the next one yields to other tasks. It
//!   leaves the message or the room where it is, wakes its own task, and is pending once. A poll
//!   that is pending for another reason begins the count anew. So a loop over a channel that always
//!   has a message does not starve the timers of its executor, whichever executor that is. Code
//!   that polls once and does not come back, such as `now_or_never`, may find such a poll although
//!   there is a message: call `try_recv` or `try_send` there. Operations that do not wait, and
//!   threads that wait, never yield in this way.
//! * **When a side has ended.** The consumer is told `Closed` once everything was received and
//!   nobody can send any more: the channel was closed, or all producers and all control handles
//!   that could register one are gone. A producer is told `Closed` once the channel was closed or
//!   the consumer is gone; where consumers share, once they and all control handles that could
//!   register one are gone.
//!
//! How this works is written down where the code is, at the head of `src/ring/mod.rs`.
//!
//! # Large messages
//!
//! A send or a receive by value moves the message through the stack. How many copies lie there at a
//! time depends on the optimisation: with messages of 1 MiB, a thread that sends and receives them
//! has needed 4 to 10 MiB of stack in a release build, and more than 30 MiB in a debug build. A new
//! thread has 2 MiB. Other operations move nothing:
//!
//! | | in place |
//! |---|---|
//! | send | `reserve`, write through `&mut MaybeUninit<T>`, `unsafe commit_init` |
//! | receive, one consumer | `readable`, `peek`, `iter`, `consume_batch`, `consume_up_to`, `skip` |
//! | receive, competing consumers | `steal`, then [`Claim::as_slices`] and [`Claim::advance`] |
//!
//! They work on a stack of 64 KiB, in a debug build too. Or let the message be a `Box`.
//!
//! # Signals and fork
//!
//! **A signal handler** may call `try_send`, `send_slice`, `send_iter`, `try_recv` and the other
//! receives that do not wait, `len`, `is_closed`, and [`EventNotifier::signal`]. None of them waits
//! for a lock that the interrupted thread may hold. Five conditions:
//!
//! * The handler has its own producer or consumer. The interrupted code does not use that end.
//! * A consumer in a handler has no notifier: to arm it takes a lock. A producer may send to a
//!   consumer that has one.
//! * A send in a handler may wake a task, and so calls its waker. Use a channel that a task waits
//!   for only if the waker may run in a handler. Most executors' wakers take locks.
//! * A handler that drops a message runs its destructor. So send messages that own no memory.
//! * The handler saves `errno` and restores it, as for any system call.
//!
//! Do not call in a handler what registers, drops or closes an end; `snapshot`, `is_fully_drained`,
//! or a number of ends; `set_notifier`; or what waits.
//!
//! **A child** that a process makes with fork(2) has a copy of the channel, in memory of its own:
//!
//! * The messages in the rings exist twice: the parent and the child each receive them, or drop
//!   them. A child that only calls exec(3) or `_exit` drops nothing.
//! * What the child does with its copy does not reach the parent, nor the reverse.
//! * The child may use the ends whose threads exist in it: send, receive, close, drop. None of
//!   these waits for a lock that a thread of the parent held at the fork. An end that another
//!   thread was using is in an unknown state: leave it alone.
//! * The child registers no new ends: `register` and `register_consumer` fail with
//!   [`RegisterError::Forked`]. A process that forks itself into the background opens its channels
//!   afterwards.
//! * If another thread held the lock of the channel at the fork, the child's drops leave the
//!   numbers as they were; `producer_count` and `consumer_count` are 0, and snapshots leave out
//!   producers and consumers that have left; `is_fully_drained` may be false for ever; and what a
//!   dropped consumer had claimed is not dropped. Tasks and notifiers of the child's copy may not
//!   be told of anything.
//! * An [`EventNotifier`] shares its descriptor with the parent. So the child's
//!   [`signal`](EventNotifier::signal), [`consume`](EventNotifier::consume), `register_epoll` and
//!   `unregister_epoll` fail, and do nothing. Do not read(2) the descriptor there.
//! * The thread of an [`EventLoop`] does not exist in the child. [`EventLoopHandle::join`] would
//!   wait for ever.
//!
//! A child is recognised by its process id. A child that has the same id as its parent, in a
//! process id namespace of its own, is not recognised.
//!
//! # Features
//!
//! * `futures`: what the option of this name needs, and nothing else.
//!
//! # Platform
//!
//! Linux with 64-bit pointers. For any other target the build stops with one error, which says so.
//!
//! A side that is about to wait calls membarrier(2), so that sends and receives need no fence. The
//! call interrupts every running thread of the process. So a side that often waits asks the other
//! side, by a flag in the ring, to execute a full fence with each operation. A consumer that waits
//! calls membarrier(2) only if a ring that it waits for has no such flag. When 128 operations in a
//! row have found no side that waits, the flag is taken away. `fence = asymmetric` leaves out the
//! flag, and `fence = full` leaves out membarrier(2). Where the kernel or a sandbox refuses the
//! call, or `RINGMPSC_FENCE=full` is in the environment when the process opens its first channel,
//! every channel behaves as with `fence = full`.
//!
//! When a process opens its first channel it counts its CPUs, for which it reads files of procfs
//! and of its cgroup. No later operation does. Without a monotonic clock, sends and receives do
//! without pauses. Operations with a deadline need one, and so do the options `metrics(latency)`
//! and `contention`.
//!
//! A thread that waits sleeps in futex(2), for half a second at most. Then it looks whether it was
//! told of anything, and sleeps again. So a sandbox that refuses futex(2) only to the thread that
//! should wake it makes it late by half a second, and no wait lasts for ever. Where the waiting
//! thread itself is refused futex(2), it looks a thousand times a second. A task is told by its
//! waker, and a notifier by write(2): where that is refused, the event is lost.
//!
//! [`register`]: RegisterError

pub mod blocking;
mod consumer;
mod cpus;
mod error;
mod event_loop;
mod fence;
mod fork;
#[cfg(feature = "futures")]
pub mod future;
mod id;
mod kind;
mod metrics;
mod producer;
mod ring;
mod sync;
mod traits;
mod unwind;
mod wait;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use crate::consumer::claim::Claim;
pub use crate::consumer::views::{Drain, Iter, Messages, Readable};
pub use crate::error::{
    CommitError, RecvError, RecvTimeoutError, RegisterError, ReserveError, ResetError,
    SendAllError, SendError, SendTimeoutError, SinkError, TryRecvError, TrySendError, WaitError,
};
pub use crate::event_loop::{EventLoop, EventLoopHandle, LoopEnd, LoopPanic, LoopStats};
pub use crate::id::ProducerId;
pub use crate::metrics::{
    ChannelStats, ConsumerStats, Contention, Latency, ProducerStats, StealStats,
};
pub use crate::producer::reservation::Reservation;
pub use crate::traits::{Consume, Produce, Unparker};
pub use crate::wait::{Backoff, EventNotifier, WaitStrategy, Waiter};
pub use ringmpsc_macros::ring_channel;
pub use ringmpsc_runtime::{affinity, numa};
