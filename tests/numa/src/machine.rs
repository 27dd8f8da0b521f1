//! The topology, and threads on its nodes.

use std::io;

use ringmpsc::affinity;
use ringmpsc::numa::Topology;

use crate::Check;
use crate::layout::Layout;
use crate::threads::{on_cpu, on_node};

pub(crate) const CHECKS: &[Check] = &[
    ("topology", topology),
    ("node_of_cpu", node_of_cpu),
    ("nearest_node", nearest_node),
    ("usable_cpus", usable_cpus),
    ("bind_to_node", bind_to_node),
    ("bind_to_node_without_cpus", bind_to_node_without_cpus),
];

fn topology(layout: &Layout) {
    let topology = Topology::discover();
    assert_eq!(topology.problems(), []);
    assert!(topology.is_numa() && !topology.is_assumed());
    let ids: Vec<u32> = layout.nodes.iter().map(|node| node.id).collect();
    assert_eq!(topology.nodes().iter().map(|node| node.id).collect::<Vec<_>>(), ids);
    for (found, expected) in topology.nodes().iter().zip(layout.nodes) {
        assert_eq!(found.cpus, expected.cpus, "node {}", expected.id);
        assert_eq!(found.has_memory(), expected.has_memory, "node {}", expected.id);
        let distances = found.distances.iter().map(|entry| (entry.node, entry.distance));
        let wanted = ids.iter().copied().zip(expected.distances.iter().copied());
        assert!(distances.eq(wanted), "node {}: {:?}", expected.id, found.distances);
    }
    assert_eq!(topology.node(layout.absent), None);
}

fn node_of_cpu(layout: &Layout) {
    let topology = Topology::discover();
    for node in layout.nodes {
        for &cpu in node.cpus {
            assert_eq!(topology.node_of_cpu(cpu), Some(node.id));
            let (here, now) =
                on_cpu(cpu, || (affinity::current_node().unwrap(), affinity::current_cpu()));
            assert_eq!((here, now.unwrap()), (node.id, cpu));
        }
    }
    let cpus: usize = layout.nodes.iter().map(|node| node.cpus.len()).sum();
    assert_eq!(topology.node_of_cpu(cpus), None, "CPUs have consecutive numbers here");
}

fn nearest_node(layout: &Layout) {
    let topology = Topology::discover();
    for node in layout.nodes {
        assert_eq!(topology.nearest_node(node.id), Some(node.nearest), "node {}", node.id);
    }
    assert_eq!(topology.nearest_node(layout.absent), None);
}

fn usable_cpus(layout: &Layout) {
    let mut cpus: Vec<usize> = layout.nodes.iter().flat_map(|node| node.cpus).copied().collect();
    cpus.sort_unstable();
    assert_eq!(affinity::usable_cpus().unwrap(), cpus, "absent CPUs are not usable");
}

fn bind_to_node(layout: &Layout) {
    for node in layout.with_cpus() {
        assert_eq!(on_node(node.id, || affinity::usable_cpus().unwrap()), node.cpus);
    }
}

fn bind_to_node_without_cpus(layout: &Layout) {
    let topology = Topology::discover();
    for node in layout.nodes.iter().filter(|node| node.cpus.is_empty()) {
        let before = affinity::usable_cpus().unwrap();
        let refused = affinity::bind_to_node(topology.node(node.id).unwrap());
        assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert_eq!(affinity::usable_cpus().unwrap(), before);
    }
}
