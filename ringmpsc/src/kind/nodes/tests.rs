use std::path::Path;
use std::{env, fs, process};

use super::*;

/// Nodes 0 and 2, and node 3 without memory, which is nearer to node 2.
fn nodes() -> Nodes {
    let root = env::temp_dir().join(format!("nodes-{}-{:?}", process::id(), thread_name()));
    let tree = root.join("devices/system/node");
    let file = |path: &Path, text: &str| fs::write(path, text).unwrap();
    for (id, memory, distances) in
        [(0, 1024, "10 21 31"), (2, 1024, "21 10 15"), (3, 0, "31 15 10")]
    {
        let node = tree.join(format!("node{id}"));
        fs::create_dir_all(&node).unwrap();
        file(&node.join("cpulist"), "");
        file(&node.join("meminfo"), &format!("Node {id} MemTotal: {memory} kB"));
        file(&node.join("distance"), distances);
    }
    file(&tree.join("online"), "0,2-3");
    let topology = Topology::from_sysfs(&root);
    fs::remove_dir_all(&root).unwrap();
    assert_eq!(topology.problems(), []);
    Nodes::new(topology)
}

fn thread_name() -> String {
    std::thread::current().name().unwrap_or_default().replace(':', "-")
}

#[test]
fn a_consumer_on_a_node_without_memory_has_the_nearest_node() {
    let nodes = nodes();
    assert_eq!(nodes.near_consumer(), Nodes::current());
    for (node, memory) in [(0, 0), (3, 2), (2, 2), (7, 7)] {
        nodes.note_consumer(node);
        assert_eq!(nodes.near_consumer(), Some(memory));
    }
}

#[test]
fn the_own_node_is_the_nearest_and_an_unknown_one_the_farthest() {
    let nodes = nodes();
    let mut ids = [7, 0, 3, 2];
    ids.sort_by_key(|&to| nodes.distance(2, to));
    assert_eq!(ids, [2, 3, 0, 7]);
    assert_eq!((nodes.distance(7, 7), nodes.distance(7, 0)), (0, u32::MAX));
}
