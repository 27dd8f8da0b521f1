//! Values on nodes: their lifetimes, and the errors of an allocator.

#[path = "support/child.rs"]
mod child;
#[path = "support/limit.rs"]
mod limit;
#[path = "support/tree.rs"]
mod tree;

use std::cell::Cell;
use std::error::Error;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::ptr;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use ringmpsc_runtime::affinity;
use ringmpsc_runtime::numa::{AllocError, Allocator, NodeBox, Policy, Topology, Zeroable};
use tree::Tree;

/// A value that counts its drops.
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
fn a_panic_while_a_slice_is_made_drops_the_values_made_so_far() {
    for made in [0, 7] {
        let drops = Rc::new(Cell::new(0));
        let result = panic::catch_unwind(AssertUnwindSafe(|| {
            NodeBox::from_fn(10, Policy::Local, |i| {
                assert!(i < made, "this panic is intended");
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

    let nothing = NodeBox::from_fn(0, Policy::Local, |_| Aligned(7)).expect("no memory is needed");
    assert!(nothing.is_empty());

    let drops = Rc::new(Cell::new(0));
    let unit = NodeBox::new((), Policy::Local).expect("no memory is needed");
    assert_eq!(*unit, ());
    let units = NodeBox::from_fn(5, Policy::Local, |_| drops.set(drops.get() + 1))
        .expect("no memory is needed");
    assert_eq!((units.len(), drops.get()), (5, 5));
}

#[test]
fn a_slice_that_is_too_long_is_an_error() {
    child::run("a_slice_that_is_too_long_is_an_error", &[], || {
        limit::address_space();
        for len in [usize::MAX, usize::MAX / 16] {
            let error = NodeBox::from_fn(len, Policy::Local, |_| -> u64 {
                panic!("it must not be called")
            })
            .expect_err("the address space is smaller");
            assert_eq!(error.kind(), io::ErrorKind::OutOfMemory);
        }
    });
}

#[test]
fn a_box_shows_its_contents() {
    let boxed = NodeBox::new([1, 2, 3], Policy::Local).expect("a page is available");
    assert_eq!(format!("{boxed:?}"), "[1, 2, 3]");
}

/// Creates three nodes. Node 0 has CPU 0 and memory. Node 1 has CPU 1 and no memory, and is far
/// from node 0. Node 3 has memory and no CPU, and is near node 1.
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
    let error = allocator.alloc_zeroed_on_node::<u8>(2).expect_err("there is no node 2");
    assert!(matches!(error, AllocError::NoSuchNode { node: 2 }), "{error:?}");
    let error = allocator.alloc_zeroed_for_cpu::<u8>(2).expect_err("there is no CPU 2");
    assert!(matches!(error, AllocError::NoSuchCpu { cpu: 2 }), "{error:?}");
    let error = allocator.alloc_uninit_on_node::<u8>(2).expect_err("there is no node 2");
    assert!(matches!(error, AllocError::NoSuchNode { node: 2 }), "{error:?}");
    let error = allocator.alloc_uninit_for_cpu::<u8>(2).expect_err("there is no CPU 2");
    assert!(matches!(error, AllocError::NoSuchCpu { cpu: 2 }), "{error:?}");
}

#[test]
fn errors_name_the_missing_node_or_cpu() {
    let shown = |error: AllocError| (error.to_string(), error.source().map(ToString::to_string));
    let nothing = |text: &str| (text.to_owned(), None);
    assert_eq!(shown(AllocError::NoSuchNode { node: 2 }), nothing("there is no NUMA node 2"));
    let error = AllocError::NodeWithoutMemory { node: 1 };
    assert_eq!(shown(error), nothing("NUMA node 1 has no memory"));
    assert_eq!(shown(AllocError::NoSuchCpu { cpu: 2 }), nothing("no NUMA node has a CPU 2"));
    let cause = || io::Error::from(io::ErrorKind::OutOfMemory);
    let (text, source) = shown(AllocError::OutOfMemory(cause()));
    assert_eq!((text.as_str(), source), ("out of memory", Some(cause().to_string())));
}

#[test]
fn the_policy_depends_on_the_topology() {
    let allocator = allocator(&odd_machine());
    let on = |boxed: Result<NodeBox<u8>, AllocError>| {
        boxed.expect("a page is available").placement().policy()
    };
    assert_eq!(on(allocator.alloc_on_node(0, 7)), Policy::Node(0));
    assert_eq!(on(allocator.alloc_on_node(3, 7)), Policy::Node(3));
    assert_eq!(on(allocator.alloc_for_cpu(0, 7)), Policy::Node(0));
    assert_eq!(on(allocator.alloc_for_cpu(1, 7)), Policy::Node(3), "the nearest with memory");
    assert_eq!(on(allocator.alloc_zeroed_on_node(3)), Policy::Node(3));
    assert_eq!(on(allocator.alloc_zeroed_for_cpu(1)), Policy::Node(3));
    let memory = allocator.alloc_uninit_on_node::<u8>(3).expect("a page is available");
    assert_eq!(memory.placement().policy(), Policy::Node(3));
    let memory = allocator.alloc_uninit_for_cpu::<u8>(1).expect("a page is available");
    assert_eq!(memory.placement().policy(), Policy::Node(3));
    let slice = allocator.alloc_slice_for_cpu(1, 3, |i| i).expect("a page is available");
    assert_eq!(slice.placement().policy(), Policy::Node(3));
    assert_eq!(*slice, [0, 1, 2]);
    let slice = allocator.alloc_slice_on_node(0, 3, |i| i).expect("a page is available");
    assert_eq!(slice.placement().policy(), Policy::Node(0));
}

#[test]
fn without_distances_the_kernel_chooses() {
    let allocator = allocator(&odd_machine().file("node1/distance", ""));
    let boxed = allocator.alloc_for_cpu(1, 7).expect("a page is available");
    assert_eq!(boxed.placement().policy(), Policy::Anywhere);
}

#[test]
fn on_an_assumed_node_the_kernel_chooses() {
    let allocator = allocator(&Tree::empty());
    let cpu = allocator.topology().nodes()[0].cpus[0];
    let boxed = allocator.alloc_on_node(0, 7).expect("a page is available");
    assert_eq!(boxed.placement().policy(), Policy::Anywhere);
    let boxed = allocator.alloc_for_cpu(cpu, 7).expect("a page is available");
    assert_eq!(boxed.placement().policy(), Policy::Anywhere);
    allocator.alloc_on_node(1, 7).expect_err("there is one node");
}

const MEBIBYTE: usize = 1 << 20;

/// A value that is larger than the stack of any thread.
type Large = [u8; 16 * MEBIBYTE];

/// Runs `body` on a stack of 64 KiB.
fn on_a_small_stack(body: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(64 << 10).spawn(body);
    thread.expect("a thread can be started").join().expect("the body of the test has passed");
}

#[test]
fn a_large_value_is_made_in_place() {
    on_a_small_stack(|| {
        let mut zeroed = NodeBox::<Large>::zeroed(Policy::Local).expect("16 MiB are available");
        assert!(zeroed.iter().all(|byte| *byte == 0));
        zeroed.fill(7);
        assert!(zeroed.iter().all(|byte| *byte == 7));

        let mut memory = NodeBox::<Large>::new_uninit(Policy::Local).expect("16 MiB are available");
        let first: *mut u8 = memory.as_mut_ptr().cast();
        // SAFETY: the memory is valid for writes of the whole array.
        unsafe { first.write_bytes(7, size_of::<Large>()) };
        // SAFETY: all bytes have been written.
        let large = unsafe { memory.assume_init() };
        assert!(large.iter().all(|byte| *byte == 7));
    });
}

#[test]
fn an_allocator_makes_a_large_value_in_place() {
    on_a_small_stack(|| {
        let allocator = Allocator::new(Topology::discover());
        let node = allocator.topology().nodes().iter().find(|node| node.has_memory());
        let node = node.expect("there is memory").id;
        let cpu = affinity::current_cpu().expect("it can be asked");
        for zeroed in [
            allocator.alloc_zeroed_on_node::<Large>(node),
            allocator.alloc_zeroed_for_cpu::<Large>(cpu),
        ] {
            let zeroed = zeroed.expect("16 MiB are available");
            assert!(zeroed.iter().all(|byte| *byte == 0));
        }
        for memory in [
            allocator.alloc_uninit_on_node::<[AtomicU64; MEBIBYTE]>(node),
            allocator.alloc_uninit_for_cpu::<[AtomicU64; MEBIBYTE]>(cpu),
        ] {
            let memory = memory.expect("8 MiB are available");
            // SAFETY: the memory is zeroed, and all bytes zero are valid atomics.
            let atomics = unsafe { memory.assume_init() };
            assert!(atomics.iter().all(|atomic| atomic.load(Ordering::Relaxed) == 0));
        }
    });
}

#[test]
fn an_array_is_made_value_by_value() {
    on_a_small_stack(|| {
        let slice = NodeBox::from_fn(MEBIBYTE, Policy::Local, |i| i as u64);
        let array: NodeBox<[u64; MEBIBYTE]> =
            slice.expect("8 MiB are available").try_into().expect("the lengths are equal");
        assert!(array.iter().enumerate().all(|(i, value)| *value == i as u64));
    });
}

#[test]
fn a_slice_of_another_length_is_handed_back() {
    let drops = Rc::new(Cell::new(0));
    let slice = || {
        NodeBox::from_fn(3, Policy::Local, |_| Counted(drops.clone())).expect("a page is available")
    };
    let slice_again = NodeBox::<[Counted; 4]>::try_from(slice()).expect_err("there are three");
    assert_eq!((slice_again.len(), drops.get()), (3, 0));
    drop(slice_again);
    assert_eq!(drops.get(), 3);
    let array = NodeBox::<[Counted; 3]>::try_from(slice()).expect("there are three");
    assert_eq!(drops.get(), 3);
    drop(array);
    assert_eq!(drops.get(), 6);
}

#[test]
fn a_value_written_to_the_memory_is_dropped_with_it() {
    let drops = Rc::new(Cell::new(0));
    let memory = NodeBox::<Counted>::new_uninit(Policy::Local).expect("a page is available");
    drop(memory);
    let memory = NodeBox::<Counted>::new_uninit(Policy::Local).expect("a page is available");
    let boxed = memory.write(Counted(drops.clone()));
    assert_eq!(drops.get(), 0);
    drop(boxed);
    assert_eq!(drops.get(), 1);
}

#[test]
fn values_in_place_are_aligned_and_placed() {
    #[repr(align(16384))]
    struct Table([u16; 3]);
    // SAFETY: its field is an array of numbers, which may be zero.
    unsafe impl Zeroable for Table {}

    let table = NodeBox::<Table>::zeroed(Policy::Node(1)).expect("a page is available");
    assert_eq!(ptr::from_ref(&*table).addr() % 16_384, 0);
    assert_eq!(table.0, [0, 0, 0]);
    assert_eq!(table.placement().policy(), Policy::Node(1));
    let unit = NodeBox::<[u8; 0]>::zeroed(Policy::Local).expect("no memory is needed");
    assert!(unit.is_empty());
}

#[test]
fn it_may_go_where_its_value_may_go() {
    fn assert_send<T: Send>() {}
    fn assert_sync<T: Sync>() {}
    assert_send::<NodeBox<Cell<u8>>>();
    assert_sync::<NodeBox<[u8]>>();
}
