//! The rings of channels with the option `numa`.

use std::time::Duration;

use ringmpsc::numa::{Placement, Policy};
use ringmpsc::ring_channel;

use crate::Check;
use crate::layout::{Layout, Node};
use crate::pages::nodes_of;
use crate::threads::on_node;

pub(crate) const CHECKS: &[Check] = &[
    ("rings_on_the_node_of_the_producer", rings_on_the_node_of_the_producer),
    ("rings_on_a_given_node", rings_on_a_given_node),
    ("rings_on_the_node_of_the_consumer", rings_on_the_node_of_the_consumer),
    ("rings_follow_the_consumer", rings_follow_the_consumer),
    ("rings_are_recycled_on_their_node", rings_are_recycled_on_their_node),
    ("rings_at_the_limit_go_to_any_node", rings_at_the_limit_go_to_any_node),
];

/// 64 KiB of slots in a ring of 1024.
#[ring_channel(kind = spsc, bits = 10, numa, name = One)]
#[ring_channel(kind = mpsc, bits = 10, numa, name = Many)]
#[ring_channel(kind = mpsc, bits = 10, numa, max_producers = 1, name = Single)]
#[ring_channel(kind = spmc, bits = 10, numa, name = Competing)]
#[ring_channel(kind = mpmc, bits = 10, numa, name = ManyCompeting)]
#[ring_channel(kind = mpsc, bits = 10, numa(consumer), wait, name = ToOne)]
#[ring_channel(kind = mpmc, bits = 10, numa(consumer), wait, name = ToMany)]
#[ring_channel(kind = spsc, bits = 10, numa(node = 0), name = OnNode0)]
#[ring_channel(kind = mpsc, bits = 10, numa(node = 1), name = OnNode1)]
#[ring_channel(kind = spmc, bits = 10, numa(node = 2), name = OnNode2)]
#[ring_channel(kind = mpmc, bits = 10, numa(node = 3), name = OnNode3)]
#[derive(Debug)]
pub(crate) struct Line([u64; 8]);

/// The memory of a ring: the address of a slot, the nodes of all slots, and the placement.
struct Memory {
    address: usize,
    nodes: Vec<u32>,
    placement: Placement,
}

/// Asks for the [`Memory`] of the ring of a producer that has sent nothing.
macro_rules! memory_of {
    ($producer:expr) => {{
        let producer = $producer;
        let mut reservation = producer.reserve(1 << 10).unwrap();
        let (slots, wrapped) = reservation.as_uninit_slices();
        assert!(wrapped.is_empty(), "the producer has sent nothing");
        let start = slots.as_ptr().cast::<u8>();
        let nodes = nodes_of(start, size_of_val(slots));
        drop(reservation);
        Memory { address: start.addr(), nodes, placement: producer.placement().clone() }
    }};
}

impl Memory {
    /// Checks that the ring was wanted on the node of its producer, and is there. If that node has
    /// no memory, the ring is on the nearest one, and the placement says so.
    fn assert_is_local(&self, node: &Node) {
        let placement = &self.placement;
        assert_eq!(self.nodes, [node.memory_for_its_cpus()]);
        assert_eq!((placement.policy(), placement.target()), (Policy::Local, Some(node.id)));
        assert_eq!(placement.is_on_target(), Some(node.has_memory), "{placement:?}");
        assert_eq!(placement.refusal().is_some(), !node.has_memory, "{placement:?}");
    }

    /// Checks that the ring was wanted near a consumer on `node`, and is there.
    fn assert_is_near(&self, node: &Node) {
        let (near, placement) = (node.memory_for_its_cpus(), &self.placement);
        assert_eq!(self.nodes, [near]);
        assert_eq!((placement.policy(), placement.target()), (Policy::Node(near), Some(near)));
        assert_eq!((placement.is_on_target(), placement.refusal()), (Some(true), None));
    }

    /// Checks that the ring was wanted on `node` by a thread on `here`.
    fn assert_is_on(&self, layout: &Layout, node: u32, here: &Node) {
        let there = layout.has_memory_on(node);
        let placement = &self.placement;
        assert_eq!((placement.policy(), placement.target()), (Policy::Node(node), Some(node)));
        assert_eq!(self.nodes, [if there { node } else { here.memory_for_its_cpus() }]);
        assert_eq!(placement.is_on_target(), Some(there), "{placement:?}");
        assert_eq!(placement.refusal().is_some(), !there, "{placement:?}");
    }
}

fn rings_on_the_node_of_the_producer(layout: &Layout) {
    let many = ManyChannel::open();
    let many_competing = ManyCompetingChannel::open();
    for node in layout.with_cpus() {
        let (mut one, mut consumer) = on_node(node.id, OneChannel::open);
        memory_of!(&mut one).assert_is_local(node);
        one.try_send(Line([7; 8])).unwrap();
        assert_eq!(consumer.try_recv().unwrap().0, [7; 8]);
        let (mut competing, _channel) = on_node(node.id, CompetingChannel::open);
        memory_of!(&mut competing).assert_is_local(node);
        let mut producer = on_node(node.id, || many.0.register()).unwrap();
        memory_of!(&mut producer).assert_is_local(node);
        let mut clone = on_node(node.id, move || producer.try_clone()).unwrap();
        memory_of!(&mut clone).assert_is_local(node);
        let mut producer = on_node(node.id, || many_competing.register()).unwrap();
        memory_of!(&mut producer).assert_is_local(node);
    }
}

