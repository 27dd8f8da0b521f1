//! One producer and one consumer that wait for one another: on two CPUs, and on one.

use crate::case::{Amount, Case, Measure, Role};
use crate::ends::waiting;
use crate::message::{Line, Message};
use crate::peers::{
    async_channel, crossbeam, crossfire, flume, kanal, ringmpsc, std_sync, thingbuf,
};
use crate::pinning::Placement;
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
    let contestants = vec![
        pair::<M, _, _>(Role::Ours, "ringmpsc send, recv", work, || {
            waiting(ringmpsc::spsc_10_wait::open::<M>())
        }),
        pair::<M, _, _>(Role::Peer, "crossbeam-channel", work, || {
            waiting(crossbeam::open::<M>(CAPACITY))
        }),
        pair::<M, _, _>(Role::Peer, "std sync_channel", work, || {
            waiting(std_sync::open::<M>(CAPACITY))
        }),
        pair::<M, _, _>(Role::Peer, "flume", work, || waiting(flume::open::<M>(CAPACITY))),
        pair::<M, _, _>(Role::Peer, "kanal", work, || kanal::open_waiting::<M>(CAPACITY)),
        pair::<M, _, _>(Role::Peer, "crossfire spsc", work, || {
            waiting(crossfire::spsc::<M>(CAPACITY))
        }),
        pair::<M, _, _>(Role::Peer, "thingbuf", work, || thingbuf::open_waiting::<M>(CAPACITY)),
        pair::<M, _, _>(Role::Peer, "async-channel", work, || {
            waiting(async_channel::open::<M>(CAPACITY))
        }),
    ];
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
