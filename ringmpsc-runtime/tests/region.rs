//! Memory: its address, its contents, its place, and its end.

#[path = "support/child.rs"]
mod child;
#[path = "support/limit.rs"]
mod limit;

use std::alloc::Layout;
use std::io;
use std::num::NonZeroUsize;
use std::ptr;

use libc::{c_int, c_long, c_ulong, c_void};
use ringmpsc_runtime::mapping::Mapping;
use ringmpsc_runtime::numa::{Obtained, Placement, Policy, Region, Topology};

const MEBIBYTE: usize = 1 << 20;

fn layout(size: usize, align: usize) -> Layout {
    Layout::from_size_align(size, align).expect("the layout is valid")
}

fn nonzero(bytes: usize) -> NonZeroUsize {
    NonZeroUsize::new(bytes).expect("it is not zero")
}

fn region(size: usize, align: usize, policy: Policy) -> Region {
    let layout = layout(size, align);
    let region = Region::new(layout, policy).expect("so much memory is available");
    assert_eq!(region.layout(), layout);
    region
}

/// Reads all bytes, which must be zero, and overwrites them.
fn assert_is_memory(region: &Region) {
    let size = region.layout().size();
    let mut bytes = ptr::NonNull::slice_from_raw_parts(region.as_ptr(), size);
    // SAFETY: a region is valid for reads and writes of its size. The kernel has initialised it
    // with zeros, and only this function uses its address.
    let bytes = unsafe { bytes.as_mut() };
    assert!(bytes.iter().all(|byte| *byte == 0));
    bytes.fill(0xa5);
    assert!(bytes.iter().all(|byte| *byte == 0xa5));
}

/// How many pages were found, wherever.
fn pages(region: &Region) -> usize {
    match region.placement().obtained() {
        Obtained::Sampled(sample) => {
            sample.nodes().iter().map(|entry| entry.pages).sum::<usize>() + sample.missing()
        }
        Obtained::Unknown(refusal) => panic!("these tests run where it can be known: {refusal}"),
    }
}

#[test]
fn a_mapping_is_whole_pages() {
    let page = Mapping::new(nonzero(1)).expect("a page is available").size();
    assert!(page.is_power_of_two());
    for (bytes, pages) in [(page - 1, 1), (page, 1), (page + 1, 2), (5 * page, 5)] {
        let mapping = Mapping::new(nonzero(bytes)).expect("some pages are available");
        assert_eq!(mapping.size(), pages * page);
        assert_eq!(mapping.as_ptr().addr().get() % page, 0);
    }
}

#[test]
fn any_size_and_any_alignment() {
    for align in [1, 64, 4096, 8192, 65_536, MEBIBYTE, 4 * MEBIBYTE] {
        for size in [1, 64, 4095, 4096, 4097, 70_000, MEBIBYTE + 1] {
            for policy in [Policy::Anywhere, Policy::Local, Policy::Node(0)] {
                let region = region(size, align, policy);
                assert_eq!(region.as_ptr().addr().get() % align, 0, "{align}");
                assert_is_memory(&region);
                assert_eq!(region.placement().policy(), policy);
            }
        }
    }
}

#[test]
fn nothing_is_nowhere() {
    for align in [1, MEBIBYTE] {
        let region = region(0, align, Policy::Node(0));
        assert_eq!(region.as_ptr().addr().get() % align, 0);
        assert_eq!(pages(&region), 0);
        assert_eq!(region.placement().refusal(), None);
    }
}

#[test]
fn too_much_is_an_error() {
    child::run("too_much_is_an_error", &[], || {
        limit::address_space();
        let enormous = usize::MAX / 2 - 2 * MEBIBYTE;
        for align in [1, MEBIBYTE] {
            let error = Region::new(layout(enormous, align), Policy::Anywhere)
                .expect_err("it is half of all addresses");
            assert_eq!(error.kind(), io::ErrorKind::OutOfMemory);
        }
        for bytes in [enormous, usize::MAX] {
            let error = Mapping::new(nonzero(bytes)).expect_err("it is half of all addresses");
            assert_eq!(error.kind(), io::ErrorKind::OutOfMemory);
        }
    });
}

/// The id of a node that surely has memory: that of the first page of a region from anywhere, if
/// the kernel tells.
fn node_with_memory() -> Option<u32> {
    match region(1, 1, Policy::Anywhere).placement().obtained() {
        Obtained::Sampled(sample) => Some(sample.nodes()[0].node),
        Obtained::Unknown(refusal) => {
            // The kernel then gives the same answer for every node.
            assert!([libc::EPERM, libc::ENOSYS].contains(&refusal.errno()), "{refusal}");
            let elsewhere = region(1, 1, Policy::Node(0));
            assert_eq!(*elsewhere.placement().obtained(), Obtained::Unknown(*refusal));
            assert_eq!(elsewhere.placement().is_on_target(), None);
            None
        }
    }
}

