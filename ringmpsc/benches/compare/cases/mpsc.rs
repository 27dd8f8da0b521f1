//! Several producers, one consumer. All contestants have 2^14 places, which ours divides among its rings; beside it stands
//! a channel of ours that has as many in each ring.

use crate::case::{Amount, Case, Measure, Role, Scaling};
use crate::ends::{Receiver, Sender, clones};
use crate::message::{Line, Message};
use crate::peers::{
    array_queue, async_channel, crossbeam, crossfire, disruptor, flume, kanal, ringmpsc, std_sync,
    thingbuf,
};
use crate::pinning::Placement;
use crate::transfer::{Way, Work, crowd};

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
    cases
}

fn scaling<M: Message>(way: Way) -> [Case; 4] {
    [
        case::<M, _, _>(way, 1, ringmpsc::mpsc_14::open),
        case::<M, _, _>(way, 2, ringmpsc::mpsc_13::open),
        case::<M, _, _>(way, 4, ringmpsc::mpsc_12::open),
        case::<M, _, _>(way, 8, ringmpsc::mpsc_11::open),
    ]
}

fn case<M: Message, S: Sender<M> + 'static, R: Receiver<M> + 'static>(
    way: Way,
    producers: usize,
    open: fn(usize) -> (Vec<S>, R),
) -> Case {
    let work = Work { way, capacity: CAPACITY };
    let (name, ours) = match way {
        Way::Singles | Way::Mixed(_) => ("single", "ringmpsc try_send, try_recv"),
        Way::Batches(_) => ("batch-256", "ringmpsc send_slice, readable"),
    };
    let mut contestants = vec![crowd::<M, _, _>(Role::Ours, ours, work, move || {
        let (senders, receiver) = open(producers);
        (senders, vec![receiver])
    })];
    macro_rules! peers {
        ($($name:literal: $open:expr, $work:expr;)*) => {
            $(contestants.push(crowd::<M, _, _>(Role::Peer, $name, $work, move || {
                let (sender, receiver) = $open(CAPACITY);
                (clones(&sender, producers), vec![receiver])
            }));)*
        };
    }
    // What is sent one by one may be received as many as there are, where a contestant has a call for that.
    let mixed = match way {
        Way::Singles => Work { way: Way::Mixed(BATCH), ..work },
        Way::Mixed(_) | Way::Batches(_) => work,
    };
    if producers > 1 {
        let name = format!("{ours}, 2^14 places each");
        let roomy = Work { capacity: CAPACITY * producers, ..work };
        contestants.push(crowd::<M, _, _>(Role::Ours, name, roomy, move || {
            let (senders, receiver) = ringmpsc::mpsc_14::open::<M>(producers);
            (senders, vec![receiver])
        }));
    }
    if matches!(way, Way::Singles) {
        let name = "ringmpsc try_send, readable";
        contestants.push(crowd::<M, _, _>(Role::Ours, name, mixed, move || {
            let (senders, receiver) = open(producers);
            (senders, vec![receiver])
        }));
    }
    peers! {
        "crossbeam-channel": crossbeam::open, work;
        "crossbeam ArrayQueue": array_queue::open, work;
        "std sync_channel": std_sync::open, work;
        "flume": flume::open, mixed;
        "kanal": kanal::open, mixed;
        "crossfire mpsc": crossfire::mpsc, work;
        "thingbuf": thingbuf::open, work;
        "async-channel": async_channel::open, work;
        "disruptor": disruptor::mpsc, mixed;
    }
    Case {
        name: format!("mpsc/{producers}-producers/{name}/{}", M::size()),
        scaling: Some(Scaling {
            series: format!("mpsc, {name}, {}", M::size()),
            point: format!("{producers}p"),
        }),
        about: format!("{producers} producers, one consumer, 2^14 places in all."),
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}
