//! Large messages: a pool, copies through the ring, and other ways. See
//! [`payloads`](crate::payloads).

use crate::case::{Amount, Case, Contestant, Measure, Role, Scaling};
use crate::common::pinning::Placement;
use crate::payloads::{alone, copied, in_place, pooled};

/// Sizes of payloads, in bytes.
const SIZES: [usize; 6] = [64, 256, 1 << 10, 1 << 12, 1 << 14, 1 << 16];

pub(crate) fn cases() -> Vec<Case> {
    let about = "Nanoseconds to allocate an empty buffer of 1 KiB and to free it, by one thread.";
    let mut cases = vec![case("one-thread", None, about.into(), alone(1 << 10))];
    let about = "Nanoseconds to allocate an empty buffer, send it to another thread, and free it \
                 there. The channel is a `spsc` of 2^6 slots, with 128 buffers.";
    cases.push(case("across-threads", None, about.into(), pooled(0)));
    cases.extend(SIZES.map(pipeline));
    cases
}

fn pipeline(bytes: usize) -> Case {
    let mut contestants = pooled(bytes);
    contestants.extend(match bytes {
        64 => inline::<64>(),
        256 => inline::<256>(),
        0x400 => inline::<0x400>(),
        0x1000 => inline::<0x1000>(),
        0x4000 => inline::<0x4000>(),
        _ => inline::<0x1_0000>(),
    });
    let about = format!(
        "Nanoseconds to write {bytes} bytes, send them to another thread, and read them there. The \
         channel is a `spsc` of 2^6 slots, with 128 buffers."
    );
    let scaling = Scaling {
        series: "pool, pipeline".into(),
        axis: "bytes of a message".into(),
        point: bytes.to_string(),
    };
    case(&format!("pipeline/{bytes}B"), Some(scaling), about, contestants)
}

fn inline<const BYTES: usize>() -> [Contestant; 2] {
    [copied::<BYTES>(Role::Peer), in_place::<BYTES>(Role::Floor)]
}

fn case(name: &str, scaling: Option<Scaling>, about: String, contestants: Vec<Contestant>) -> Case {
    Case {
        name: format!("pool/{name}"),
        scaling,
        bits: None,
        about,
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}