#[test]
fn memory_is_where_it_was_wanted() {
    let Some(node) = node_with_memory() else {
        return;
    };
    for (size, align) in [(1, 1), (MEBIBYTE, 64), (10_000, MEBIBYTE)] {
        let region = region(size, align, Policy::Node(node));
        let placement = region.placement();
        assert_eq!(placement.target(), Some(node));
        assert_eq!(placement.refusal(), None);
        assert_eq!(placement.is_on_target(), Some(true), "{placement:?}");
        assert_eq!(pages(&region), size.div_ceil(page_size()).min(256));
    }
}

fn page_size() -> usize {
    Mapping::new(nonzero(1)).expect("a page is available").size()
}

#[test]
fn local_is_the_node_of_the_thread() {
    let topology = Topology::discover();
    let region = region(1, 1, Policy::Local);
    let target = region.placement().target().expect("a thread runs on a node");
    if !topology.is_numa() && !topology.is_assumed() {
        assert_eq!(target, topology.nodes()[0].id);
    }
    assert!(topology.is_assumed() || topology.node(target).is_some(), "{target}");
}

#[test]
fn a_node_that_does_not_exist_is_refused_and_the_memory_is_elsewhere() {
    for node in [1000, 1023, 1024, u32::MAX] {
        let region = region(10_000, 1, Policy::Node(node));
        assert_is_memory(&region);
        let placement = region.placement();
        assert_eq!(placement.target(), Some(node));
        let refusal = placement.refusal().expect("no machine has such a node");
        assert_eq!(refusal.call(), "mbind");
        assert_ne!(placement.is_on_target(), Some(true));
        if matches!(placement.obtained(), Obtained::Sampled(_)) {
            assert_eq!(placement.is_on_target(), Some(false));
            assert_eq!(refusal.errno(), libc::EINVAL);
        }
    }
}

/// The mode, with its flags, and the first 64 nodes of the policy of an address:
/// `get_mempolicy(2)`.
fn policy_of(address: *mut u8) -> Result<(c_int, u64), io::Error> {
    const MPOL_F_ADDR: c_long = 2;
    let mut mode: c_int = -1;
    let mut nodes: [u64; 128] = [0; 128];
    let max_node: c_ulong = 64 * 128;
    let address: *mut c_void = address.cast();
    // SAFETY: the call writes one `int` to the first argument and `max_node` bits to the second,
    // both of which are exclusively borrowed and large enough. It looks the address up and does not
    // follow it.
    let result = unsafe {
        libc::syscall(
            libc::SYS_get_mempolicy,
            &raw mut mode,
            nodes.as_mut_ptr(),
            max_node,
            address,
            MPOL_F_ADDR,
        )
    };
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok((mode, nodes[0]))
}

#[test]
fn the_kernel_has_understood_the_policy() {
    let Some(node) = node_with_memory() else {
        return;
    };
    let region = region(3 * page_size(), 1, Policy::Node(node));
    let last = region.as_ptr().as_ptr().wrapping_add(3 * page_size() - 1);
    for address in [region.as_ptr().as_ptr(), last] {
        let (mode, nodes) = policy_of(address).expect("the address is mapped");
        assert_eq!(mode, libc::MPOL_PREFERRED | libc::MPOL_F_STATIC_NODES);
        assert_eq!(nodes, 1 << node);
    }
}

#[test]
fn dropped_memory_is_unmapped_with_its_slack() {
    child::run("dropped_memory_is_unmapped_with_its_slack", &[], || {
        limit::address_space();
        // 4 GiB each, in a process that may have 1 GiB.
        for _ in 0..64 {
            drop(Mapping::new(nonzero(64 * MEBIBYTE)).expect("the previous ones are gone"));
            drop(region(1, 64 * MEBIBYTE, Policy::Anywhere));
        }
    });
}

#[test]
fn it_may_go_to_other_threads() {
    fn assert_send_and_sync<T: Send + Sync>() {}
    assert_send_and_sync::<Mapping>();
    assert_send_and_sync::<Region>();
}

#[test]
fn on_the_only_node_memory_is_on_target_unless_another_node_is_wanted() {
    for policy in [Policy::Local, Policy::Node(3)] {
        let placement = Placement::on_only_node(policy, 3);
        assert_eq!((placement.target(), placement.refusal()), (Some(3), None));
        assert_eq!(placement.is_on_target(), Some(true));
    }
    let placement = Placement::on_only_node(Policy::Node(4), 3);
    assert_eq!(placement.target(), Some(4));
    assert_eq!(placement.refusal().map(|refusal| refusal.errno()), Some(libc::EINVAL));
    assert_eq!(placement.is_on_target(), Some(false));
    assert_eq!(Placement::on_only_node(Policy::Anywhere, 3).is_on_target(), None);
}

#[test]
fn memory_that_goes_to_another_node_is_not_on_target_there() {
    let placement = Placement::on_only_node(Policy::Local, 3);
    let elsewhere = placement.wanted_on(1);
    assert_eq!((elsewhere.policy(), elsewhere.target()), (Policy::Local, Some(1)));
    assert_eq!(elsewhere.obtained(), placement.obtained());
    assert_eq!((elsewhere.refusal(), elsewhere.is_on_target()), (None, Some(false)));
}
