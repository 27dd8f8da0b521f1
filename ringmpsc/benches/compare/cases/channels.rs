//! The channels of others that many may use, as contestants of throughput.
//!
//! What is moved one by one is moved in every way that a channel documents: by calls that do not
//! wait, by calls that wait, and received by its call for many, if it has one. Which is the fastest
//! depends on the number of threads.

use crate::case::{Contestant, Role};
use crate::common::ends::{Receiver, Sender, clones, waiting};
use crate::common::message::Message;
use crate::peers::{array_queue, async_channel, crossbeam, flume, kanal, std_sync, thingbuf};
use crate::transfer::{Way, Work, crowd};

/// The most messages that are received at a time, where they are sent one by one.
const MANY: usize = 256;

/// The same work, where what is sent one by one may be received many at a time.
pub(super) fn mixed(work: Work) -> Work {
    match work.way {
        Way::Singles => Work { way: Way::Mixed(MANY), ..work },
        Way::Mixed(_) | Way::Batches(_) => work,
    }
}

/// Calls that wait are for single messages, and for one consumer: of several, none knows which
/// message will be the last, and all would wait for another.
pub(super) fn may_wait(work: Work, consumers: usize) -> bool {
    matches!(work.way, Way::Singles) && consumers == 1
}

/// A contestant whose ends are cloned.
pub(super) fn shared<
    M: Message,
    S: Sender<M> + Clone + Send + 'static,
    R: Receiver<M> + Clone + Send + 'static,
>(
    name: &str,
    work: Work,
    (producers, consumers): (usize, usize),
    open: impl Fn(usize) -> (S, R) + 'static,
) -> Contestant {
    crowd::<M, _, _>(Role::Peer, name, work, move || {
        let (sender, receiver) = open(work.capacity);
        (clones(&sender, producers), clones(&receiver, consumers))
    })
}

/// A contestant with one receiver.
pub(super) fn gathering<
    M: Message,
    S: Sender<M> + Clone + Send + 'static,
    R: Receiver<M> + Send + 'static,
>(
    name: &str,
    work: Work,
    producers: usize,
    open: impl Fn(usize) -> (S, R) + 'static,
) -> Contestant {
    crowd::<M, _, _>(Role::Peer, name, work, move || {
        let (sender, receiver) = open(work.capacity);
        (clones(&sender, producers), vec![receiver])
    })
}

/// Those that so many producers and consumers can share.
pub(super) fn for_many<M: Message>(
    work: Work,
    producers: usize,
    consumers: usize,
) -> Vec<Contestant> {
    let ends = (producers, consumers);
    let mut peers = vec![
        shared::<M, _, _>("crossbeam-channel", work, ends, crossbeam::open),
        shared::<M, _, _>("crossbeam ArrayQueue", work, ends, array_queue::open),
        shared::<M, _, _>("thingbuf", work, ends, thingbuf::open),
        shared::<M, _, _>("async-channel", work, ends, async_channel::open),
        shared::<M, _, _>("flume, drained", mixed(work), ends, flume::open),
        shared::<M, _, _>("kanal, drained", mixed(work), ends, kanal::open),
    ];
    if matches!(work.way, Way::Singles) {
        peers.extend([
            shared::<M, _, _>("flume", work, ends, flume::open),
            shared::<M, _, _>("kanal", work, ends, kanal::open),
        ]);
    }
    if may_wait(work, consumers) {
        peers.extend([
            shared::<M, _, _>("crossbeam-channel send, recv", work, ends, |n| {
                waiting(crossbeam::open(n))
            }),
            shared::<M, _, _>("async-channel send_blocking, recv_blocking", work, ends, |n| {
                waiting(async_channel::open(n))
            }),
            shared::<M, _, _>("flume send, recv", work, ends, |n| waiting(flume::open(n))),
            shared::<M, _, _>("kanal send, recv", work, ends, kanal::open_waiting),
        ]);
    }
    peers
}

/// Those that so many producers and one consumer can use.
pub(super) fn for_one_consumer<M: Message>(work: Work, producers: usize) -> Vec<Contestant> {
    let mut peers = for_many::<M>(work, producers, 1);
    peers.push(gathering::<M, _, _>("std sync_channel", work, producers, std_sync::open));
    if may_wait(work, 1) {
        peers.extend([
            gathering::<M, _, _>("std sync_channel send, recv", work, producers, |n| {
                waiting(std_sync::open(n))
            }),
            gathering::<M, _, _>(
                "thingbuf send_ref, recv_ref",
                work,
                producers,
                thingbuf::open_waiting,
            ),
        ]);
    }
    peers
}

/// Those whose ends wait for one another: a contestant of each, with one producer and one consumer.
/// `$contestant` makes it of a name and of what opens it. `M` is the type of the messages.
macro_rules! waiting_peers {
    ($capacity:expr, |$name:ident, $open:ident| $contestant:expr) => {{
        use $crate::common::ends::waiting;
        use $crate::peers::{
            async_channel, crossbeam, crossfire, flume, kanal, std_sync, thingbuf,
        };

        let capacity: usize = $capacity;
        macro_rules! contestant {
            ($text:literal, $opened:expr) => {{
                let ($name, $open) = ($text, move || $opened);
                $contestant
            }};
        }
        [
            contestant!("crossbeam-channel", waiting(crossbeam::open::<M>(capacity))),
            contestant!("std sync_channel", waiting(std_sync::open::<M>(capacity))),
            contestant!("flume", waiting(flume::open::<M>(capacity))),
            contestant!("kanal", kanal::open_waiting::<M>(capacity)),
            contestant!("crossfire spsc", waiting(crossfire::spsc::<M>(capacity))),
            contestant!("thingbuf", thingbuf::open_waiting::<M>(capacity)),
            contestant!("async-channel", waiting(async_channel::open::<M>(capacity))),
        ]
    }};
}
pub(super) use waiting_peers;
