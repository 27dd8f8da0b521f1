//! Rings between processes, which survive crashed and hostile peers. Needs the feature `shared`.
//!
//! A [`SharedRing`] is a single-producer, single-consumer ring in a sealed file in memory (a
//! memfd). One process takes the [`SharedProducer`], the other one the [`SharedConsumer`].
//!
//! ```
//! use ringmpsc::process::SharedRing;
//!
//! let ring = SharedRing::<u64>::create(12)?;
//! // Usually another process gets this descriptor, through a socket: see `fd`.
//! let file = ring.fd().try_clone_to_owned()?;
//! let mut producer = ring.into_producer()?;
//! let mut consumer = SharedRing::<u64>::attach(file)?.into_consumer()?;
//!
//! producer.try_send(7)?;
//! assert_eq!(consumer.try_recv()?, 7);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What a peer can do
//!
//! The peer is another process that maps the same memory, writable. It may crash at any
//! instruction, or write anything anywhere in the mapping at any time.
//!
//! | a peer can | a peer cannot |
//! |---|---|
//! | stop the channel | make this process access memory outside of the mapping |
//! | deliver wrong values, which are valid for `T` | make this process execute undefined behaviour |
//! | delay a wait by up to [`SLICE`] | make this process hang past its deadline |
//! | omit the signals for an event loop | wake an event loop for ever at no cost of its own |
//! | appear alive while it is stopped | read memory that this process did not send |
//!
//! Four rules ensure this:
//!
//! * **The size cannot change.** The file has the seals `SHRINK`, `GROW` and `SEAL` before it is
//!   mapped. So no access is beyond the end of the file.
//! * **The identity is read once.** [`attach`](SharedRing::attach) copies the header before it maps
//!   the file, checks the copy, and never reads the header again.
//! * **Private cursors.** An end keeps its own cursor in private memory, and only writes it to the
//!   mapping. Each load of the peer's cursor is checked: it must not step back, and must not exceed
//!   the capacity. A cursor that fails the check poisons the end (`PeerCorrupt`).
//! * **No references to messages.** Messages are copied in and out by atomic accesses, a word each.
//!   Their type is [`Plain`]: every bit pattern is a value.
//!
//! One thing remains. A peer may punch a hole into the file, as fallocate(2) does, and only a
//! seal that forbids writing would prevent that. The hole reads as zeros. The next access to it
//! allocates a page. If the kernel has none, the access is a `SIGBUS`, which ends this process.
//! That takes `vm.overcommit_memory = 2`, and a peer that uses up the commit limit. With the other
//! settings the kernel kills a process when memory runs out, as it does for any memory.
//!
//! # Memory
//!
//! The header has 512 bytes, in lines of 128. Each word has one writer.
//!
//! ```text
//!   0x000  identity        the creator, once       magic, version, bits, sizes, fingerprint
//!   0x080  producer's line the producer            tail, heartbeat
//!   0x100  consumer's line the consumer            head, heartbeat
//!   0x180  rare words      the producer            waiting, events, closed, claimed, registered,
//!                                                 armed
//!   0x1c0  rare words      the consumer            the same
//!   0x200  slots           the producer            2^bits × size of a message
//! ```
//!
//! # Protocol
//!
//! A send writes a slot, and stores `tail` (Release). A receive loads `tail` (Acquire), copies the
//! slot, and stores `head` (Release). The producer loads `head` (Acquire) before it writes the slot
//! again. The wait of either end for the other one is in `doorbell.rs`, and its descriptor for an
//! event loop in `bell.rs`.
//!
//! | an end | the other end |
//! |---|---|
//! | is dropped | receives what was committed, then `Closed` |
//! | dies | receives what was committed, then `PeerGone`, if it has a [`Connection`] |
//! | dies between two instructions | the same: a message is visible only after the store of `tail` |
//! | is stopped (`SIGSTOP`) | waits: a stopped process is alive |
//! | writes an impossible cursor | `PeerCorrupt` |
//! | never wakes the other one | waits [`SLICE`] at most, and checks the cursor again |
//!
//! # Forks
//!
//! A forked child does not inherit the mapping. Each operation of an end in the child fails with
//! `Forked`, and a drop does nothing.
//!
//! A signal handler may fork while an operation of its thread sleeps. The operation then fails in
//! the child. If the handler interrupts any other step of an operation, the child must not return
//! from the handler: the rest of the operation accesses memory that the child does not have.

mod bell;
mod blocking;
mod channel;
mod connection;
mod consumer;
mod copy;
mod counters;
mod doorbell;
mod end;
mod error;
pub mod fd;
mod hash;
mod header;
mod link;
mod metrics;
#[cfg(ringmpsc_loom)]
pub(crate) mod model;
mod notifier;
mod options;
pub(crate) mod plain;
mod producer;
mod reservation;
mod ring;
mod segment;
mod server;
mod session;
mod words;

pub use self::channel::{ChannelOptions, SharedChannel, SharedOptions, Unnamed};
pub use self::connection::{Connection, Peer};
pub use self::consumer::SharedConsumer;
pub use self::error::{AttachError, ClaimError, ConnectError, Corruption, RecvError, SendError};
pub use self::header::Shape;
pub use self::link::SLICE;
pub use self::notifier::SharedNotifier;
pub use self::options::{OptionMetrics, OptionNotify, OptionWait};
pub use self::plain::Plain;
pub use self::producer::SharedProducer;
pub use self::reservation::SharedReservation;
pub use self::ring::SharedRing;
pub use self::server::SharedServer;
pub use self::session::SharedSession;
pub use ringmpsc_runtime::scm_rights::ReceiveError;
pub use ringmpsc_runtime::seals::Seals;

#[cfg(test)]
mod tests;
