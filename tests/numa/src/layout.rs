//! The machines that `.ci/platforms` emulates: what a check expects.

/// A machine.
pub(crate) struct Layout {
    pub(crate) name: &'static str,
    /// The online nodes, in ascending order of their ids.
    pub(crate) nodes: &'static [Node],
    /// An id that no node has. With sparse ids it lies between those of two nodes.
    pub(crate) absent: u32,
}

/// A node of a machine.
pub(crate) struct Node {
    pub(crate) id: u32,
    pub(crate) cpus: &'static [usize],
    pub(crate) has_memory: bool,
    /// The distances to the online nodes, in ascending order of their ids.
    pub(crate) distances: &'static [u32],
    /// The nearest other node with memory.
    pub(crate) nearest: u32,
}

impl Node {
    /// Returns the node from which a thread on this node gets memory.
    pub(crate) fn memory_for_its_cpus(&self) -> u32 {
        if self.has_memory { self.id } else { self.nearest }
    }
}

impl Layout {
    /// Returns the nodes with CPUs.
    pub(crate) fn with_cpus(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| !node.cpus.is_empty())
    }

    /// Returns the nodes with memory.
    pub(crate) fn with_memory(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.has_memory)
    }

    /// Returns whether there is a node with this id, and it has memory.
    pub(crate) fn has_memory_on(&self, id: u32) -> bool {
        self.with_memory().any(|node| node.id == id)
    }

    /// Returns the ids of nodes from which no memory comes.
    pub(crate) fn without_memory(&self) -> Vec<u32> {
        let nodes = self.nodes.iter().filter(|node| !node.has_memory).map(|node| node.id);
        nodes.chain([self.absent]).collect()
    }
}

pub(crate) const LAYOUTS: &[Layout] = &[
    Layout {
        name: "two-nodes",
        nodes: &[
            Node { id: 0, cpus: &[0, 1], has_memory: true, distances: &[10, 21], nearest: 1 },
            Node { id: 1, cpus: &[2, 3], has_memory: true, distances: &[21, 10], nearest: 0 },
        ],
        absent: 2,
    },
    Layout {
        name: "node-without-cpus",
        nodes: &[
            Node { id: 0, cpus: &[0, 1], has_memory: true, distances: &[10, 21, 17], nearest: 2 },
            Node { id: 1, cpus: &[2, 3], has_memory: true, distances: &[21, 10, 28], nearest: 0 },
            Node { id: 2, cpus: &[], has_memory: true, distances: &[17, 28, 10], nearest: 0 },
        ],
        absent: 3,
    },
    Layout {
        name: "node-without-memory",
        nodes: &[
            Node { id: 0, cpus: &[0], has_memory: true, distances: &[10, 25, 21], nearest: 2 },
            Node { id: 1, cpus: &[1], has_memory: false, distances: &[25, 10, 17], nearest: 2 },
            Node { id: 2, cpus: &[2, 3], has_memory: true, distances: &[21, 17, 10], nearest: 0 },
        ],
        absent: 3,
    },
    // The machine has a node 1 with one CPU, and the kernel may not start that CPU.
    Layout {
        name: "sparse-ids",
        nodes: &[
            Node { id: 0, cpus: &[0], has_memory: true, distances: &[10, 21], nearest: 2 },
            Node { id: 2, cpus: &[1, 2], has_memory: true, distances: &[21, 10], nearest: 0 },
        ],
        absent: 1,
    },
];
