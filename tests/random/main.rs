//! Random operations on channels of every kind, compared after each one with an exact model.
//!
//! ```sh
//! cargo test -p ringmpsc-tests --test random                                       # minutes
//! cargo test -p ringmpsc-tests --test random --release -- --steps 4000000          # 192 million steps
//! cargo test -p ringmpsc-tests --test random -- --kind spmc_full_4 --seed 17 --runs 1
//! ```
//!
//! A run is one channel with a small ring, whose cursors start at 0 or just below 2^32 or 2^64. Each step is one operation
//! of one end: a send, a receive or a batch of any method, a reservation, a view, a claim or a future that is made, used,
//! dropped or forgotten, a poll of a stream or a sink, a park, a notifier, an end that comes, closes or goes. Handlers and
//! iterators use other ends of the channel, and panic; so do drops of messages. All of it happens on one thread, and a
//! seed determines it.
//!
//! After each step the test compares with the [model] of the channel, a queue for each producer and the claims of each
//! consumer: what the call returned, what every end says about itself, what is counted, which messages exist, which wakers
//! were called and which notifiers are readable.
//!
//! A run that fails is shortened: steps are left out as long as it fails. What is printed is the seed, the steps that are
//! left, and the last 30 operations of these.
//!
//! # Where the model allows more than one outcome
//!
//! * Which producer's message comes next, where there are several. Each producer's messages come in order.
//! * A batch of a consumer that owns several rings may pass over one that was idle; 0 means that all are empty.
//! * Inside a handler: whether the slots of what the batch has taken so far have come back to their producer.
//! * A reservation that is committed after the channel was closed, and after a consumer has looked at it since: whether
//!   it is accepted. Once a consumer was told the end it is not.
//!
//! # Who is woken
//!
//! A waker is called at most once for each poll that returned `Pending`, and
//!
//! * one that waits for **messages** when one is published, and when the channel ends. Where consumers compete, `n`
//!   messages wake `n` futures, those that have waited longest, and all streams. Allowed, not demanded: all when another
//!   consumer goes or an alarm clock rings; all streams, and one future, when a future that was woken is dropped;
//! * one that waits for **room** when there is as much as it waits for, and when nobody can receive any more. Allowed: when
//!   any slot comes back;
//! * one that was left behind, by a future that was dropped or because its end was polled in another way, may be called
//!   when it would have been if it had stayed.
//!
//! A **notifier** that is armed is signalled when a message is published and when the channel ends, and an armed one is one
//! whose consumer has found nothing since the last signal. A receive of the last message that the consumer knows of arms
//! it, or signals it if there is another message.

mod channels;
mod check;
mod ending;
mod ends;
mod ledger;
mod model;
mod polling;
mod random;
mod receiving;
mod runner;
mod sending;
mod viewing;
mod wakers;
mod world;

/// Faults that are known, and not mended yet.
const KNOWN: &[char] = &[];

fn main() -> std::process::ExitCode {
    runner::main()
}
