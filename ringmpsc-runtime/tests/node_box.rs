//! Values on nodes: their lives, and the errors of an allocator that knows the topology.

#[path = "support/tree.rs"]
mod tree;

use std::cell::Cell;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use ringmpsc_runtime::numa::{AllocError, Allocator, NodeBox, Policy, Topology};
use tree::Tree;

/// Counts how often it is dropped.
#[derive(Debug)]
struct Counted(Rc<Cell<usize>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

/// An alignment larger than a page.
#[derive(Debug, Clone, Copy)]
#[repr(align(16384))]
struct Aligned(u8);

#[test]
fn a_value_lives_as_long_as_its_box() {
    let drops = Rc::new(Cell::new(0));
    let mut value =
        NodeBox::new((Counted(drops.clone()), 1_u64), Policy::Local).expect("a page is available");
    value.1 += 1;
    assert_eq!(value.1, 2);
    assert_eq!(drops.get(), 0);
    drop(value);
    assert_eq!(drops.get(), 1);
}

#[test]
fn a_slice_lives_as_long_as_its_box() {
    let drops = Rc::new(Cell::new(0));
    let slice = NodeBox::from_fn(1000, Policy::Local, |i| (i, Counted(drops.clone())))
        .expect("a page is available");
    assert_eq!(slice.len(), 1000);
    assert!(slice.iter().enumerate().all(|(i, value)| value.0 == i));
    assert_eq!(drops.get(), 0);
    drop(slice);
    assert_eq!(drops.get(), 1000);
}

#[test]
fn a_panic_while_a_slice_is_made_drops_what_was_made() {
    for made in [0, 7] {
        let drops = Rc::new(Cell::new(0));
        let result = panic::catch_unwind(AssertUnwindSafe(|| {
            NodeBox::from_fn(10, Policy::Local, |i| {
                assert!(i < made, "on purpose");
                Counted(drops.clone())
            })
        }));
        result.expect_err("the next value panics");
        assert_eq!(drops.get(), made);
    }
}

#[test]
fn alignment_and_size_zero() {
    let aligned =
        NodeBox::from_fn(3, Policy::Local, |_| Aligned(7)).expect("some pages are available");
    assert_eq!(aligned.as_ptr().addr() % 16_384, 0);
    assert!(aligned.iter().all(|value| value.0 == 7));

    let nothing =
        NodeBox::from_fn(0, Policy::Local, |_| Aligned(7)).expect("nothing is always available");
    assert!(nothing.is_empty());

    let drops = Rc::new(Cell::new(0));
    let unit = NodeBox::new((), Policy::Local).expect("nothing is always available");
    assert_eq!(*unit, ());
    let units = NodeBox::from_fn(5, Policy::Local, |_| drops.set(drops.get() + 1))
        .expect("nothing is always available");
    assert_eq!((units.len(), drops.get()), (5, 5));
}

#[test]
fn a_slice_that_is_too_long_is_an_error() {
    for len in [usize::MAX, usize::MAX / 16] {
        let error =
            NodeBox::from_fn(len, Policy::Local, |_| -> u64 { panic!("it must not be called") })
                .expect_err("there are not so many addresses");
        assert_eq!(error.kind(), io::ErrorKind::OutOfMemory);
    }
}

#[test]
fn a_box_shows_its_contents() {
    let boxed = NodeBox::new([1, 2, 3], Policy::Local).expect("a page is available");
    assert_eq!(format!("{boxed:?}"), "[1, 2, 3]");
}

/// Node 0 with CPU 0 and memory; node 1 with CPU 1 and none, as far from 0 as can be; node 3 with
/// memory and no CPU, next to node 1.
fn odd_machine() -> Tree {
    Tree::online("0-1,3")
        .node(0, "0", 1024, "10 40 40")
        .node(1, "1", 0, "40 10 15")
        .node(3, "", 1024, "40 15 10")
}

fn allocator(tree: &Tree) -> Allocator {
    Allocator::new(Topology::from_sysfs(tree.root()))
}

#[test]
fn nodes_and_cpus_that_do_not_exist_are_errors() {
    let allocator = allocator(&odd_machine());
    let error = allocator.alloc_on_node(2, ()).expect_err("there is no node 2");
    assert!(matches!(error, AllocError::NoSuchNode { node: 2 }), "{error:?}");
    let error = allocator.alloc_on_node(1, ()).expect_err("node 1 has no memory");
    assert!(matches!(error, AllocError::NodeWithoutMemory { node: 1 }), "{error:?}");
    let error = allocator.alloc_for_cpu(2, ()).expect_err("there is no CPU 2");
    assert!(matches!(error, AllocError::NoSuchCpu { cpu: 2 }), "{error:?}");
    let error = allocator.alloc_slice_on_node(2, 1, |i| i).expect_err("there is no node 2");
    assert!(matches!(error, AllocError::NoSuchNode { node: 2 }), "{error:?}");
    let error = allocator.alloc_slice_for_cpu(2, 1, |i| i).expect_err("there is no CPU 2");
    assert!(matches!(error, AllocError::NoSuchCpu { cpu: 2 }), "{error:?}");
}

#[test]
fn what_is_asked_for_depends_on_the_topology() {
    let allocator = allocator(&odd_machine());
    let on = |boxed: Result<NodeBox<u8>, AllocError>| {
        boxed.expect("a page is available").placement().policy()
    };
    assert_eq!(on(allocator.alloc_on_node(0, 7)), Policy::Node(0));
    assert_eq!(on(allocator.alloc_on_node(3, 7)), Policy::Node(3));
    assert_eq!(on(allocator.alloc_for_cpu(0, 7)), Policy::Node(0));
    assert_eq!(on(allocator.alloc_for_cpu(1, 7)), Policy::Node(3), "the nearest with memory");
    let slice = allocator.alloc_slice_for_cpu(1, 3, |i| i).expect("a page is available");
    assert_eq!(slice.placement().policy(), Policy::Node(3));
    assert_eq!(*slice, [0, 1, 2]);
    let slice = allocator.alloc_slice_on_node(0, 3, |i| i).expect("a page is available");
    assert_eq!(slice.placement().policy(), Policy::Node(0));
}

#[test]
fn without_distances_nothing_is_chosen() {
    let allocator = allocator(&odd_machine().file("node1/distance", ""));
    let boxed = allocator.alloc_for_cpu(1, 7).expect("a page is available");
    assert_eq!(boxed.placement().policy(), Policy::Anywhere);
}

#[test]
fn an_assumed_node_is_anywhere() {
    let allocator = allocator(&Tree::empty());
    let cpu = allocator.topology().nodes()[0].cpus[0];
    let boxed = allocator.alloc_on_node(0, 7).expect("a page is available");
    assert_eq!(boxed.placement().policy(), Policy::Anywhere);
    let boxed = allocator.alloc_for_cpu(cpu, 7).expect("a page is available");
    assert_eq!(boxed.placement().policy(), Policy::Anywhere);
    allocator.alloc_on_node(1, 7).expect_err("there is one node");
}

#[test]
fn it_may_go_where_its_value_may_go() {
    fn assert_send<T: Send>() {}
    fn assert_sync<T: Sync>() {}
    assert_send::<NodeBox<Cell<u8>>>();
    assert_sync::<NodeBox<[u8]>>();
}
