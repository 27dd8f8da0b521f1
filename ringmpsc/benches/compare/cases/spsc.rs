//! One producer, one consumer, nobody waits: single messages, and batches.

use super::channels::{for_one_consumer, may_wait, mixed};
use super::ours;
use crate::case::{Amount, Case, Contestant, Measure, Role, Scaling};
use crate::common::ends::waiting;
use crate::common::message::{Line, Message};
use crate::common::pinning::Placement;
use crate::common::shared_buffer;
use crate::peers::{crossfire, disruptor, ringbuf, ringmpsc, rtrb};
use crate::probes::{keeping_apart, memory};
use crate::transfer::{Way, Work, pair};

/// Messages in a batch, where the capacity is an axis.
pub(super) const BATCHES: [usize; 3] = [16, 64, 256];

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    cases.extend(ours::large_enough(Way::Singles).map(singles::<u64>));
    cases.extend(ours::large_enough(Way::Singles).map(singles::<Line>));
    for size in BATCHES {
        let bits = || ours::large_enough(Way::Batches(size));
        cases.extend(bits().map(|bits| batches::<u64>(size, bits)));
        cases.extend(bits().map(|bits| batches::<Line>(size, bits)));
    }
    // Larger batches, in a ring that holds at least four of them.
    for (size, capacity) in [(1 << 12, 1 << 16), (1 << 15, 1 << 17)] {
        cases.push(large_batches::<u64>(size, capacity));
        cases.push(large_batches::<Line>(size, capacity));
    }
    cases
}

fn singles<M: Message>(bits: u32) -> Case {
    let capacity = 1 << bits;
    let single = Work { way: Way::Singles, capacity };
    // The consumer may take what there is, where a contestant has a call for that.
    let mixed = mixed(single);
    let mut contestants = ours::spsc::<M>(bits, single);
    contestants.extend([
        pair::<M, _, _>(Role::Peer, "rtrb push, pop", single, move || rtrb::open(capacity)),
        pair::<M, _, _>(Role::Peer, "rtrb push, read_chunk", mixed, move || rtrb::open(capacity)),
        pair::<M, _, _>(Role::Peer, "rtrb push, read_chunk of all", mixed, move || {
            rtrb::open_whole(capacity)
        }),
        pair::<M, _, _>(Role::Peer, "ringbuf try_push, try_pop", single, move || {
            ringbuf::open(capacity)
        }),
        pair::<M, _, _>(Role::Peer, "ringbuf try_push, as_slices", mixed, move || {
            ringbuf::open(capacity)
        }),
        pair::<M, _, _>(Role::Peer, "disruptor publish, poll", mixed, move || {
            disruptor::spsc(capacity)
        }),
    ]);
    contestants.extend(channels::<M>(single));
    contestants.extend(limits::<M>(single));
    let about = format!("One producer, one consumer, a ring of 2^{bits}; sent one by one.");
    case::<M>("single", Some(bits), about, contestants)
}

fn batches<M: Message>(size: usize, bits: u32) -> Case {
    let work = Work { way: Way::Batches(size), capacity: 1 << bits };
    let contestants = in_batches::<M>(work, ours::spsc::<M>(bits, work));
    case::<M>(&format!("batch-{size}"), Some(bits), about(work, size), contestants)
}

fn large_batches<M: Message>(size: usize, capacity: usize) -> Case {
    let work = Work { way: Way::Batches(size), capacity };
    let ours = match capacity {
        0x1_0000 => ours::spsc::<M>(16, work),
        _ => ours::one::<M, _, _>(work, ringmpsc::spsc::bits_17::open::<M>),
    };
    case::<M>(&format!("batch-{size}"), None, about(work, size), in_batches::<M>(work, ours))
}

fn about(Work { capacity, .. }: Work, size: usize) -> String {
    format!(
        "One producer, one consumer, a ring of {capacity}; {size} messages at a time, where a \
         contestant can."
    )
}

fn case<M: Message>(
    way: &str,
    bits: Option<u32>,
    about: String,
    contestants: Vec<Contestant>,
) -> Case {
    let size = M::size();
    let point = bits.map(|bits| format!("2^{bits}"));
    let slots = point.as_ref().map_or(String::new(), |slots| format!("/{slots}"));
    Case {
        name: format!("spsc/{way}/{size}{slots}"),
        scaling: point.map(|point| Scaling {
            series: format!("spsc, {way}, {size}"),
            axis: "slots".into(),
            point,
        }),
        bits,
        about,
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}

/// All that can move batches, beside channels of ours that have as many slots.
pub(super) fn in_batches<M: Message>(work: Work, ours: Vec<Contestant>) -> Vec<Contestant> {
    let capacity = work.capacity;
    let mut contestants = ours;
    contestants.extend([
        pair::<M, _, _>(Role::Peer, "rtrb push_entire_slice, read_chunk", work, move || {
            rtrb::open(capacity)
        }),
        pair::<M, _, _>(Role::Peer, "rtrb push_entire_slice, read_chunk of all", work, move || {
            rtrb::open_whole(capacity)
        }),
        pair::<M, _, _>(Role::Peer, "ringbuf push_slice, as_slices", work, move || {
            ringbuf::open(capacity)
        }),
        pair::<M, _, _>(Role::Peer, "disruptor batch_publish, poll", work, move || {
            disruptor::spsc(capacity)
        }),
    ]);
    contestants.extend(channels::<M>(work));
    contestants.extend(limits::<M>(work));
    contestants.extend([memory::set::<M>(capacity), memory::copy::<M>(capacity)]);
    contestants
}

/// Channels, which can more than move messages.
fn channels<M: Message>(work: Work) -> Vec<Contestant> {
    let capacity = work.capacity;
    let spsc = move || crossfire::spsc::<M>(capacity);
    let mut channels = vec![pair::<M, _, _>(Role::Peer, "crossfire spsc", work, spsc)];
    if may_wait(work, 1) {
        let open = move || waiting(spsc());
        channels.push(pair::<M, _, _>(Role::Peer, "crossfire spsc send, recv", work, open));
    }
    channels.extend(for_one_consumer::<M>(work, 1));
    channels
}

/// The hand-written loops.
fn limits<M: Message>(work: Work) -> [Contestant; 2] {
    let capacity = work.capacity;
    let apart = "limit: the same, its sides keep apart";
    [
        pair::<M, _, _>(Role::Reference, "limit: a loop over a shared buffer", work, move || {
            shared_buffer::open(capacity)
        }),
        pair::<M, _, _>(Role::Reference, apart, work, move || keeping_apart::open(capacity)),
    ]
}
