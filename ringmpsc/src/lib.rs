//! Lock-free ring channels, generated for your message type.
//!
//! Annotate a type. The attribute generates a channel for this type beside it, with exactly the
//! options that you name. An option that you do not name adds no field, no method and no branch.
//!
//! ```
//! use ringmpsc::{TryRecvError, ring_channel};
//!
//! #[ring_channel(kind = mpsc, bits = 4, metrics)]
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
//! // Send single messages, and receive them.
//! producer.try_send(Order { id: 0, price: 100 })?;
//! producer.try_send(Order { id: 1, price: 101 })?;
//! assert_eq!(consumer.try_recv()?, Order { id: 0, price: 100 });
//! assert_eq!(consumer.try_recv()?, Order { id: 1, price: 101 });
//!
//! // Reserve three slots, write the messages where they will be read, and publish them together.
//! let mut total = 0;
//! for first in [2, 5, 8, 11, 14, 17, 20, 23, 26] {
//!     let mut slots = producer.reserve(3)?;
//!     let written = slots.fill_from((first..first + 3).map(|id| Order { id, price: 100 }));
//!     assert_eq!(written, 3);
//!     slots.commit()?;
//!     consumer.consume_batch(|order| total += order.price);
//! }
//! assert_eq!(total, 2700);
//! assert_eq!(channel.snapshot().received, Some(29));
//!
//! // A control handle keeps the channel open, because it can register another producer.
//! drop(producer);
//! assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
//! drop(channel);
//! assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
//! # Ok(())
//! # }
//! ```
//!
//! # Choosing a kind
//!
//! | | one consumer | several, *competing* consumers |
//! |---|---|---|
//! | **one producer** | `spsc`: one ring, the fastest | `spmc`: one ring |
//! | **several producers** | `mpsc`: a ring for each producer | `mpmc`: a ring for each producer |
//!
//! Every producer owns a ring, so producers do not contend for slots or cursors, however many there
//! are. They meet only where they notify the consumer. An `mpsc` consumer visits the rings in turn.
//! Competing consumers share the rings. They claim messages before they read them, and never wait
//! for one another. [`ring_channel`] lists the options.
//!
//! # What is generated
//!
//! For `Order` the attribute generates:
//!
//! * the control handle `OrderChannel`;
//! * the ends `OrderProducer` and `OrderConsumer`;
//! * `OrderRing`, the memory that the ends share;
//! * names of the types that borrow an end: `OrderReservation` ([`Reservation`]), `OrderReadable`
//!   ([`Readable`]), `OrderPeekIter` ([`PeekIter`]) and `OrderDrain` ([`Drain`]), or `OrderClaim`
//!   ([`Claim`]) with competing consumers.
//!
//! The module `example` shows these types for each kind, with their methods. It exists in this
//! documentation only. `cargo expand` shows the whole expansion. It is meant to be read.
//!
//! # What is guaranteed
//!
//! * **Progress.** A `try_` operation never waits for the other side, nor for an end that registers
//!   or leaves. If it spins, it is for a bounded time. Sending is wait-free while the channel is
//!   open and its consumer polls the ring. With competing consumers it is wait-free while the
//!   channel is open and no consumer waits. Receiving from one ring with one consumer is wait-free.
//!   Receiving from several rings, or beside competing consumers, is lock-free: an operation tries
//!   again only because another thread has made progress.
//! * **Pauses.** Where both sides run at full speed, a side that has caught up may pause, to keep a
//!   distance from the other side. It pauses at most once in an operation, for 4 µs at most. It
//!   tries this for a few pauses, and continues only while pauses make a message cheaper. If they
//!   never do, the trials become rare: in the end about one pause for 65,536 times that this side
//!   has caught up. `favor = latency` and the presets for low latency turn pauses off. See
//!   `src/ring/slip.rs`.
//! * **System calls and locks.** A send or a receive that wakes a waiting thread or signals a
//!   notifier makes a system call. To wake a task of a competing consumer, or to signal a notifier,
//!   it tries to lock a mutex once. If another thread holds the mutex, that thread wakes the task
//!   or signals the notifier: see `src/wait/waiters.rs`. Other tasks need no lock. A receive that
//!   takes the last message, or finds none, waits for the same mutex to arm its notifier. A thread
//!   holds this mutex for a few instructions. A receive calls membarrier(2) when it arms a
//!   notifier, when it settles a close, and, with many producers, when it lets idle rings go
//!   dormant. `register`, `register_consumer`, the drop of what they return, and `close` lock
//!   another mutex. No send and no receive waits for that one.
//! * **Order.** Messages of one producer arrive in the order in which they were sent. Between
//!   producers there is no order. Competing consumers claim a producer's messages in that order,
//!   and each consumer takes its claim in that order. Consumers that hold different claims process
//!   them at the same time.
//! * **No message is lost or received twice.** `Ok` from a send means that the message is received,
//!   or is dropped exactly once with the last consumer. A send that fails returns the message
//!   (`send_iter` drops the messages that it has taken beyond the count that it returns). When a
//!   consumer is told `Closed`, every message that was sent has been received, or is in a claim
//!   that another consumer holds. This holds when a handler or a `drop` panics, and when a
//!   reservation or an iterator is forgotten. A competing consumer whose handler has panicked keeps
//!   the messages of its claim. Its next operation takes them, or the other consumers get them when
//!   it is dropped. A reservation that is forgotten leaks its messages, and has no other effect. A
//!   claim that is forgotten together with its consumer keeps its slots, so the ring becomes full.
//!   A consumer is not dropped while it is in a poisoned `Mutex`, or in the handle of an event loop
//!   that is not joined.
//! * **Waking.** One message wakes one of the consumers that wait in `recv` or `recv_async`. It
//!   also wakes all consumers that wait as streams or with a notifier. A competing consumer that is
//!   dropped wakes all others. A producer may be woken before enough slots are free. Then it waits
//!   again. A thread that waits for space is woken when a quarter of the ring is free. If it needs
//!   more slots than that, it is woken when that many are free. Until then it sleeps for 250 µs,
//!   checks by itself, and sleeps again if there are too few slots. If no slot was released in this
//!   time, the next release wakes it at once.
//! * **Fairness with many producers.** The consumer visits the producers' rings in turn. In one
//!   turn `try_recv` takes the messages that the consumer knows of in this ring, and at most 16.
//!   The consumer polls a ring that stays empty less often. In the end such a ring is dormant: the
//!   consumer polls it only after its producer notifies it. While no ring has messages, up to eight
//!   stay polled, also while the consumer waits. A message waits for at most 16 passes over the
//!   other rings. `consume_batch`, `consume_batch_owned`, `consume_up_to` and `consume_while` make
//!   one pass, and so do their forms that wait. In this pass they skip idle rings that are not due,
//!   unless all other rings are empty. `skip`, `consume_count`, `recv_slice`, `drain_into`,
//!   `peek_iter` and `drain` skip no ring.
//! * **Fairness with competing consumers.** A consumer counts how often it has taken or claimed
//!   messages, from any ring. After every 64 times it gives a turn to another ring that has
//!   messages. The rings get this turn one after another. Among consumers there is no order: the
//!   first one that claims a message takes it.
//! * **Tasks.** After 128 polls of an end that were ready, the next poll yields to other tasks. It
//!   leaves the message or the space where it is, wakes its own task, and is pending once. A poll
//!   that is pending for another reason starts the count again. So a loop over a channel that
//!   always has a message does not starve the timers of its executor. This holds for every
//!   executor. Code that polls once and does not poll again, such as `now_or_never`, may get such a
//!   pending poll although there is a message. Call `try_recv` or `try_send` there. Operations that
//!   do not wait, and threads that wait, never yield in this way.
//! * **When a side has ended.** The consumer is told `Closed` once it has received everything and
//!   no new message can be sent. No message can be sent once the channel was closed, or once all
//!   producers and all control handles that could register one are gone. A producer is told
//!   `Closed` once the channel was closed or the consumer is gone. Competing consumers count as
//!   gone once all of them are gone, and all control handles that could register one.
//! * **Memory.** No send and no receive allocates. Opening a channel and registering an end may. A
//!   ring is made where it stays, so a ring of a gigabyte needs no stack of a gigabyte.
//! * **Types.** Any `T: Send` is a message. It need not be `Copy` or `Default`. It may be
//!   zero-sized or over-aligned, and it may implement `Drop`.
//!
//! The head of `src/ring/mod.rs` explains how this works.
//!
//! # Large messages
//!
//! A send or a receive by value moves the message through the stack. The optimisation level decides
//! how many copies lie there at a time. Measured with messages of 1 MiB: a thread that sends and
//! receives them needed 4 to 10 MiB of stack in a release build. In a debug build it needed more
//! than 30 MiB. A new thread has 2 MiB. Other operations move no message:
//!
//! | | in place |
//! |---|---|
//! | send | `reserve`, [`Reservation::as_uninit_slices`], `unsafe commit_init` |
//! | receive, one consumer | `readable`, `peek`, `peek_iter`, `consume_batch`, `consume_up_to`, `skip` |
//! | receive, competing consumers | `steal`, then [`Claim::as_slices`] and [`Claim::advance`] |
//!
//! They work on a stack of 64 KiB, in a debug build too. Alternatively, make the message a `Box`.
//!
//! # Signals and fork
//!
//! **A signal handler** may call `try_send`, `send_slice`, `send_iter`, `try_recv` and the other
//! receives that do not wait, `len`, `is_closed`, and [`EventNotifier::signal`]. None of them waits
//! for a lock that the interrupted thread may hold. There are five conditions:
//!
//! * The handler has its own producer or consumer. The interrupted code does not use that end.
//! * A consumer in a handler has no notifier, because arming it takes a lock. A producer in a
//!   handler may send to a consumer that has one. The program keeps a reference to that
//!   [`EventNotifier`] as long as the handler may send. Otherwise a send may drop the last
//!   reference. That closes the descriptor, and frees memory.
//! * A send in a handler may wake a task, and then calls its waker. Use a channel that a task waits
//!   for only if the waker may run in a handler. The wakers of most executors take locks.
//! * A handler that drops a message runs its destructor. So send messages that own no memory.
//! * The handler saves and restores `errno`, as for any system call.
//!
//! In a handler, do not call an operation that registers, drops or closes an end, or one that
//! waits. Do not call `snapshot`, `is_fully_drained`, `set_notifier`, or an operation that returns
//! a number of ends.
//!
//! **A child** that a process makes with fork(2) has a copy of the channel, in memory of its own:
//!
//! * The messages in the rings exist twice: the parent and the child each receive them, or drop
//!   them. A child that only calls exec(3) or `_exit` drops no message.
//! * The parent does not see what the child does with its copy, and the child does not see what the
//!   parent does.
//! * The child may use the ends whose threads exist in it: send, receive, close, drop. None of
//!   these waits for a lock that a thread of the parent held at the fork. An end that another
//!   thread was using is in an unknown state: do not use it.
//! * The child registers no new ends: `register` and `register_consumer` fail with
//!   [`RegisterError::Forked`]. A process that forks itself into the background must open its
//!   channels afterwards.
//! * If another thread held the lock of the channel at the fork, the child's drops do not change
//!   the numbers of ends. `producer_count` and `consumer_count` are 0. Snapshots leave out
//!   producers and consumers that have left. `is_fully_drained` may be false for ever. The claim of
//!   a dropped consumer is not dropped.
//! * If another thread was notifying waiters at the fork, or held their lock, then tasks and
//!   notifiers of the child's copy may get no notification.
//! * In a child with several threads, both may happen later as well. A thread of a forked child
//!   does not wait long for a lock that it finds taken, even if a live thread of the child holds
//!   it: it cannot tell.
//! * An [`EventNotifier`] shares its descriptor with the parent. So the child's
//!   [`signal`](EventNotifier::signal), [`consume`](EventNotifier::consume), `register_epoll` and
//!   `unregister_epoll` fail, and do nothing. Do not read(2) the descriptor in the child.
//! * The thread of an [`EventLoop`] does not exist in the child. [`EventLoopHandle::join`] would
//!   wait for ever.
//!
//! The library recognises a child by its process id. It does not recognise a child that has the
//! same id as its parent, in a process id namespace of its own.
//!
//! # Features
//!
//! * `futures`: enables the option `futures`, and nothing else.
//! * `shared`: enables rings between processes, the module `process` and the option `shared`.
//!
//! # Platform
//!
//! Linux with 64-bit pointers. For any other target the build stops with one error that says this.
//!
//! A side that is about to wait calls membarrier(2), so that sends and receives need no fence. The
//! call interrupts every running thread of the process. So a side that waits sets a flag in the
//! ring. While the flag is set, the other side executes a full fence with each operation. A
//! consumer that waits calls membarrier(2) only if a ring that it waits for has no such flag. When
//! 128 operations in a row have found no waiting side, the flag is cleared. `fence = asymmetric`
//! leaves out the flag, and `fence = full` leaves out membarrier(2). In two cases every channel
//! behaves as with `fence = full`: the kernel or a sandbox refuses the call, or
//! `RINGMPSC_FENCE=full` is in the environment when the process opens its first channel.
//!
//! When a process opens its first channel, the library counts the CPUs. For this it reads files of
//! procfs and of the process's cgroup. No later operation reads them. Without a monotonic clock,
//! sends and receives do not pause. Operations with a deadline need a monotonic clock, and so do
//! the options `metrics(latency)` and `contention`.
//!
//! A thread that waits sleeps in futex(2), at first for half a second at most, later for up to two
//! seconds. Then it checks whether it was notified, and sleeps again. Suppose that a sandbox
//! refuses futex(2) only to the thread that should wake it. Then it wakes no later than twice the
//! time for which it has slept, and at most two seconds late. It does not wait for ever. If the
//! sandbox refuses futex(2) to the waiting thread itself, that thread checks a thousand times a
//! second. A waker wakes a task, and write(2) signals a notifier. If a sandbox refuses write(2),
//! the event is lost.

