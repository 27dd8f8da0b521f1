//! Messages from producers on one node to consumers on another.

use std::iter;
use std::thread;

use ringmpsc::ring_channel;

use crate::Check;
use crate::layout::Layout;
use crate::threads::{bind, on_node};

pub(crate) const CHECKS: &[Check] = &[
    ("from_node_to_node_spsc", spsc),
    ("from_node_to_node_mpsc", mpsc),
    ("from_node_to_node_spmc", spmc),
    ("from_node_to_node_mpmc", mpmc),
];

#[ring_channel(kind = spsc, bits = 6, numa, wait, name = One)]
#[ring_channel(kind = mpsc, bits = 6, numa, wait, name = Many)]
#[ring_channel(kind = spmc, bits = 6, numa, wait, name = Competing)]
#[ring_channel(kind = mpmc, bits = 6, numa, wait, name = ManyCompeting)]
pub(crate) struct Number(u64);

/// The number of messages of each producer.
const EACH: u64 = 2000;

/// The number of ends on a side that may have several.
const SEVERAL: usize = 2;

/// Calls `check` with each pair of different nodes that have CPUs.
fn for_pairs(layout: &Layout, check: impl Fn(u32, u32)) {
    for from in layout.with_cpus() {
        for to in layout.with_cpus().filter(|to| to.id != from.id) {
            check(from.id, to.id);
        }
    }
}

/// Sends from `producers` on node `from` to `consumers` on node `to`, each in a thread of its own.
/// Checks the sum of the numbers that arrive.
fn carry<P: Send, C: Send>(
    (from, producers, send): (u32, Vec<P>, impl Fn(&mut P, u64) + Copy + Send),
    (to, consumers, recv): (u32, Vec<C>, impl Fn(&mut C) -> Option<u64> + Copy + Send),
) {
    let expected: u64 = producers.iter().map(|_| (1..=EACH).sum::<u64>()).sum();
    let received: u64 = thread::scope(|scope| {
        let receiving: Vec<_> = consumers
            .into_iter()
            .map(|mut consumer| {
                scope.spawn(move || {
                    bind(to);
                    iter::from_fn(|| recv(&mut consumer)).sum::<u64>()
                })
            })
            .collect();
        for mut producer in producers {
            scope.spawn(move || {
                bind(from);
                (1..=EACH).for_each(|number| send(&mut producer, number));
            });
        }
        receiving.into_iter().map(|thread| thread.join().expect("it received")).sum()
    });
    assert_eq!(received, expected);
}

fn spsc(layout: &Layout) {
    for_pairs(layout, |from, to| {
        let (producer, consumer) = on_node(from, OneChannel::open);
        let send = |producer: &mut OneProducer, n| producer.send(Number(n)).unwrap();
        let recv = |consumer: &mut OneConsumer| Some(consumer.recv().ok()?.0);
        carry((from, vec![producer], send), (to, vec![consumer], recv));
    });
}

fn mpsc(layout: &Layout) {
    for_pairs(layout, |from, to| {
        let (channel, consumer) = ManyChannel::open();
        let producers = (0..SEVERAL).map(|_| on_node(from, || channel.register()).unwrap());
        let producers = producers.collect();
        drop(channel);
        let send = |producer: &mut ManyProducer, n| producer.send(Number(n)).unwrap();
        let recv = |consumer: &mut ManyConsumer| Some(consumer.recv().ok()?.0);
        carry((from, producers, send), (to, vec![consumer], recv));
    });
}

fn spmc(layout: &Layout) {
    for_pairs(layout, |from, to| {
        let (producer, channel) = on_node(from, CompetingChannel::open);
        let consumers = (0..SEVERAL).map(|_| channel.register_consumer().unwrap()).collect();
        drop(channel);
        let send = |producer: &mut CompetingProducer, n| producer.send(Number(n)).unwrap();
        let recv = |consumer: &mut CompetingConsumer| Some(consumer.recv().ok()?.0);
        carry((from, vec![producer], send), (to, consumers, recv));
    });
}

fn mpmc(layout: &Layout) {
    for_pairs(layout, |from, to| {
        let channel = ManyCompetingChannel::open();
        let producers = (0..SEVERAL).map(|_| on_node(from, || channel.register()).unwrap());
        let producers = producers.collect();
        let consumers = (0..SEVERAL).map(|_| channel.register_consumer().unwrap()).collect();
        drop(channel);
        let send = |producer: &mut ManyCompetingProducer, n| producer.send(Number(n)).unwrap();
        let recv = |consumer: &mut ManyCompetingConsumer| Some(consumer.recv().ok()?.0);
        carry((from, producers, send), (to, consumers, recv));
    });
}
