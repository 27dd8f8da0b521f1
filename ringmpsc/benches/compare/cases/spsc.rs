//! One producer, one consumer, nobody waits: single messages, and batches.

use crate::case::{Amount, Case, Contestant, Measure, Role};
use crate::ends::{Receiver, Sender};
use crate::message::{Line, Message};
use crate::peers::{
    array_queue, async_channel, crossbeam, crossfire, disruptor, flume, kanal, ringbuf, ringmpsc,
    rtrb, std_sync, thingbuf,
};
use crate::pinning::Placement;
use crate::probes::{memory, shared_buffer};
use crate::transfer::{Way, Work, pair};

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![singles::<u64>(), singles::<Line>()];
    for size in [16, 256, 4096] {
        cases.push(batches::<u64, _, _>(size, 1 << 16, ringmpsc::spsc_16::open));
        cases.push(batches::<Line, _, _>(size, 1 << 16, ringmpsc::spsc_16::open));
    }
    // A ring that holds four of them.
    cases.push(batches::<u64, _, _>(1 << 15, 1 << 17, ringmpsc::spsc_17::open));
    cases.push(batches::<Line, _, _>(1 << 15, 1 << 17, ringmpsc::spsc_17::open));
    cases
}

fn singles<M: Message>() -> Case {
    let capacity = 1 << 16;
    let single = Work { way: Way::Singles, capacity };
    // The consumer may take what there is, where a contestant has a call for that.
    let mixed = Work { way: Way::Mixed(256), capacity };
    let mut contestants = vec![
        pair::<M, _, _>(Role::Ours, "ringmpsc try_send, try_recv", single, ringmpsc::spsc_16::open),
        pair::<M, _, _>(Role::Ours, "ringmpsc try_send, readable", mixed, ringmpsc::spsc_16::open),
        pair::<M, _, _>(Role::Peer, "rtrb push, pop", single, move || rtrb::open(capacity)),
        pair::<M, _, _>(Role::Peer, "rtrb push, read_chunk", mixed, move || rtrb::open(capacity)),
        pair::<M, _, _>(Role::Peer, "ringbuf try_push, try_pop", single, move || {
            ringbuf::open(capacity)
        }),
        pair::<M, _, _>(Role::Peer, "disruptor publish, poll", mixed, move || {
            disruptor::spsc(capacity)
        }),
    ];
    contestants.extend(channels::<M>(single));
    contestants.push(limit::<M>(single));
    Case {
        name: format!("spsc/single/{}", M::size()),
        scaling: None,
        about: "One producer, one consumer, a ring of 2^16; sent one by one.".into(),
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}

fn batches<M: Message, S: Sender<M> + 'static, R: Receiver<M> + 'static>(
    size: usize,
    capacity: usize,
    open: fn() -> (S, R),
) -> Case {
    let work = Work { way: Way::Batches(size), capacity };
    let mut contestants = vec![
        pair::<M, _, _>(Role::Ours, "ringmpsc send_slice, readable", work, open),
        pair::<M, _, _>(Role::Peer, "rtrb push_entire_slice, read_chunk", work, move || {
            rtrb::open(capacity)
        }),
        pair::<M, _, _>(Role::Peer, "ringbuf push_slice, as_slices", work, move || {
            ringbuf::open(capacity)
        }),
        pair::<M, _, _>(Role::Peer, "disruptor batch_publish, poll", work, move || {
            disruptor::spsc(capacity)
        }),
    ];
    contestants.extend(channels::<M>(work));
    contestants.push(limit::<M>(work));
    contestants.extend([memory::set::<M>(capacity), memory::copy::<M>(capacity)]);
    Case {
        name: format!("spsc/batch-{size}/{}", M::size()),
        scaling: None,
        about: format!(
            "One producer, one consumer, a ring of {capacity}; {size} messages at a time, where a contestant can."
        ),
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}

/// Channels that many may send to, used by one.
fn channels<M: Message>(work: Work) -> Vec<Contestant> {
    let capacity = work.capacity;
    vec![
        pair::<M, _, _>(Role::Peer, "crossbeam-channel", work, move || crossbeam::open(capacity)),
        pair::<M, _, _>(Role::Peer, "crossbeam ArrayQueue", work, move || {
            array_queue::open(capacity)
        }),
        pair::<M, _, _>(Role::Peer, "std sync_channel", work, move || std_sync::open(capacity)),
        pair::<M, _, _>(Role::Peer, "flume", work, move || flume::open(capacity)),
        pair::<M, _, _>(Role::Peer, "kanal", work, move || kanal::open(capacity)),
        pair::<M, _, _>(Role::Peer, "crossfire spsc", work, move || crossfire::spsc(capacity)),
        pair::<M, _, _>(Role::Peer, "thingbuf", work, move || thingbuf::open(capacity)),
        pair::<M, _, _>(Role::Peer, "async-channel", work, move || async_channel::open(capacity)),
    ]
}

/// The hand-written loop.
pub(super) fn limit<M: Message>(work: Work) -> Contestant {
    pair::<M, _, _>(Role::Reference, "limit: a loop over a shared buffer", work, move || {
        shared_buffer::open(work.capacity)
    })
}
