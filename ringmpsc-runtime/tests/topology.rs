//! Topologies of other machines: directories that replace `/sys`.

#[path = "support/tree.rs"]
mod tree;

use std::fs;
use std::io;

use ringmpsc_runtime::affinity;
use ringmpsc_runtime::numa::{Distance, Node, Problem, Topology};
use tree::Tree;

const GIBIBYTE_IN_KILOBYTES: u64 = 1 << 20;
const GIBIBYTE: u64 = 1 << 30;

/// Reads the topology of a tree without problems.
fn healthy(tree: &Tree) -> Topology {
    let topology = Topology::from_sysfs(tree.root());
    assert_eq!(topology.problems(), []);
    assert!(!topology.is_assumed());
    topology
}

fn ids(topology: &Topology) -> Vec<u32> {
    topology.nodes().iter().map(|node| node.id).collect()
}

fn distances(node: &Node) -> Vec<(u32, u32)> {
    let pair = |entry: &Distance| (entry.node, entry.distance);
    node.distances.iter().map(pair).collect()
}

/// Creates two nodes with two CPUs and a gibibyte each.
fn two_nodes() -> Tree {
    Tree::online("0-1").node(0, "0-1", GIBIBYTE_IN_KILOBYTES, "10 21").node(
        1,
        "2-3",
        GIBIBYTE_IN_KILOBYTES,
        "21 10",
    )
}

#[test]
fn one_node() {
    let topology = healthy(&Tree::online("0").node(0, "0-3,8,10-11", 123, "10"));
    assert_eq!(ids(&topology), [0]);
    assert!(!topology.is_numa());
    let node = &topology.nodes()[0];
    assert_eq!(node.cpus, [0, 1, 2, 3, 8, 10, 11]);
    assert_eq!(node.memory_bytes, Some(123 * 1024));
    assert_eq!(distances(node), [(0, 10)]);
    assert_eq!(topology.node_of_cpu(8), Some(0));
    assert_eq!(topology.node_of_cpu(9), None);
    assert_eq!(topology.nearest_node(0), None);
}

#[test]
fn two_nodes_side_by_side() {
    let topology = healthy(&two_nodes());
    assert_eq!(ids(&topology), [0, 1]);
    assert!(topology.is_numa());
    assert_eq!(topology.node_of_cpu(1), Some(0));
    assert_eq!(topology.node_of_cpu(2), Some(1));
    assert_eq!(topology.nearest_node(0), Some(1));
    assert_eq!(topology.nearest_node(1), Some(0));
    assert_eq!(topology.nearest_node(2), None);
    assert_eq!(topology.node(1).map(Node::has_memory), Some(true));
    assert_eq!(topology.node(2), None);
}

#[test]
fn sparse_ids_are_not_indices() {
    let tree = Tree::online("0,2").node(0, "0", 2 * GIBIBYTE_IN_KILOBYTES, "10 31").node(
        2,
        "1",
        GIBIBYTE_IN_KILOBYTES,
        "32 10",
    );
    let topology = healthy(&tree);
    assert_eq!(ids(&topology), [0, 2]);
    assert_eq!(topology.node_of_cpu(1), Some(2));
    assert_eq!(topology.nearest_node(0), Some(2));
    let second = topology.node(2).expect("it is online");
    assert_eq!(second.memory_bytes, Some(GIBIBYTE));
    assert_eq!(distances(second), [(0, 32), (2, 10)]);
    assert_eq!(second.distance_to(0), Some(32));
    assert_eq!(second.distance_to(1), None);
}

#[test]
fn a_node_without_cpus() {
    let tree = Tree::online("0-1").node(0, "0-1", GIBIBYTE_IN_KILOBYTES, "10 17").node(
        1,
        "",
        GIBIBYTE_IN_KILOBYTES,
        "28 10",
    );
    let topology = healthy(&tree);
    assert_eq!(topology.nodes()[1].cpus, []);
    assert_eq!(topology.nearest_node(0), Some(1), "a node without CPUs has memory");
}

#[test]
fn a_node_without_memory_is_never_the_nearest() {
    let tree = Tree::online("0-2")
        .node(0, "0", GIBIBYTE_IN_KILOBYTES, "10 12 20")
        .node(1, "1", 0, "12 10 15")
        .node(2, "2", GIBIBYTE_IN_KILOBYTES, "20 15 10");
    let topology = healthy(&tree);
    assert_eq!(topology.nodes()[1].memory_bytes, Some(0), "the size, and not the id of the node");
    assert!(!topology.nodes()[1].has_memory());
    assert_eq!(topology.nearest_node(0), Some(2));
    assert_eq!(topology.nearest_node(1), Some(0));
}

#[test]
fn of_several_nearest_nodes_the_lowest() {
    let tree = Tree::online("0-3")
        .node(0, "0", 1, "10 30 20 20")
        .node(1, "1", 1, "20 10 20 20")
        .node(2, "2", 1, "20 20 10 20")
        .node(3, "3", 1, "20 20 20 10");
    let topology = healthy(&tree);
    assert_eq!(topology.nearest_node(0), Some(2));
    assert_eq!(topology.nearest_node(3), Some(0));
}

