//! The models. All threads of one are small, and what they do is bounded: loom tries every order.
//!
//! No thread spins. Where it would, it tries a few times, and then joins the thread that it waits for: after
//! a yield loom would no longer return old values.

mod close;
mod close_many;
mod dormancy;
mod lap;
mod leave;
mod ready;
mod recycle;
mod register;

use ringmpsc::TryRecvError;

use crate::message::Message;
use crate::suite::Model;

/// All of them.
pub(crate) fn all() -> Vec<Model> {
    [
        lap::MODELS,
        close::MODELS,
        close_many::MODELS,
        leave::MODELS,
        register::MODELS,
        ready::MODELS,
        dormancy::MODELS,
        recycle::MODELS,
    ]
    .concat()
}

/// Tries to receive so many times, and returns the numbers.
fn receive(
    attempts: usize,
    mut try_recv: impl FnMut() -> Result<Message, TryRecvError>,
) -> Vec<u32> {
    (0..attempts).filter_map(|_| try_recv().ok()).map(Message::number).collect()
}

/// Receives until there is nothing, and returns the numbers and why there is nothing more.
fn receive_all(
    mut try_recv: impl FnMut() -> Result<Message, TryRecvError>,
) -> (Vec<u32>, TryRecvError) {
    let mut received = Vec::new();
    loop {
        match try_recv() {
            Ok(message) => received.push(message.number()),
            Err(error) => return (received, error),
        }
    }
}
