//! One producer and one consumer that wait for one another: on two CPUs, and on one.

use super::channels::waiting_peers;
use crate::case::{Amount, Case, Measure, Role};
use crate::common::ends::waiting;
use crate::common::message::{Line, Message};
use crate::common::pinning::Placement;
use crate::peers::ringmpsc;
use crate::transfer::{Way, Work, pair};

const CAPACITY: usize = 1 << 10;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case::<u64>(Placement::Spread),
        case::<Line>(Placement::Spread),
        case::<u64>(Placement::OneCpu),
        case::<Line>(Placement::OneCpu),
    ]
}

fn case<M: Message>(placement: Placement) -> Case {
    let work = Work { way: Way::Singles, capacity: CAPACITY };
    let (name, about) = match placement {
        Placement::Spread => ("blocking/1p1c", "Both sides wait."),
        Placement::OneCpu => {
            ("one-cpu", "Both sides wait, in a process that may use one CPU only.")
        }
    };
    let mut contestants = vec![pair::<M, _, _>(Role::Ours, "ringmpsc send, recv", work, || {
        waiting(ringmpsc::spsc::bits_10_wait::open::<M>())
    })];
    contestants.extend(waiting_peers!(CAPACITY, |name, open| {
        pair::<M, _, _>(Role::Peer, name, work, open)
    }));
    Case {
        name: format!("{name}/{}", M::size()),
        scaling: None,
        bits: None,
        about: format!("{about} One by one; 2^10 places."),
        measure: Measure::Throughput,
        placement,
        amount: Amount::ByTime,
        contestants,
    }
}