mod advice;
pub mod blocking;
mod channels;
mod consumer;
mod cpus;
mod error;
mod event_loop;
#[cfg(doc)]
pub mod example;
mod fence;
mod fork;
#[cfg(feature = "futures")]
pub mod future;
mod id;
mod kind;
mod metrics;
pub mod pool;
#[cfg(feature = "shared")]
pub mod process;
mod producer;
mod ring;
mod sync;
mod traits;
mod unwind;
mod wait;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use crate::channels::{mpmc, mpsc, spmc, spsc};
pub use crate::consumer::claim::Claim;
pub use crate::consumer::iter::{IntoIter, Iter, TryIter};
pub use crate::consumer::views::{Drain, Messages, PeekIter, Readable};
pub use crate::error::{
    CommitError, RecvError, RecvTimeoutError, RegisterError, ReserveError, ResetError,
    SendAllError, SendError, SendIterError, SendTimeoutError, SinkError, TryRecvError,
    TrySendError, WaitError,
};
pub use crate::event_loop::{EventLoop, EventLoopHandle, LoopEnd, LoopPanic, LoopStats};
pub use crate::id::ProducerId;
pub use crate::kind::weak::WeakChannel;
pub use crate::metrics::{
    ChannelStats, ConsumerStats, Contention, Latency, ProducerStats, StealStats,
};
pub use crate::producer::reservation::Reservation;
pub use crate::traits::{Consume, Produce};
pub use crate::wait::{Backoff, EventNotifier, Unparker, WaitStrategy, Waiter};
pub use ringmpsc_macros::ring_channel;
pub use ringmpsc_runtime::{affinity, numa};

/// The README's first programs, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
