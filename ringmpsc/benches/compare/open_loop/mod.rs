//! One-way latency with an open-loop sender.
//!
//! The [arrivals] say when each message is due, before the run begins. The sender sends a message
//! when it is due, or at once when it is late, and the message carries the time when it was *due*.
//! The receiver reads the clock when it has a message. So a channel that holds up one message pays
//! for all messages that become due meanwhile.
//!
//! A [run] has several segments. Both threads meet before a segment and after it. A segment in
//! which a thread was [switched out](switches), or the sender was stopped by something else, is
//! counted, repeated and left out of the latencies.
//!
//! Both threads read the CPU's [counter](clock), which takes less than half of what `Instant`
//! takes.

pub(crate) mod arrivals;
pub(crate) mod clock;
mod flow;
mod run;
mod switches;

pub(crate) use self::run::{Flow, Start, open_loop};
