//! The NUMA nodes of the machine.

use std::path::Path;

use super::node::Node;
use super::problem::Problem;
use super::sysfs::NodeTree;
use crate::sched_affinity;

/// A snapshot of the NUMA nodes of the machine: see [numa(7)].
///
/// A topology has at least one node. Ids may have gaps, and a node may lack CPUs or memory.
///
/// [numa(7)]: https://man7.org/linux/man-pages/man7/numa.7.html
///
/// ```
/// use std::fs;
/// use ringmpsc_runtime::numa::Topology;
///
/// let root = std::env::temp_dir().join(format!("topology-{}", std::process::id()));
/// let nodes = root.join("devices/system/node");
/// for (node, cpus, distances) in [("node0", "0-3", "10 21"), ("node1", "4-7", "21 10")] {
///     fs::create_dir_all(nodes.join(node))?;
///     fs::write(nodes.join(node).join("cpulist"), cpus)?;
///     fs::write(nodes.join(node).join("distance"), distances)?;
/// }
/// fs::write(nodes.join("online"), "0-1")?;
/// let topology = Topology::from_sysfs(&root);
/// fs::remove_dir_all(&root)?;
///
/// assert!(topology.is_numa() && !topology.is_assumed());
/// assert_eq!((topology.node_of_cpu(5), topology.nearest_node(1)), (Some(1), Some(0)));
/// let node = topology.node(1).unwrap();
/// assert_eq!((&node.cpus[..], node.distance_to(0)), (&[4, 5, 6, 7][..], Some(21)));
/// assert_eq!(topology.problems().len(), 2, "no size of the memory");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topology {
    /// Ascending by id, never empty.
    nodes: Vec<Node>,
    /// Whether the system reported no node.
    is_assumed: bool,
    problems: Vec<Problem>,
}

impl Topology {
    /// Reads the topology of this machine from `/sys/devices/system/node`.
    ///
    /// This cannot fail. If the system reports no node, the topology has [one assumed
    /// node](Self::is_assumed). If a file cannot be read or parsed, its piece of the topology is
    /// missing, and [`problems`](Self::problems) lists the file.
    ///
    /// # Progress and cost
    ///
    /// Reads one file of the machine, and three small files for each node.
    pub fn discover() -> Self {
        Self::from_sysfs(Path::new("/sys"))
    }

    /// Reads a topology from the directory `devices/system/node` below `root`, which replaces
    /// `/sys`.
    ///
    /// A file that is missing, unreadable or malformed is one of the [`problems`](Self::problems).
    /// The table shows what the topology then lacks:
    ///
    /// | file | without it |
    /// |---|---|
    /// | `online` | the nodes are those with a directory `node<id>`; without any, [one assumed node](Self::is_assumed) |
    /// | `node<id>/cpulist` | [`Node::cpus`] is empty |
    /// | `node<id>/meminfo` | [`Node::memory_bytes`] is `None` |
    /// | `node<id>/distance` | [`Node::distances`] is empty |
    pub fn from_sysfs(root: &Path) -> Self {
        let mut problems = Vec::new();
        let mut nodes = NodeTree::new(root, &mut problems).nodes();
        let is_assumed = nodes.is_empty();
        if is_assumed {
            nodes.push(assumed_node(&mut problems));
        }
        Self { nodes, is_assumed, problems }
    }

    /// Returns the nodes, in ascending order of their ids. There is at least one.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Returns the node with the id `id`, or `None` if the topology has no such node.
    pub fn node(&self, id: u32) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// Returns the id of the node that has the CPU `cpu`.
    ///
    /// Returns `None` if there is no such CPU, if it is offline, or if the system does not report
    /// its node.
    pub fn node_of_cpu(&self, cpu: usize) -> Option<u32> {
        let found = self.nodes.iter().find(|node| node.cpus.contains(&cpu));
        found.map(|node| node.id)
    }

    /// Returns the id of the nearest other node with memory. Of several at the same distance, it
    /// returns the lowest id.
    ///
    /// Returns `None` if there is no such node, if no other node has memory, or if the distances
    /// from `node` are unknown.
    pub fn nearest_node(&self, node: u32) -> Option<u32> {
        let from = self.node(node)?;
        let others = self.nodes.iter().filter(|other| other.id != node && other.has_memory());
        let reachable = others.filter_map(|other| Some((from.distance_to(other.id)?, other.id)));
        reachable.min().map(|(_, id)| id)
    }

    /// Returns whether the topology has more than one node.
    pub fn is_numa(&self) -> bool {
        self.nodes.len() > 1
    }

    /// Returns whether the system reported no node, so that the only node is an assumption. It then
    /// represents the whole machine.
    ///
    /// That node has the id 0, the [usable CPUs](crate::affinity::usable_cpus) of the calling
    /// thread, unknown memory and no distances.
    pub fn is_assumed(&self) -> bool {
        self.is_assumed
    }

    /// Returns the problems that occurred while the topology was read. The list is empty on a
    /// healthy machine.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// Creates the node of a machine that reports no node.
fn assumed_node(problems: &mut Vec<Problem>) -> Node {
    let cpus = sched_affinity::usable_cpus().unwrap_or_else(|error| {
        problems.push(Problem::UnknownCpus { kind: error.kind() });
        Vec::new()
    });
    Node { id: 0, cpus, memory_bytes: None, distances: Vec::new() }
}
