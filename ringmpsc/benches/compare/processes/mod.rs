//! Messages between two processes.
//!
//! The program starts itself again. The child is the *partner*: it sends, or sends back what it
//! receives. This process measures, and verifies what it receives. Both pass one another lines over
//! the standard input and output of the partner, which are pipes:
//!
//! ```text
//! this process                          the partner
//!   creates the route, starts the partner
//!                                         joins the route, binds itself to a CPU
//!   <-------------- "ready" ---------------
//!   --------------- "go" ----------------->   before each phase
//!                                         sends the messages of the phase
//!   closes the pipe                       drops its end, and exits
//! ```
//!
//! The kernel ends the partner if this process dies.

mod contestants;
pub(crate) mod partner;
pub(crate) mod routes;

use std::error::Error;

use crate::common::ends::{Receiver, Sender};

pub(crate) use self::contestants::{paced, round_trip, throughput};

/// A result of what both processes do before and after a measurement.
pub(crate) type Attempt<T> = Result<T, Box<dyn Error>>;

/// A way for messages from one process to another one: a channel, a pipe.
///
/// One process creates it, and passes its address to the other one, which joins. Then each of them
/// takes one end. Either of them may take either end.
pub(crate) trait Route: 'static {
    /// The name of the contestant.
    const NAME: &'static str;

    /// What an end is made of.
    type Link;
    type Sender: Sender<u64>;
    type Receiver: Receiver<u64>;

    /// Creates a route for so many messages, a power of two. Returns its address, too.
    fn create(capacity: usize) -> Attempt<(Self::Link, String)>;

    /// Joins the route of another process.
    fn join(address: &str, capacity: usize) -> Attempt<Self::Link>;

    /// Takes the end that sends. May wait until the other process has joined.
    fn sender(link: Self::Link) -> Attempt<Self::Sender>;

    /// Takes the end that receives. May wait until the other process has joined.
    fn receiver(link: Self::Link) -> Attempt<Self::Receiver>;
}
