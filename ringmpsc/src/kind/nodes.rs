//! The NUMA nodes of a channel whose rings are placed: where its consumers run, and how far their
//! rings are.
//!
//! A channel has nodes if its rings are placed on the node of a producer or of a consumer, and if
//! the machine may have several nodes. Otherwise all rings are equally far.
//!
//! The node of a consumer is a hint. The kernel may move a thread that is not bound, and a consumer
//! may go to another thread. So a consumer notes its node from time to time: when it meets new
//! rings, and before it waits. No memory access depends on the note, so it is relaxed.

use ringmpsc_runtime::affinity;
use ringmpsc_runtime::numa::Topology;

use crate::ring::handle::Start;
use crate::ring::layout::{Place, Ring};
use crate::sync::{AtomicU32, Ordering};

/// No consumer has noted its node.
const UNKNOWN: u32 = u32::MAX;

/// The nodes of a machine that may have several.
pub(crate) struct Nodes {
    topology: Topology,
    /// The node with memory nearest to the consumer that noted its node last.
    consumer: AtomicU32,
}

impl Nodes {
    /// Reads the nodes of the machine, if rings `R` need them.
    pub(crate) fn discover<R: Ring>(start: Start) -> Option<Self> {
        let wanted = matches!(R::PLACE, Place::Producer | Place::Consumer);
        (wanted && start.has_several_nodes()).then(|| Self::new(Topology::discover()))
    }

    fn new(topology: Topology) -> Self {
        Self { topology, consumer: AtomicU32::new(UNKNOWN) }
    }

    /// Returns the node on which the calling thread runs. `None` if the kernel refuses to tell. One
    /// system call.
    pub(crate) fn current() -> Option<u32> {
        affinity::current_node().ok()
    }

    /// Notes that a consumer runs on `node`.
    pub(crate) fn note_consumer(&self, node: u32) {
        self.consumer.store(self.memory_near(node), Ordering::Relaxed);
    }

    /// Returns the node with memory nearest to a consumer. If no consumer has noted its node, it is
    /// the one nearest to the calling thread. `None` if the kernel refuses to tell.
    pub(crate) fn near_consumer(&self) -> Option<u32> {
        let node = self.consumer.load(Ordering::Relaxed);
        if node == UNKNOWN {
            return Self::current().map(|here| self.memory_near(here));
        }
        Some(node)
    }

    /// Returns `node`, or the nearest node with memory if `node` has none.
    fn memory_near(&self, node: u32) -> u32 {
        match self.topology.node(node) {
            Some(found) if !found.has_memory() => self.topology.nearest_node(node).unwrap_or(node),
            _ => node,
        }
    }

    /// Returns how far the memory on node `to` is from a thread on node `from`. The thread's own
    /// node is the nearest, and a node at an unknown distance the farthest.
    pub(crate) fn distance(&self, from: u32, to: u32) -> u32 {
        if from == to {
            return 0;
        }
        let from = self.topology.node(from);
        from.and_then(|from| from.distance_to(to)).unwrap_or(u32::MAX)
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests;
