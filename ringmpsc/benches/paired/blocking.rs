//! Producers and a consumer that wait for one another, beside channels that can do nothing else.

use crate::case::{Case, Contestant, Ratio};
use crate::channels::{mpsc, spsc};
use crate::common::ends::{Receiver, Sender, Waiting, clones, waiting};
use crate::common::peers::{crossbeam, flume, kanal, std_sync};
use crate::run::Messages;

/// As many as the ring has.
const CAPACITY: usize = spsc::bits_10_wait::QueueChannel::<u64>::CAPACITY;

/// In the case of many.
const PRODUCERS: usize = 4;

/// As many as all rings have together.
const MANY_CAPACITY: usize = PRODUCERS * mpsc::bits_10_wait::QueueChannel::<u64>::CAPACITY;

pub(crate) fn cases() -> Vec<Case> {
    let case = |name, contestants: Vec<_>| {
        let ratios = (1..contestants.len()).map(|to| Ratio { of: 0, to, target: Some(1.0) });
        Case { name, messages: Messages::Single, ratios: ratios.collect(), contestants }
    };
    vec![case("blocking/1 to 1", one_producer()), case("blocking/4 to 1", four_producers())]
}

fn one_producer() -> Vec<Contestant> {
    vec![
        Contestant { name: "ringmpsc spsc", run: |run| run.transfer(one()) },
        Contestant {
            name: "crossbeam-channel",
            run: |run| run.transfer(waiting(crossbeam::open::<u64>(CAPACITY))),
        },
        Contestant {
            name: "flume",
            run: |run| run.transfer(waiting(flume::open::<u64>(CAPACITY))),
        },
        Contestant { name: "kanal", run: |run| run.transfer(kanal::open_waiting::<u64>(CAPACITY)) },
        Contestant {
            name: "std sync_channel",
            run: |run| run.transfer(waiting(std_sync::open::<u64>(CAPACITY))),
        },
    ]
}

fn four_producers() -> Vec<Contestant> {
    vec![
        Contestant { name: "ringmpsc mpsc", run: |run| run.gather(four()) },
        Contestant {
            name: "crossbeam-channel",
            run: |run| run.gather(shared(waiting(crossbeam::open::<u64>(MANY_CAPACITY)))),
        },
        Contestant {
            name: "flume",
            run: |run| run.gather(shared(waiting(flume::open::<u64>(MANY_CAPACITY)))),
        },
        Contestant {
            name: "kanal",
            run: |run| run.gather(shared(kanal::open_waiting::<u64>(MANY_CAPACITY))),
        },
        Contestant {
            name: "std sync_channel",
            run: |run| run.gather(shared(waiting(std_sync::open::<u64>(MANY_CAPACITY)))),
        },
    ]
}

/// One producer and one consumer.
pub(crate) fn one() -> (impl Sender<u64>, impl Receiver<u64>) {
    waiting(spsc::bits_10_wait::open::<u64>())
}

/// Four producers and one consumer.
pub(crate) fn four() -> (Vec<impl Sender<u64>>, impl Receiver<u64>) {
    let (producers, consumer) = mpsc::bits_10_wait::open::<u64>(PRODUCERS);
    (producers.into_iter().map(Waiting).collect(), Waiting(consumer))
}

/// With a sender for each producer.
fn shared<S: Clone, R>((sender, receiver): (S, R)) -> (Vec<S>, R) {
    (clones(&sender, PRODUCERS), receiver)
}
