//! How long it takes until a consumer that has nothing to do has a message.

use super::channels::waiting_peers;
use crate::case::{Amount, Case, Contestant, Measure, Role};
use crate::common::ends::waiting;
use crate::common::message::{Line, Message};
use crate::common::pinning::Placement;
use crate::common::shared_buffer;
use crate::latency::{Pace, paced};
use crate::peers::ringmpsc;
use crate::probes::{eventfd, futex};

const CAPACITY: usize = 1 << 10;

/// A message every 100 microseconds: who sleeps at all is asleep by then.
const PACE: Pace = Pace { interval: 100_000, warm_up: 16 };

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
        bits: None,
        about: format!(
            "Nanoseconds until a consumer that {how} has the message; one is sent every 100 \
             microseconds."
        ),
        measure: Measure::Latency,
        placement: Placement::Spread,
        amount: Amount::Fixed(1000, 20),
        contestants,
    }
}

fn spin<M: Message>() -> Case {
    let contestants = vec![
        paced::<M, _, _>(Role::Ours, "ringmpsc try_recv", PACE, ringmpsc::spsc::bits_10::open),
        paced::<M, _, _>(Role::Reference, "bare: a shared buffer", PACE, || {
            shared_buffer::open(CAPACITY)
        }),
    ];
    case::<M>("spin", "spins", contestants)
}

fn by_futex<M: Message>() -> Case {
    let mut contestants = vec![paced::<M, _, _>(Role::Ours, "ringmpsc recv", PACE, || {
        waiting(ringmpsc::spsc::bits_10_wait::open::<M>())
    })];
    contestants.extend(waiting_peers!(CAPACITY, |name, open| {
        paced::<M, _, _>(Role::Peer, name, PACE, open)
    }));
    contestants
        .push(paced::<M, _, _>(Role::Reference, "bare: a futex", PACE, || futex::open(CAPACITY)));
    let how = "waits as the contestant waits (some pause for so long before they sleep that they \
               often do not)";
    case::<M>("futex", how, contestants)
}

fn by_eventfd<M: Message>() -> Case {
    let contestants = vec![
        paced::<M, _, _>(Role::Ours, "ringmpsc notify", PACE, ringmpsc::open_notified),
        paced::<M, _, _>(Role::Reference, "bare: an eventfd", PACE, || eventfd::open(CAPACITY)),
    ];
    case::<M>("eventfd", "polls an eventfd", contestants)
}
