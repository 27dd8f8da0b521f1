//! The models. All threads of one are small, and what they do is bounded: loom tries every order.

mod close;
mod dormancy;
mod lap;
mod leave;
mod ready;
mod recycle;
mod register;

use ringmpsc::TryRecvError;

use crate::ledger::Message;
use crate::suite::Model;

/// All of them.
pub fn all() -> Vec<Model> {
    [
        lap::MODELS,
        close::MODELS,
        leave::MODELS,
        register::MODELS,
        ready::MODELS,
        dormancy::MODELS,
        recycle::MODELS,
    ]
    .concat()
}

/// Receives until the channel is closed, and returns the numbers.
fn receive_all(mut try_recv: impl FnMut() -> Result<Message, TryRecvError>) -> Vec<u32> {
    let mut received = Vec::new();
    loop {
        match try_recv() {
            Ok(message) => received.push(message.number()),
            Err(TryRecvError::Empty) => loom::thread::yield_now(),
            Err(TryRecvError::Closed) => return received,
        }
    }
}

/// Receives what there is, and returns the numbers.
fn receive_present(mut try_recv: impl FnMut() -> Result<Message, TryRecvError>) -> Vec<u32> {
    std::iter::from_fn(|| try_recv().ok()).map(Message::number).collect()
}
