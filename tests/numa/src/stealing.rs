//! The order in which an `mpmc` consumer tries the rings of several nodes.

use ringmpsc::ring_channel;

use crate::Check;
use crate::layout::{Layout, Node};
use crate::threads::on_node;

pub(crate) const CHECKS: &[Check] = &[
    ("near_rings_first", near_rings_first),
    ("homes_are_near_and_different", homes_are_near_and_different),
];

/// A message: the node whose memory it lies in, and the number of messages of its producer.
#[ring_channel(kind = mpmc, bits = 4, numa, shard = 1, metrics)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Message {
    node: u32,
    len: usize,
}

/// How many messages each of the producers on one node sends. In all, fewer than a consumer
/// receives before other rings have their turn.
const LENS: [usize; 3] = [3, 5, 4];

/// Registers producers on each node. Each sends its messages.
fn fill(layout: &Layout, channel: &MessageChannel) -> Vec<MessageProducer> {
    let mut producers = Vec::new();
    for node in layout.with_cpus() {
        for len in LENS {
            let mut producer = on_node(node.id, || channel.register()).unwrap();
            let message = Message { node: node.memory_for_its_cpus(), len };
            assert_eq!(producer.send_slice(&vec![message; len]), len);
            producers.push(producer);
        }
    }
    producers
}

/// Returns the distance from `node` to the memory of the message.
fn distance(layout: &Layout, node: &Node, message: Message) -> u32 {
    let to = layout.nodes.iter().position(|other| other.id == message.node).unwrap();
    node.distances[to]
}

/// The consumer begins at home. Then it takes the fullest ring, on nearer nodes first.
fn near_rings_first(layout: &Layout) {
    for node in layout.with_cpus() {
        let channel = MessageChannel::open();
        let producers = fill(layout, &channel);
        let mut consumer = channel.register_consumer().unwrap();
        let received: Vec<Message> =
            on_node(node.id, move || (0..).map_while(|_| consumer.try_recv().ok()).collect());
        assert_eq!(received.len(), producers.len() * 4, "four messages each, on average");
        let distances: Vec<u32> =
            received.iter().map(|&message| distance(layout, node, message)).collect();
        assert!(distances.is_sorted(), "from node {}: {received:?}", node.id);
        // The messages of a ring come one after another, so each ring is known by its first one.
        let mut rings = received.as_slice();
        let mut lens = Vec::new();
        while let Some(first) = rings.first() {
            assert!(rings[..first.len].iter().all(|message| message == first));
            lens.push((distance(layout, node, *first), first.len));
            rings = &rings[first.len..];
        }
        assert!(
            lens[1..].is_sorted_by_key(|&(distance, len)| (distance, usize::MAX - len)),
            "from node {}: {lens:?}",
            node.id,
        );
    }
}

/// Consumers on one node begin with different rings of the nearest node, whatever consumers on
/// other nodes registered before.
fn homes_are_near_and_different(layout: &Layout) {
    let channel = MessageChannel::open();
    let _producers = fill(layout, &channel);
    let mut consumers = Vec::new();
    // Of the consumers on the first node, one registers first, and one last.
    let nodes: Vec<&Node> = layout.with_cpus().collect();
    for &node in nodes.iter().chain(nodes.iter().rev()) {
        let consumer = channel.register_consumer().unwrap();
        consumers.push((node, consumer));
    }
    let mut homes = Vec::new();
    for (node, consumer) in &mut consumers {
        let message = on_node(node.id, || consumer.try_recv()).unwrap();
        assert!(!homes.contains(&(node.id, message.len)), "{homes:?}");
        homes.push((node.id, message.len));
        let near = distance(layout, node, message);
        let nearest = layout.with_cpus().map(|to| {
            let message = Message { node: to.memory_for_its_cpus(), len: 0 };
            distance(layout, node, message)
        });
        assert_eq!(Some(near), nearest.min(), "from node {}", node.id);
    }
}
