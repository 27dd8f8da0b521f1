//! Several producers, one consumer. All contestants have 2^14 places, which ours divides among its
//! rings; beside it stands a channel of ours that has as many in each ring.

use super::channels::{for_one_consumer, gathering, may_wait, mixed};
use super::ours;
use super::spsc::BATCHES;
use crate::case::{Amount, Case, Contestant, Measure, Role, Scaling};
use crate::common::ends::{Receiver, Sender, waiting};
use crate::common::message::{Line, Message};
use crate::common::pinning::Placement;
use crate::common::shared_buffer;
use crate::peers::{crossfire, disruptor, ringmpsc};
use crate::probes::{in_turn, keeping_apart};
use crate::transfer::{Way, Work, crowd, pair};

/// Places in all.
const CAPACITY: usize = 1 << 14;

/// Messages in a batch.
const BATCH: usize = 256;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for way in [Way::Singles, Way::Batches(BATCH)] {
        cases.extend(scaling::<u64>(way));
        cases.extend(scaling::<Line>(way));
    }
    for producers in [1, 2, 4] {
        cases.extend(over_capacity::<u64>(producers));
        cases.extend(over_capacity::<Line>(producers));
    }
    cases
}

/// Each producer of ours has a ring of the capacity, and a channel of others has as many slots in
/// all.
fn over_capacity<M: Message>(producers: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    let ways = [Way::Singles].into_iter().chain(BATCHES.map(Way::Batches));
    for way in ways {
        for bits in ours::large_enough(way) {
            cases.push(of_capacity::<M>(way, producers, bits));
        }
    }
    cases
}

fn of_capacity<M: Message>(way: Way, producers: usize, bits: u32) -> Case {
    let work = Work { way, capacity: producers << bits };
    let how = match way {
        Way::Singles | Way::Mixed(_) => "single".into(),
        Way::Batches(size) => format!("batch-{size}"),
    };
    let size = M::size();
    let mut contestants = ours::mpsc::<M>(bits, work, producers);
    contestants.extend(others::<M>(work, producers));
    Case {
        name: format!("mpsc/{producers}-producers/{how}/{size}/2^{bits}"),
        scaling: Some(Scaling {
            series: format!("mpsc, {producers} producers, {how}, {size}"),
            axis: "slots for each producer".into(),
            point: format!("2^{bits}"),
        }),
        bits: Some(bits),
        about: format!(
            "Producers: {producers}. One consumer. 2^{bits} slots for each producer, and for \
             others as many in all."
        ),
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}

fn scaling<M: Message>(way: Way) -> [Case; 4] {
    [
        case::<M, _, _>(way, 1, ringmpsc::mpsc::bits_14::open),
        case::<M, _, _>(way, 2, ringmpsc::mpsc::bits_13::open),
        case::<M, _, _>(way, 4, ringmpsc::mpsc::bits_12::open),
        case::<M, _, _>(way, 8, ringmpsc::mpsc::bits_11::open),
    ]
}

fn case<M: Message, S: Sender<M> + Send + 'static, R: Receiver<M> + Send + 'static>(
    way: Way,
    producers: usize,
    open: fn(usize) -> (Vec<S>, R),
) -> Case {
    let work = Work { way, capacity: CAPACITY };
    let (size, name) = match way {
        Way::Singles | Way::Mixed(_) => ("single", "ringmpsc try_send, try_recv"),
        Way::Batches(_) => ("batch-256", "ringmpsc send_slice, readable"),
    };
    let ours = |name: &str, work| {
        crowd::<M, _, _>(Role::Ours, name, work, move || {
            let (senders, receiver) = open(producers);
            (senders, vec![receiver])
        })
    };
    let mut contestants = vec![ours(name, work)];
    if matches!(way, Way::Singles) {
        contestants.push(ours("ringmpsc try_send, readable", mixed(work)));
    }
    if producers > 1 {
        let name = format!("{name}, 2^14 each");
        let roomy = Work { capacity: CAPACITY * producers, ..work };
        contestants.push(crowd::<M, _, _>(Role::Ours, name, roomy, move || {
            let (senders, receiver) = ringmpsc::mpsc::bits_14::open::<M>(producers);
            (senders, vec![receiver])
        }));
    }
    contestants.extend(others::<M>(work, producers));
    Case {
        name: format!("mpsc/{producers}-producers/{size}/{}", M::size()),
        scaling: Some(Scaling {
            axis: "threads: producers, or producers x consumers".into(),
            series: format!("mpsc, {size}, {}", M::size()),
            point: format!("{producers}p"),
        }),
        bits: None,
        about: format!(
            "Producers: {producers}. One consumer. 2^14 places in all, or in each ring where it \
             says so."
        ),
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}

/// The channels of others, and the hand-written loops.
fn others<M: Message>(work: Work, producers: usize) -> Vec<Contestant> {
    let mut contestants = vec![
        gathering::<M, _, _>("disruptor", mixed(work), producers, disruptor::mpsc),
        gathering::<M, _, _>("crossfire mpsc", work, producers, crossfire::mpsc),
    ];
    if may_wait(work, 1) {
        let open = |n| waiting(crossfire::mpsc(n));
        contestants.push(gathering::<M, _, _>("crossfire mpsc send, recv", work, producers, open));
    }
    contestants.extend(for_one_consumer::<M>(work, producers));
    contestants.extend(limits::<M>(work, producers));
    contestants
}

/// The hand-written loops, which divide the places as ours does. A side that keeps apart has but
/// one other to look at.
fn limits<M: Message>(work: Work, producers: usize) -> Vec<Contestant> {
    let capacity = work.capacity / producers;
    let name = "limit: a loop over a shared buffer for each";
    let mut limits = vec![crowd::<M, _, _>(Role::Reference, name, work, move || {
        let (writers, reader) = in_turn::open(producers, || shared_buffer::open::<M>(capacity));
        (writers, vec![reader])
    })];
    if producers == 1 {
        let name = "limit: the same, its sides keep apart";
        limits.push(pair::<M, _, _>(Role::Reference, name, work, move || {
            keeping_apart::open(capacity)
        }));
    }
    limits
}
