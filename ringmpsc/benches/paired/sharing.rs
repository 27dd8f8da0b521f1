//! Competing consumers. With one of them: what claiming and receipts cost beside an exclusive
//! consumer, and beside queues that any thread may take from. With several on both sides: those
//! queues again.

use crate::case::{Case, Contestant, Ratio};
use crate::channels::{mpmc, spmc, spsc};
use crate::common::ends::{Receiver, Sender, clones};
use crate::common::generated::{Slices, using, with_one};
use crate::common::peers::{array_queue, async_channel, crossbeam, flume, kanal};
use crate::crowd::exchange;
use crate::run::Messages;

/// What one claim takes.
const CLAIM: usize = 64;

const CAPACITY: usize = spmc::bits_12::QueueChannel::<u64>::CAPACITY;

pub(crate) fn cases() -> Vec<Case> {
    let contestants = || {
        vec![
            Contestant { name: "spmc", run: |run| run.transfer(competing()) },
            Contestant { name: "mpmc", run: |run| run.transfer(sharded()) },
            Contestant {
                name: "ArrayQueue",
                run: |run| run.transfer(array_queue::open::<u64>(CAPACITY)),
            },
            Contestant {
                name: "crossbeam-channel",
                run: |run| run.transfer(crossbeam::open::<u64>(CAPACITY)),
            },
            Contestant {
                name: "async-channel",
                run: |run| run.transfer(async_channel::open::<u64>(CAPACITY)),
            },
            Contestant { name: "spsc", run: |run| run.transfer(exclusive()) },
        ]
    };
    let against = |of, target| (2..5).map(move |to| Ratio { of, to, target });
    let single = Case {
        name: "sharing/single",
        messages: Messages::Single,
        contestants: contestants(),
        ratios: against(0, Some(1.0)).chain(against(1, Some(1.0))).collect(),
    };
    let claim = Ratio { of: 0, to: 5, target: Some(1.3) };
    let batches = Case {
        name: "sharing/batches of 64",
        messages: Messages::Batches(CLAIM),
        contestants: contestants(),
        ratios: against(0, Some(0.33)).chain(against(1, Some(1.0))).chain([claim]).collect(),
    };
    let crowd = |name, messages, contestants: Vec<_>| {
        let ratios = (1..contestants.len()).map(|to| Ratio { of: 0, to, target: Some(1.0) });
        Case { name, messages, ratios: ratios.collect(), contestants }
    };
    vec![
        single,
        batches,
        crowd("sharing/2 to 2, single", Messages::Single, crowded::<2>()),
        crowd("sharing/2 to 2, batches of 64", Messages::Batches(CLAIM), crowded::<2>()),
        crowd("sharing/4 to 4, single", Messages::Single, crowded::<4>()),
        crowd("sharing/4 to 4, batches of 64", Messages::Batches(CLAIM), crowded::<4>()),
    ]
}

/// `N` on each side. Peers have as many slots as all rings have together.
fn crowded<const N: usize>() -> Vec<Contestant> {
    vec![
        Contestant {
            name: "mpmc",
            run: |run| {
                let (producers, consumers) = mpmc::bits_12::open::<u64>(N, N);
                let consumers = consumers.into_iter().map(using::<Slices<u64>, _>);
                exchange(run, (producers, consumers.collect()))
            },
        },
        Contestant {
            name: "ArrayQueue",
            run: |run| exchange(run, all_of(N, array_queue::open::<u64>(N * CAPACITY))),
        },
        Contestant {
            name: "crossbeam-channel",
            run: |run| exchange(run, all_of(N, crossbeam::open::<u64>(N * CAPACITY))),
        },
        Contestant {
            name: "flume",
            run: |run| exchange(run, all_of(N, flume::open::<u64>(N * CAPACITY))),
        },
        Contestant {
            name: "kanal",
            run: |run| exchange(run, all_of(N, kanal::open::<u64>(N * CAPACITY))),
        },
        Contestant {
            name: "async-channel",
            run: |run| exchange(run, all_of(N, async_channel::open::<u64>(N * CAPACITY))),
        },
    ]
}

/// `n` of each end.
fn all_of<S: Clone, R: Clone>(n: usize, (sender, receiver): (S, R)) -> (Vec<S>, Vec<R>) {
    (clones(&sender, n), clones(&receiver, n))
}

fn competing() -> (impl Sender<u64>, impl Receiver<u64>) {
    let (mut producers, mut consumers) = spmc::bits_12::open::<u64>(1);
    let consumer = consumers.pop().expect("one is registered");
    (producers.pop().expect("there is one"), using::<Slices<u64>, _>(consumer))
}

fn sharded() -> (impl Sender<u64>, impl Receiver<u64>) {
    let (producer, mut consumers) = with_one(|n| mpmc::bits_12::open::<u64>(n, 1));
    (producer, using::<Slices<u64>, _>(consumers.pop().expect("one is registered")))
}

fn exclusive() -> (impl Sender<u64>, impl Receiver<u64>) {
    let (producer, consumer) = spsc::bits_12::open::<u64>();
    (producer, using::<Slices<u64>, _>(consumer))
}
