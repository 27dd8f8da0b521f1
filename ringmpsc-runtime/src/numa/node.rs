//! One NUMA node.

/// How far the memory of another node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Distance {
    /// The id of the node whose memory it is.
    pub node: u32,
    /// The relative cost of reaching it, as the firmware tells it: 10 is the node itself, 20 twice
    /// as far.
    pub distance: u32,
}

/// A NUMA node: CPUs and memory that are near one another. Either may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Node {
    /// The id the kernel gave it. Ids may have gaps: it is no index into
    /// [`Topology::nodes`](super::Topology::nodes).
    pub id: u32,
    /// The online CPUs of the node, ascending; empty for a node of memory only, or where the system
    /// does not tell. A thread may be allowed fewer: [`usable_cpus`](crate::affinity::usable_cpus).
    pub cpus: Vec<usize>,
    /// Bytes of memory, 0 for a node without any; `None` where the system does not tell.
    pub memory_bytes: Option<u64>,
    /// The distance to every online node, itself included, in the order of their ids; empty where
    /// the system does not tell.
    pub distances: Vec<Distance>,
}

impl Node {
    /// Whether the node has memory. A node whose memory is unknown counts as having some: the
    /// kernel will tell.
    pub fn has_memory(&self) -> bool {
        self.memory_bytes != Some(0)
    }

    /// The distance to the node with the id `node`, if it is known.
    pub fn distance_to(&self, node: u32) -> Option<u32> {
        let found = self.distances.iter().find(|entry| entry.node == node);
        found.map(|entry| entry.distance)
    }
}