/// Checks the topology of a machine that reports no node.
fn assert_assumed(topology: &Topology) {
    assert!(topology.is_assumed());
    assert_eq!(ids(topology), [0]);
    let node = &topology.nodes()[0];
    assert_eq!(node.cpus, affinity::usable_cpus().expect("an affinity can be read"));
    assert_eq!(node.memory_bytes, None);
    assert!(node.has_memory());
    assert_eq!(node.distances, []);
    assert!(!topology.is_numa());
    assert_eq!(topology.node_of_cpu(node.cpus[0]), Some(0));
}

#[test]
fn no_tree() {
    let tree = Tree::empty();
    let topology = Topology::from_sysfs(tree.root());
    assert_assumed(&topology);
    let unreadable =
        |path: &str| Problem::Unreadable { path: tree.path(path), kind: io::ErrorKind::NotFound };
    assert_eq!(topology.problems(), [unreadable("online"), unreadable("")]);
}

#[test]
fn an_empty_tree() {
    let tree = Tree::online("");
    let topology = Topology::from_sysfs(tree.root());
    assert_assumed(&topology);
    assert_eq!(topology.problems(), [malformed(&tree, "online", "no node is online")]);
}

#[test]
fn without_the_list_of_nodes_the_directories_are_used() {
    for broken in ["garbage", "0-", ""] {
        let tree = two_nodes().file("online", broken).file("nodes/x", "").file("node1x/x", "");
        let topology = Topology::from_sysfs(tree.root());
        assert_eq!(ids(&topology), [0, 1]);
        assert_eq!(topology.nearest_node(0), Some(1));
        assert!(!topology.is_assumed());
        match topology.problems() {
            [Problem::Malformed { path, .. }] => assert_eq!(*path, tree.path("online")),
            other => panic!("{broken:?}: {other:?}"),
        }
    }
}

fn malformed(tree: &Tree, path: &str, what: &'static str) -> Problem {
    let path = tree.path(path);
    Problem::Malformed { path, what }
}

/// Breaks one file of node 1, and checks that only its contents are lost.
fn break_file(path: &str, contents: &[u8], lost: impl FnOnce(&mut Node)) {
    let mut expected = healthy(&two_nodes()).nodes().to_vec();
    lost(&mut expected[1]);

    let tree = two_nodes().file(path, contents);
    let topology = Topology::from_sysfs(tree.root());
    let text = String::from_utf8_lossy(contents);
    assert_eq!(topology.nodes(), expected, "{path}: {text:?}");
    match topology.problems() {
        [Problem::Malformed { path: at, .. } | Problem::Unreadable { path: at, .. }] => {
            assert_eq!(*at, tree.path(path), "{text:?}");
        }
        other => panic!("{path}: {text:?}: {other:?}"),
    }
}

#[test]
fn a_broken_cpulist_costs_the_cpus_of_the_node() {
    for broken in [&b"2-"[..], b"3-2", b"0-4294967295", b"two", b"\xff\xfe"] {
        break_file("node1/cpulist", broken, |node| node.cpus.clear());
    }
}

#[test]
fn a_broken_meminfo_costs_the_memory_of_the_node() {
    for broken in [
        "",
        "Node 1 MemFree: 7 kB\n",
        "Node 1 MemTotal: kB\n",
        "Node 1 MemTotal: seven kB\n",
        "Node 1 MemTotal: 7 MB\n",
        "Node 1 MemTotal: -7 kB\n",
        "Node 1 MemTotal: 18446744073709551615 kB\n",
    ] {
        break_file("node1/meminfo", broken.as_bytes(), |node| {
            node.memory_bytes = None;
        });
    }
}

#[test]
fn broken_distances_cost_the_distances_of_the_node() {
    for broken in ["", "21", "21 10 21", "21 ten", "21 -10"] {
        break_file("node1/distance", broken.as_bytes(), |node| {
            node.distances.clear();
        });
    }
    let topology = Topology::from_sysfs(two_nodes().file("node1/distance", "").root());
    assert_eq!(topology.nearest_node(1), None, "the distances are unknown");
    assert_eq!(topology.nearest_node(0), Some(1), "the distances are known");
}

#[test]
fn a_missing_file_costs_only_its_contents() {
    let tree = two_nodes();
    fs::remove_file(tree.path("node0/meminfo")).expect("it is there");
    let topology = Topology::from_sysfs(tree.root());
    assert_eq!(topology.node(0).and_then(|node| node.memory_bytes), None);
    assert_eq!(topology.node(1).and_then(|node| node.memory_bytes), Some(GIBIBYTE));
    let problem =
        Problem::Unreadable { path: tree.path("node0/meminfo"), kind: io::ErrorKind::NotFound };
    assert_eq!(topology.problems(), [problem]);
}

#[test]
fn this_machine() {
    let topology = Topology::discover();
    assert!(!topology.nodes().is_empty());
    assert!(topology.nodes().is_sorted_by(|a, b| a.id < b.id));
    for cpu in affinity::usable_cpus().expect("an affinity can be read") {
        let node = topology.node_of_cpu(cpu).expect("a usable CPU is on a node");
        assert!(topology.node(node).is_some());
    }
}
