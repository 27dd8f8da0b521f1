//! What waking a thread that sleeps takes, beside the bare system calls.

mod epoll;
mod futex;

use crate::case::Case;

/// A channel may cost so much more than the system calls that it makes.
const TARGET: Option<f64> = Some(1.2);

pub(crate) fn cases() -> Vec<Case> {
    vec![futex::case(), epoll::case()]
}
