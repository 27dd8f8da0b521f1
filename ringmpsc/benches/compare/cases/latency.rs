//! How long a message takes, on its way to a consumer that spins.

use crate::case::{Amount, Case, Contestant, Measure, Role};
use crate::ends::{Receiver, Sender, sides};
use crate::latency::{Pace, paced, round_trip};
use crate::message::{Line, Message};
use crate::peers::{
    array_queue, async_channel, crossbeam, crossfire, disruptor, flume, kanal, ringbuf, ringmpsc,
    rtrb, std_sync, thingbuf,
};
use crate::pinning::Placement;
use crate::probes::{ping_pong, shared_buffer};

/// The capacity of all contestants but the bare line: so few that the slots stay in the caches.
const CAPACITY: usize = 1 << 10;

/// A message every microsecond.
const PACE: Pace = Pace { interval: 1000, warm_up: 2 * CAPACITY as u64 };

pub(crate) fn cases() -> Vec<Case> {
    vec![there_and_back::<u64>(), there_and_back::<Line>(), due::<u64>(), due::<Line>()]
}

/// Makes a contestant of what opens two ends.
trait Course<M: Message> {
    fn with<S: Sender<M> + 'static, R: Receiver<M> + 'static>(
        &self,
        role: Role,
        name: &str,
        open: fn() -> (S, R),
    ) -> Contestant;
}

struct RoundTrip;

impl<M: Message> Course<M> for RoundTrip {
    fn with<S: Sender<M> + 'static, R: Receiver<M> + 'static>(
        &self,
        role: Role,
        name: &str,
        open: fn() -> (S, R),
    ) -> Contestant {
        round_trip::<M, _, _>(role, name, move || sides(open))
    }
}

struct Paced;

impl<M: Message> Course<M> for Paced {
    fn with<S: Sender<M> + 'static, R: Receiver<M> + 'static>(
        &self,
        role: Role,
        name: &str,
        open: fn() -> (S, R),
    ) -> Contestant {
        paced(role, name, PACE, open)
    }
}

fn there_and_back<M: Message>() -> Case {
    let limit = "limit: a bare cache line";
    let mut contestants = contestants::<M>(&RoundTrip);
    contestants.push(round_trip::<M, _, _>(Role::Reference, limit, ping_pong::open::<M>));
    // Two lines in each direction, as in all rings: that of the cursor and that of the slot.
    let two_lines = "floor: a loop over a shared buffer";
    contestants.push(RoundTrip.with(Role::Floor, two_lines, || shared_buffer::open::<M>(CAPACITY)));
    Case {
        name: format!("latency/round-trip/{}", M::size()),
        scaling: None,
        about: "Nanoseconds of a message there and back through two channels, one in flight."
            .into(),
        measure: Measure::Latency,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}

fn due<M: Message>() -> Case {
    let limit = "limit: a loop over a shared buffer";
    let mut contestants = contestants::<M>(&Paced);
    let shared = || shared_buffer::open::<M>(CAPACITY);
    contestants.push(Paced.with(Role::Reference, limit, shared));
    Case {
        name: format!("latency/paced/{}", M::size()),
        scaling: None,
        about: "Nanoseconds from when a message is due to when it is received; one is due every microsecond.".into(),
        measure: Measure::Latency,
        placement: Placement::Spread,
        amount: Amount::Fixed(20_000, 500),
        contestants,
    }
}

fn contestants<M: Message>(course: &impl Course<M>) -> Vec<Contestant> {
    vec![
        course.with(Role::Ours, "ringmpsc try_send, try_recv", ringmpsc::spsc_10::open),
        course.with(Role::Peer, "rtrb", || rtrb::open(CAPACITY)),
        course.with(Role::Peer, "ringbuf", || ringbuf::open(CAPACITY)),
        course.with(Role::Peer, "disruptor", || disruptor::spsc(CAPACITY)),
        course.with(Role::Peer, "crossbeam-channel", || crossbeam::open(CAPACITY)),
        course.with(Role::Peer, "crossbeam ArrayQueue", || array_queue::open(CAPACITY)),
        course.with(Role::Peer, "std sync_channel", || std_sync::open(CAPACITY)),
        course.with(Role::Peer, "flume", || flume::open(CAPACITY)),
        course.with(Role::Peer, "kanal", || kanal::open(CAPACITY)),
        course.with(Role::Peer, "crossfire spsc", || crossfire::spsc(CAPACITY)),
        course.with(Role::Peer, "thingbuf", || thingbuf::open(CAPACITY)),
        course.with(Role::Peer, "async-channel", || async_channel::open(CAPACITY)),
    ]
}
