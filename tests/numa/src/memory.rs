//! Memory on nodes.

use std::ptr;

use ringmpsc::numa::{
    AllocError, Allocator, NodeBox, Obtained, PagesOnNode, Placement, Policy, Topology,
};

use crate::Check;
use crate::layout::Layout;
use crate::pages::nodes_of;
use crate::threads::on_cpu;

pub(crate) const CHECKS: &[Check] = &[
    ("alloc_on_node", alloc_on_node),
    ("alloc_for_cpu", alloc_for_cpu),
    ("local_memory", local_memory),
    ("memory_from_a_thread_on_another_node", memory_from_a_thread_on_another_node),
    ("refused_memory", refused_memory),
];

/// 16 pages.
const BYTES: usize = 1 << 16;

fn allocator() -> Allocator {
    Allocator::new(Topology::discover())
}

/// Checks that the value is on `node` alone, and that its placement says so.
fn assert_is_on<T: ?Sized>(value: &NodeBox<T>, node: u32) {
    let start = ptr::from_ref::<T>(value).cast::<u8>();
    assert_eq!(nodes_of(start, size_of_val::<T>(value)), [node]);
    assert_says(value.placement(), node);
}

/// Checks that `placement` reports pages on `node` alone.
fn assert_says(placement: &Placement, node: u32) {
    let Obtained::Sampled(sample) = placement.obtained() else {
        panic!("the kernel tells: {placement:?}");
    };
    let on: Vec<u32> = sample.nodes().iter().map(|&PagesOnNode { node, .. }| node).collect();
    assert_eq!((on, sample.missing()), (vec![node], 0), "{placement:?}");
}

fn alloc_on_node(layout: &Layout) {
    let allocator = allocator();
    for node in layout.with_memory() {
        let number = allocator.alloc_on_node(node.id, 7_u64).unwrap();
        assert_eq!(*number, 7);
        assert_is_on(&number, node.id);
        assert_is_on(&allocator.alloc_slice_on_node(node.id, BYTES, |_| 7_u8).unwrap(), node.id);
        let zeroed = allocator.alloc_zeroed_on_node::<[u8; BYTES]>(node.id).unwrap();
        assert_is_on(&zeroed, node.id);
        assert_eq!(zeroed.placement().is_on_target(), Some(true));
        assert_eq!(zeroed.placement().refusal(), None);
    }
    for node in layout.nodes.iter().filter(|node| !node.has_memory) {
        let refused = allocator.alloc_on_node(node.id, 7_u64).unwrap_err();
        assert!(matches!(refused, AllocError::NodeWithoutMemory { node: id } if id == node.id));
    }
    let refused = allocator.alloc_on_node(layout.absent, 7_u64).unwrap_err();
    assert!(matches!(refused, AllocError::NoSuchNode { node } if node == layout.absent));
}

fn alloc_for_cpu(layout: &Layout) {
    let allocator = allocator();
    for node in layout.with_cpus() {
        for &cpu in node.cpus {
            let slice = allocator.alloc_slice_for_cpu(cpu, BYTES, |_| 7_u8).unwrap();
            assert_is_on(&slice, node.memory_for_its_cpus());
            assert_eq!(slice.placement().is_on_target(), Some(true));
        }
    }
}

fn local_memory(layout: &Layout) {
    for node in layout.with_cpus() {
        for &cpu in node.cpus {
            let local = on_cpu(cpu, || NodeBox::<[u8; BYTES]>::zeroed(Policy::Local)).unwrap();
            // The kernel takes the memory of a node without any from the nearest node.
            assert_is_on(&local, node.memory_for_its_cpus());
            let placement = local.placement();
            assert_eq!(placement.target(), Some(node.id));
            assert_eq!(placement.is_on_target(), Some(node.has_memory));
            assert_eq!(placement.refusal().is_some(), !node.has_memory, "{placement:?}");
        }
    }
}

fn memory_from_a_thread_on_another_node(layout: &Layout) {
    for here in layout.with_cpus() {
        for there in layout.with_memory() {
            let policy = Policy::Node(there.id);
            let far = on_cpu(here.cpus[0], || NodeBox::<[u8; BYTES]>::zeroed(policy)).unwrap();
            assert_is_on(&far, there.id);
        }
    }
}

fn refused_memory(layout: &Layout) {
    for node in layout.without_memory() {
        for here in layout.with_cpus() {
            let policy = Policy::Node(node);
            let mut memory =
                on_cpu(here.cpus[0], || NodeBox::<[u8; BYTES]>::zeroed(policy)).unwrap();
            memory[BYTES - 1] = 1;
            assert_is_on(&memory, here.memory_for_its_cpus());
            let placement = memory.placement();
            let refusal = placement.refusal().expect("the node has no memory");
            assert_eq!((refusal.call(), refusal.errno()), ("mbind", libc::EINVAL));
            assert_eq!((placement.target(), placement.is_on_target()), (Some(node), Some(false)));
        }
    }
}
