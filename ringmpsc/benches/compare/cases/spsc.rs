//! One producer, one consumer, nobody waits: single messages, and batches.

use super::channels::{for_one_consumer, may_wait, mixed};
use crate::case::{Amount, Case, Contestant, Measure, Role};
use crate::ends::{Receiver, Sender, waiting};
use crate::message::{Line, Message};
use crate::peers::{crossfire, disruptor, ringbuf, ringmpsc, rtrb};
use crate::pinning::Placement;
use crate::probes::{keeping_apart, memory, shared_buffer};
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
    let mixed = mixed(single);
    let mut contestants = vec![
        pair::<M, _, _>(Role::Ours, "ringmpsc try_send, try_recv", single, ringmpsc::spsc_16::open),
        pair::<M, _, _>(Role::Ours, "ringmpsc try_send, readable", mixed, ringmpsc::spsc_16::open),
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
    ];
    contestants.extend(channels::<M>(single));
    contestants.extend(limits::<M>(single));
    Case {
        name: format!("spsc/single/{}", M::size()),
        scaling: None,
        bits: None,
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
    Case {
        name: format!("spsc/batch-{size}/{}", M::size()),
        scaling: None,
        bits: None,
        about: format!(
            "One producer, one consumer, a ring of {capacity}; {size} messages at a time, where a contestant can."
        ),
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants: in_batches::<M, _, _>(work, open),
    }
}

/// All that can move batches, with a channel of ours that has as many places.
pub(super) fn in_batches<M: Message, S: Sender<M> + 'static, R: Receiver<M> + 'static>(
    work: Work,
    open: fn() -> (S, R),
) -> Vec<Contestant> {
    let capacity = work.capacity;
    let mut contestants = vec![
        pair::<M, _, _>(Role::Ours, "ringmpsc send_slice, readable", work, open),
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
    ];
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
