//! Random operations on channels of every kind, compared after each one with an exact model.
//!
//! ```sh
//! cargo test -p ringmpsc-tests --test random                                # minutes
//! cargo test -p ringmpsc-tests --test random --release -- --steps 4000000   # 192 million steps
//! cargo test -p ringmpsc-tests --test random -- --kind spmc_full_4 --seed 17 --runs 1
//! ```
//!
//! A run is one channel with a small ring, whose cursors start at 0 or just below 2^32 or 2^64.
//! Each step is one operation of one end: a send, a receive or a batch of any method, a
//! reservation, a view, a claim or a future that is made, used, dropped or forgotten, a poll of a
//! stream or a sink, a park, a notifier, an end that registers, closes or is dropped. Handlers and
//! iterators use other ends of the channel, and panic; drops of messages panic too. One thread does
//! all of it, and a seed determines it.
//!
//! After each step the test compares the channel with its [model]: a queue for each producer and
//! the claims of each consumer. It compares what the call returned, what every end says about
//! itself, the metrics, which messages exist, which wakers were called and which notifiers are
//! readable.
//!
//! A run that fails is shortened: steps are left out as long as the run fails. The test prints the
//! seed, the steps that are left, and the last 30 operations of these.
//!
//! # Where the model allows more than one outcome
//!
//! * Which producer's message comes next. Each producer's messages come in order.
//! * A batch of the consumer of an mpsc channel may pass over a ring that was idle. It returns 0
//!   only if all rings are empty.
//! * Inside a handler: whether the slots of what the batch has taken so far have come back.
//! * A reservation that is committed after the channel was closed, and after a consumer has looked
//!   since: whether it is accepted. After a consumer was told `Closed` it is not accepted.
//!
//! # Which wakers are called
//!
//! The stream and the future of a consumer, and the sink and the future of a producer, wait
//! separately. A waker is called at most once for each poll that returned `Pending`:
//!
//! * **By the poll itself**: when 128 polls of the end were ready since the last one that was
//!   pending. Such a poll takes nothing, and its waker is called for nothing else.
//! * **For messages**: when a message is published, and when the channel ends. Where consumers
//!   compete, `n` messages wake the `n` futures that have waited longest, and all streams. The docs
//!   allow more in three cases, and the test does not demand it: another consumer leaves, or an
//!   unparker is used, which may wake all; and a future that was woken is dropped, which may wake
//!   all streams. In the last case another future is woken if there is a message.
//! * **For space**: when there is as much as the task waits for, and when no consumer can receive
//!   any more. The docs allow a call at each release of slots.
//! * A waker that the future of a send or reservation has left behind may be called at the next
//!   release.
//!
//! # Which notifiers are signalled
//!
//! A notifier that is armed is signalled when a message is published. Armed or not, it is signalled
//! when the channel ends, and when its consumer is closed. A look that finds nothing arms it; so
//! does an operation that takes the last message, unless the event of an earlier signal was not
//! consumed. The docs allow a signal instead, if the consumer does not know that it has taken the
//! last message, or if there are messages that it does not know of; and another signal with each
//! look at a channel that has ended.

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

fn main() -> std::process::ExitCode {
    runner::main()
}
