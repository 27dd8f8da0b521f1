//! One NUMA node.

/// The distance to the memory of a node.
///
/// ```
/// use ringmpsc_runtime::numa::Topology;
///
/// for node in Topology::discover().nodes() {
///     let nearest = node.distances.iter().min_by_key(|entry| entry.distance);
///     assert!(nearest.is_none_or(|entry| entry.node == node.id));
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Distance {
    /// The id of the node that has the memory.
    pub node: u32,
    /// The relative cost of an access, as the firmware reports it. An access to the node itself has
    /// the cost 10.
    pub distance: u32,
}

/// A NUMA node: CPUs and the memory near them. A node may lack CPUs or memory.
///
/// ```
/// use ringmpsc_runtime::numa::Topology;
///
/// for node in Topology::discover().nodes() {
///     println!("node {}: CPUs {:?}, has memory: {}", node.id, node.cpus, node.has_memory());
///     assert!(node.distance_to(node.id).is_none_or(|distance| distance == 10));
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Node {
    /// The id that the kernel gave to the node. Ids may have gaps, so an id is not an index into
    /// [`Topology::nodes`](super::Topology::nodes).
    pub id: u32,
    /// The online CPUs of the node, in ascending order. Empty if the node has only memory, or if
    /// the system does not report them. A thread may be restricted to fewer CPUs: see
    /// [`usable_cpus`](crate::affinity::usable_cpus).
    pub cpus: Vec<usize>,
    /// The size of the memory in bytes, 0 for a node without memory. `None` if the system does not
    /// report it.
    pub memory_bytes: Option<u64>,
    /// The distance to every online node, including this one, in the order of their ids. Empty if
    /// the system does not report them.
    pub distances: Vec<Distance>,
}

impl Node {
    /// Returns whether the node has memory. Returns `true` if the size of the memory is unknown.
    pub fn has_memory(&self) -> bool {
        self.memory_bytes != Some(0)
    }

    /// Returns the distance to the node with the id `node`, or `None` if it is unknown.
    pub fn distance_to(&self, node: u32) -> Option<u32> {
        let found = self.distances.iter().find(|entry| entry.node == node);
        found.map(|entry| entry.distance)
    }
}
