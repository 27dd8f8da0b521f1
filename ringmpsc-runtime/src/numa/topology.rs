//! The nodes of the machine.

use std::path::Path;

use super::node::Node;
use super::problem::Problem;
use super::sysfs::NodeTree;
use crate::affinity;

/// The NUMA nodes of the machine, as they were when it was asked: see numa(7).
///
/// There is always at least one node. Ids may have gaps, and a node may lack CPUs or memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topology {
    /// Ascending by id, never empty.
    nodes: Vec<Node>,
    /// Whether the system told of no node at all.
    is_assumed: bool,
    problems: Vec<Problem>,
}

impl Topology {
    /// The topology of this machine, from `/sys/devices/system/node`.
    ///
    /// It cannot fail: where the system tells nothing there is [one uniform
    /// node](Self::is_assumed), and where it tells something that cannot be read that piece is
    /// missing, and listed in [`problems`](Self::problems).
    pub fn discover() -> Self {
        Self::from_sysfs(Path::new("/sys"))
    }

    /// The topology described by a directory that plays `/sys`: by what is in its
    /// `devices/system/node`.
    ///
    /// What becomes of a file that is missing, unreadable or malformed (each is one of the
    /// [`problems`](Self::problems)):
    ///
    /// | file | without it |
    /// |---|---|
    /// | `online` | the nodes are those that have a directory `node<id>`; if there is none, [one uniform node](Self::is_assumed) |
    /// | `node<id>/cpulist` | [`Node::cpus`] is empty |
    /// | `node<id>/meminfo` | [`Node::memory_bytes`] is `None` |
    /// | `node<id>/distance` | [`Node::distances`] is empty |
    pub fn from_sysfs(root: &Path) -> Self {
        let mut problems = Vec::new();
        let mut nodes = NodeTree::new(root, &mut problems).nodes();
        let is_assumed = nodes.is_empty();
        if is_assumed {
            nodes.push(uniform_node(&mut problems));
        }
        Self { nodes, is_assumed, problems }
    }

    /// The nodes, ascending by id, at least one.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The node with the id `id`.
    pub fn node(&self, id: u32) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// The id of the node to which `cpu` belongs; `None` if there is no such CPU, it is offline, or
    /// the system does not tell.
    pub fn node_of_cpu(&self, cpu: usize) -> Option<u32> {
        let found = self.nodes.iter().find(|node| node.cpus.contains(&cpu));
        found.map(|node| node.id)
    }

    /// The id of the other node with memory that is nearest to `node`; of several, the one with the
    /// lowest id.
    ///
    /// `None` if there is no such node, no other with memory, or the distances from `node` are
    /// unknown.
    pub fn nearest_node(&self, node: u32) -> Option<u32> {
        let from = self.node(node)?;
        let others = self.nodes.iter().filter(|other| other.id != node && other.has_memory());
        let reachable = others.filter_map(|other| Some((from.distance_to(other.id)?, other.id)));
        reachable.min().map(|(_, id)| id)
    }

    /// Whether there is more than one node.
    pub fn is_numa(&self) -> bool {
        self.nodes.len() > 1
    }

    /// Whether the system told nothing, and the only node stands for all of the machine.
    ///
    /// That node has the id 0, the [usable CPUs](affinity::usable_cpus) of the calling thread,
    /// unknown memory and no distances.
    pub fn is_assumed(&self) -> bool {
        self.is_assumed
    }

    /// What the system did not tell, or told in a way that makes no sense; empty on a healthy
    /// machine.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// The node that stands for a machine that tells nothing.
fn uniform_node(problems: &mut Vec<Problem>) -> Node {
    let cpus = affinity::usable_cpus().unwrap_or_else(|error| {
        problems.push(Problem::UnknownCpus { kind: error.kind() });
        Vec::new()
    });
    Node { id: 0, cpus, memory_bytes: None, distances: Vec::new() }
}
