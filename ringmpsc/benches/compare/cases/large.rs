//! Large messages, copied from where the producer has them and read in place where a contestant lets them be read
//! there.

use crate::case::{Amount, Case, Measure, Role};
use crate::message::{Block, Message};
use crate::peers::{
    array_queue, async_channel, crossbeam, crossfire, disruptor, flume, kanal, ringbuf, ringmpsc,
    rtrb, std_sync, thingbuf,
};
use crate::pinning::Placement;
use crate::probes::memory;
use crate::transfer::{Way, Work, pair};

const CAPACITY: usize = 1 << 6;

pub(crate) fn cases() -> Vec<Case> {
    vec![case::<Block<8>>(), case::<Block<64>>(), case::<Block<512>>(), case::<Block<8192>>()]
}

fn case<M: Message>() -> Case {
    let work = Work { way: Way::Batches(1), capacity: CAPACITY };
    let contestants = vec![
        pair::<M, _, _>(Role::Ours, "ringmpsc send_slice, readable", work, ringmpsc::spsc_6::open),
        pair::<M, _, _>(Role::Peer, "rtrb push_entire_slice, read_chunk", work, || {
            rtrb::open(CAPACITY)
        }),
        pair::<M, _, _>(Role::Peer, "ringbuf push_slice, as_slices", work, || {
            ringbuf::open(CAPACITY)
        }),
        pair::<M, _, _>(Role::Peer, "disruptor batch_publish, poll", work, || {
            disruptor::spsc(CAPACITY)
        }),
        pair::<M, _, _>(Role::Peer, "crossbeam-channel", work, || crossbeam::open(CAPACITY)),
        pair::<M, _, _>(Role::Peer, "crossbeam ArrayQueue", work, || array_queue::open(CAPACITY)),
        pair::<M, _, _>(Role::Peer, "std sync_channel", work, || std_sync::open(CAPACITY)),
        pair::<M, _, _>(Role::Peer, "flume", work, || flume::open(CAPACITY)),
        pair::<M, _, _>(Role::Peer, "kanal", work, || kanal::open(CAPACITY)),
        pair::<M, _, _>(Role::Peer, "crossfire spsc", work, || crossfire::spsc(CAPACITY)),
        pair::<M, _, _>(Role::Peer, "thingbuf", work, || thingbuf::open(CAPACITY)),
        pair::<M, _, _>(Role::Peer, "async-channel", work, || async_channel::open(CAPACITY)),
        super::spsc::limit::<M>(work),
        memory::set::<M>(CAPACITY),
        memory::copy::<M>(CAPACITY),
    ];
    Case {
        name: format!("large/{}", M::size()),
        scaling: None,
        about: "One producer, one consumer, a ring of 2^6, one message at a time.".into(),
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}
