//! What counting costs: the option `metrics`.

use crate::case::{Amount, Case, Measure, Role};
use crate::common::message::{Line, Message};
use crate::common::pinning::Placement;
use crate::peers::ringmpsc::spsc;
use crate::transfer::{Way, Work, pair};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case::<u64>("single", Way::Singles),
        case::<Line>("single", Way::Singles),
        case::<u64>("batch-256", Way::Batches(256)),
        case::<Line>("batch-256", Way::Batches(256)),
    ]
}

fn case<M: Message>(name: &str, way: Way) -> Case {
    let work = Work { way, capacity: 1 << 16 };
    let contestants = vec![
        pair::<M, _, _>(Role::Ours, "ringmpsc with metrics", work, spsc::bits_16_metrics::open),
        pair::<M, _, _>(Role::Reference, "ringmpsc without", work, spsc::bits_16::open),
    ];
    Case {
        name: format!("metrics/{name}/{}", M::size()),
        scaling: None,
        bits: None,
        about: "One producer, one consumer, a ring of 2^16, with and without counters.".into(),
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}
