//! How long it takes until a consumer that has nothing to do has a message.

use crate::case::{Amount, Case, Contestant, Measure, Role};
use crate::ends::waiting;
use crate::latency::paced;
use crate::message::{Line, Message};
use crate::peers::{
    async_channel, crossbeam, crossfire, flume, kanal, ringmpsc, std_sync, thingbuf,
};
use crate::pinning::Placement;
use crate::probes::{eventfd, futex, shared_buffer};

const CAPACITY: usize = 1 << 10;

/// Nanoseconds between two messages: who sleeps at all is asleep by then.
const INTERVAL: u64 = 100_000;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        spin::<u64>(),
        spin::<Line>(),
        by_futex::<u64>(),
        by_futex::<Line>(),
        by_eventfd::<u64>(),
        by_eventfd::<Line>(),
    ]
}

fn case<M: Message>(name: &str, how: &str, contestants: Vec<Contestant>) -> Case {
    Case {
        name: format!("wake/{name}/{}", M::size()),
        scaling: None,
        about: format!(
            "Nanoseconds until a consumer that {how} has the message; one is sent every 100 microseconds."
        ),
        measure: Measure::Latency,
        placement: Placement::Spread,
        amount: Amount::Fixed(200, 20),
        contestants,
    }
}

fn spin<M: Message>() -> Case {
    let contestants = vec![
        paced::<M, _, _>(Role::Ours, "ringmpsc try_recv", INTERVAL, ringmpsc::spsc_16::open),
        paced::<M, _, _>(Role::Reference, "bare: a shared buffer", INTERVAL, || {
            shared_buffer::open(1 << 16)
        }),
    ];
    case::<M>("spin", "spins", contestants)
}

fn by_futex<M: Message>() -> Case {
    let contestants = vec![
        paced::<M, _, _>(Role::Ours, "ringmpsc recv", INTERVAL, || {
            waiting(ringmpsc::spsc_10_wait::open::<M>())
        }),
        paced::<M, _, _>(Role::Peer, "crossbeam-channel", INTERVAL, || {
            waiting(crossbeam::open::<M>(CAPACITY))
        }),
        paced::<M, _, _>(Role::Peer, "std sync_channel", INTERVAL, || {
            waiting(std_sync::open::<M>(CAPACITY))
        }),
        paced::<M, _, _>(Role::Peer, "flume", INTERVAL, || waiting(flume::open::<M>(CAPACITY))),
        paced::<M, _, _>(Role::Peer, "kanal", INTERVAL, || kanal::open_waiting::<M>(CAPACITY)),
        paced::<M, _, _>(Role::Peer, "crossfire spsc", INTERVAL, || {
            waiting(crossfire::spsc::<M>(CAPACITY))
        }),
        paced::<M, _, _>(Role::Peer, "thingbuf", INTERVAL, || {
            thingbuf::open_waiting::<M>(CAPACITY)
        }),
        paced::<M, _, _>(Role::Peer, "async-channel", INTERVAL, || {
            waiting(async_channel::open::<M>(CAPACITY))
        }),
        paced::<M, _, _>(Role::Reference, "bare: a futex", INTERVAL, || futex::open(CAPACITY)),
    ];
    case::<M>("futex", "sleeps on a futex, or as the contestant sleeps,", contestants)
}

fn by_eventfd<M: Message>() -> Case {
    let contestants = vec![
        paced::<M, _, _>(Role::Ours, "ringmpsc notify", INTERVAL, ringmpsc::open_notified),
        paced::<M, _, _>(Role::Reference, "bare: an eventfd", INTERVAL, || eventfd::open(CAPACITY)),
    ];
    case::<M>("eventfd", "polls an eventfd", contestants)
}
