//! How long a message takes there and back, between threads that spin.

use crate::case::{Amount, Case, Contestant, Measure, Role};
use crate::common::ends::{Receiver, Sender, sides};
use crate::common::message::{Line, Message};
use crate::common::pinning::Placement;
use crate::common::shared_buffer;
use crate::latency::round_trip;
use crate::peers::{
    array_queue, async_channel, crossbeam, crossfire, disruptor, flume, kanal, ringbuf, ringmpsc,
    rtrb, std_sync, thingbuf,
};
use crate::probes::ping_pong;

/// The capacity of all contestants but the bare line: so few that the slots stay in the caches.
const CAPACITY: usize = 1 << 10;

pub(crate) fn cases() -> Vec<Case> {
    vec![there_and_back::<u64>(), there_and_back::<Line>()]
}

/// A contestant of what opens two ends: one channel in each direction.
fn with<M: Message, S: Sender<M> + Send + 'static, R: Receiver<M> + Send + 'static>(
    role: Role,
    name: &str,
    open: fn() -> (S, R),
) -> Contestant {
    round_trip::<M, _, _>(role, name, move || sides(open))
}

fn there_and_back<M: Message>() -> Case {
    let limit = "limit: a bare cache line";
    let mut contestants = contestants::<M>();
    contestants.push(round_trip::<M, _, _>(Role::Reference, limit, ping_pong::open::<M>));
    // Two lines in each direction, as in all rings: that of the cursor and that of the slot.
    let two_lines = "floor: a loop over a shared buffer";
    contestants
        .push(with::<M, _, _>(Role::Floor, two_lines, || shared_buffer::open::<M>(CAPACITY)));
    Case {
        name: format!("latency/round-trip/{}", M::size()),
        scaling: None,
        bits: None,
        about: "Nanoseconds of a message there and back through two channels, one in flight."
            .into(),
        measure: Measure::Latency,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}

fn contestants<M: Message>() -> Vec<Contestant> {
    vec![
        with::<M, _, _>(Role::Ours, "ringmpsc try_send, try_recv", ringmpsc::spsc::bits_10::open),
        with::<M, _, _>(Role::Peer, "rtrb", || rtrb::open(CAPACITY)),
        with::<M, _, _>(Role::Peer, "ringbuf", || ringbuf::open(CAPACITY)),
        with::<M, _, _>(Role::Peer, "disruptor", || disruptor::spsc(CAPACITY)),
        with::<M, _, _>(Role::Peer, "crossbeam-channel", || crossbeam::open(CAPACITY)),
        with::<M, _, _>(Role::Peer, "crossbeam ArrayQueue", || array_queue::open(CAPACITY)),
        with::<M, _, _>(Role::Peer, "std sync_channel", || std_sync::open(CAPACITY)),
        with::<M, _, _>(Role::Peer, "flume", || flume::open(CAPACITY)),
        with::<M, _, _>(Role::Peer, "kanal", || kanal::open(CAPACITY)),
        with::<M, _, _>(Role::Peer, "crossfire spsc", || crossfire::spsc(CAPACITY)),
        with::<M, _, _>(Role::Peer, "thingbuf", || thingbuf::open(CAPACITY)),
        with::<M, _, _>(Role::Peer, "async-channel", || async_channel::open(CAPACITY)),
    ]
}
