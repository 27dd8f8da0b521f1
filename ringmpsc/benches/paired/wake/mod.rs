//! What it takes to wake somebody who sleeps, beside the bare system calls.

mod epoll;
mod futex;

use crate::harness::Case;

/// A channel may cost so much more than the system calls that it makes.
const TARGET: Option<f64> = Some(1.2);

pub(crate) fn cases() -> Vec<Case> {
    vec![futex::case(), epoll::case()]
}

/// What two sides have of two channels: each sends on one and receives from the other.
fn cross<P, C>(open: impl Fn() -> (P, C)) -> ((P, C), (P, C)) {
    let ((to, out), (back, home)) = (open(), open());
    ((to, home), (back, out))
}