fn rings_on_the_node_of_the_consumer(layout: &Layout) {
    for to in layout.with_cpus() {
        for from in layout.with_cpus() {
            let (channel, _consumer) = on_node(to.id, ToOneChannel::open);
            let mut producer = on_node(from.id, || channel.register()).unwrap();
            memory_of!(&mut producer).assert_is_near(to);
            let channel = ToManyChannel::open();
            let mut before = on_node(from.id, || channel.register()).unwrap();
            memory_of!(&mut before).assert_is_near(from);
            let _consumer = on_node(to.id, || channel.register_consumer()).unwrap();
            let mut producer = on_node(from.id, || channel.register()).unwrap();
            let memory = memory_of!(&mut producer);
            memory.assert_is_near(to);
        }
    }
}

/// A consumer that goes to another node gets new rings there: once it has met a new ring, or has
/// waited.
fn rings_follow_the_consumer(layout: &Layout) {
    macro_rules! check {
        ($channel:expr, $consumer:expr) => {
            let (channel, mut consumer) = ($channel, $consumer);
            let mut producers = Vec::new();
            for node in layout.with_cpus() {
                let mut producer = channel.register().unwrap();
                producer.try_send(Line([7; 8])).unwrap();
                producers.push(producer);
                let message = on_node(node.id, || consumer.try_recv()).unwrap();
                assert_eq!(message.0, [7; 8]);
                let mut producer = channel.register().unwrap();
                memory_of!(&mut producer).assert_is_near(node);
            }
            // It meets no new ring now. A wait that ends early notes nothing, so it waits again.
            for node in layout.with_cpus() {
                let found = (0..1000).any(|_| {
                    on_node(node.id, || consumer.recv_timeout(Duration::from_millis(5)))
                        .unwrap_err();
                    let mut producer = channel.register().unwrap();
                    memory_of!(&mut producer).nodes == [node.memory_for_its_cpus()]
                });
                assert!(found, "the consumer has waited on node {}", node.id);
            }
        };
    }
    let (channel, consumer) = ToOneChannel::open();
    check!(channel, consumer);
    let channel = ToManyChannel::open();
    let consumer = channel.register_consumer().unwrap();
    check!(channel, consumer);
}

fn rings_on_a_given_node(layout: &Layout) {
    for here in layout.with_cpus() {
        let (mut producer, _consumer) = on_node(here.id, OnNode0Channel::open);
        memory_of!(&mut producer).assert_is_on(layout, 0, here);
        let (channel, _consumer) = OnNode1Channel::open();
        let mut producer = on_node(here.id, || channel.register()).unwrap();
        memory_of!(&mut producer).assert_is_on(layout, 1, here);
        let (mut producer, _channel) = on_node(here.id, OnNode2Channel::open);
        memory_of!(&mut producer).assert_is_on(layout, 2, here);
        let channel = OnNode3Channel::open();
        let mut producer = on_node(here.id, || channel.register()).unwrap();
        memory_of!(&mut producer).assert_is_on(layout, 3, here);
    }
}

/// A channel with many producers gives a ring to a producer on its node only.
fn rings_are_recycled_on_their_node(layout: &Layout) {
    macro_rules! check {
        ($channel:expr) => {
            let mut first = Vec::new();
            for node in layout.with_cpus() {
                let mut producer = on_node(node.id, || $channel.register()).unwrap();
                first.push((node, memory_of!(&mut producer).address));
            }
            for window in first.windows(2) {
                assert_ne!(window[0].1, window[1].1, "each node has its ring");
            }
            for &(node, address) in first.iter().rev() {
                let mut producer = on_node(node.id, || $channel.register()).unwrap();
                let memory = memory_of!(&mut producer);
                memory.assert_is_local(node);
                assert_eq!(memory.address, address, "the ring of node {} is vacant", node.id);
            }
        };
    }
    let (many, _consumer) = ManyChannel::open();
    check!(many);
    let many_competing = ManyCompetingChannel::open();
    check!(many_competing);
}

/// Where there may be no more rings, a producer gets a ring of another node, and is told.
fn rings_at_the_limit_go_to_any_node(layout: &Layout) {
    let nodes: Vec<&Node> = layout.with_cpus().filter(|node| node.has_memory).collect();
    let &[here, .., there] = nodes.as_slice() else { panic!("there are two such nodes") };
    let (channel, _consumer) = SingleChannel::open();
    let mut producer = on_node(here.id, || channel.register()).unwrap();
    let before = memory_of!(&mut producer);
    drop(producer);
    let mut producer = on_node(there.id, || channel.register()).unwrap();
    let after = memory_of!(&mut producer);
    assert_eq!((after.address, &after.nodes), (before.address, &vec![here.id]));
    assert_eq!(after.placement.target(), Some(there.id));
    assert_eq!(after.placement.is_on_target(), Some(false));
    drop(producer);
    let mut producer = on_node(here.id, || channel.register()).unwrap();
    memory_of!(&mut producer).assert_is_local(here);
}
