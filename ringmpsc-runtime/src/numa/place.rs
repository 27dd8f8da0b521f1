//! Placing pages in three steps: bind ([mbind(2)]), touch, locate ([`move_pages(2)`]).
//!
//! The order matters: the policy decides where the kernel takes a new page from, and does not move
//! an existing page. The types enforce the order: only [`Untouched`] pages can be bound, and only
//! [`Touched`] pages can be located.
//!
//! [mbind(2)]: https://man7.org/linux/man-pages/man2/mbind.2.html
//! [`move_pages(2)`]: https://man7.org/linux/man-pages/man2/move_pages.2.html

use std::collections::BTreeMap;
use std::ops::Range;
use std::ptr;

use libc::{c_int, c_long, c_void};

use super::placement::{Obtained, PagesOnNode, Placement, Sample};
use super::policy::Policy;
use crate::bit_mask::BitMask;
use crate::mapping::Mapping;
use crate::{SyscallError, page};

/// The largest number of nodes that the kernel can be built for: `NODES_SHIFT` is at most 10.
const MAX_NODES: usize = 1 << 10;

/// The largest number of pages in a sample.
const MAX_SAMPLES: usize = 256;

/// Pages of a mapping that have not been touched.
pub(super) struct Untouched<'a> {
    mapping: &'a mut Mapping,
    pages: Range<usize>,
}

/// Pages of a mapping that have been touched.
struct Touched<'a> {
    mapping: &'a Mapping,
    pages: Range<usize>,
}

impl<'a> Untouched<'a> {
    /// Creates a range of whole pages that have not been touched. `pages` are byte offsets.
    pub(super) fn new(mapping: &'a mut Mapping, pages: Range<usize>) -> Self {
        debug_assert!(pages.end <= mapping.size());
        Self { mapping, pages }
    }

    /// Binds, touches and locates the pages.
    pub(super) fn place(self, policy: Policy) -> Placement {
        self.place_by(policy, Self::bind)
    }

    /// Does the work of [`place`](Self::place); `bind` tells the kernel the node.
    fn place_by(
        self,
        policy: Policy,
        bind: impl FnOnce(&Self, u32) -> Result<(), SyscallError>,
    ) -> Placement {
        let (target, refusal) = match policy.target() {
            Ok(None) => (None, None),
            Ok(Some(node)) => (Some(node), bind(&self, node).err()),
            Err(refusal) => (None, Some(refusal)),
        };
        let obtained = self.touch().locate();
        Placement { policy, target, refusal, obtained }
    }

    /// Tells the kernel to take the pages from `node`: mbind(2).
    ///
    /// The mode is `MPOL_PREFERRED`. If the node runs out of memory, the kernel takes a page from
    /// another node, and the placement shows it. With `MPOL_BIND` the kernel would start the OOM
    /// killer although other nodes have memory. Both modes answer `EINVAL` if the node does not
    /// exist, has no memory, or is not in the cpuset.
    ///
    /// `MPOL_F_STATIC_NODES` keeps the number of the node when the cpuset of the process changes.
    fn bind(&self, node: u32) -> Result<(), SyscallError> {
        let unknown_node = SyscallError::new("mbind", libc::EINVAL);
        let node = usize::try_from(node).map_err(|_| unknown_node)?;
        if node >= MAX_NODES {
            return Err(unknown_node);
        }
        let mut nodes = BitMask::with_bits(MAX_NODES);
        nodes.set(node);

        let start: *mut c_void = address(self.mapping, self.pages.start);
        let length: usize = self.pages.len();
        // The mode flags belong into the mode. The last argument takes only `MPOL_MF_*`, and the
        // kernel answers EINVAL to mode flags there.
        let mode = c_long::from(libc::MPOL_PREFERRED | libc::MPOL_F_STATIC_NODES);
        // The kernel reads one bit less than this number.
        let max_node: usize = nodes.bits() + 1;
        let no_flags: c_long = 0;
        // SAFETY: the arguments are those of mbind(2), each a full register wide. The kernel reads
        // `max_node - 1` bits, in whole words, from `nodes`, which has that many. The call changes
        // only where the kernel takes new pages from. Without `MPOL_MF_MOVE` it changes neither the
        // contents nor the addresses of memory.
        let result = unsafe {
            libc::syscall(libc::SYS_mbind, start, length, mode, nodes.as_ptr(), max_node, no_flags)
        };
        if result == -1 {
            return Err(SyscallError::last("mbind"));
        }
        Ok(())
    }

    /// Faults in every page. If memory runs out, the kernel kills a process, as for any memory.
    fn touch(self) -> Touched<'a> {
        for offset in self.pages.clone().step_by(page::size()) {
            self.mapping.touch(offset);
        }
        Touched { mapping: self.mapping, pages: self.pages }
    }
}

impl Touched<'_> {
    /// Asks the kernel for the nodes of a sample of the pages: `move_pages(2)` without target
    /// nodes.
    fn locate(&self) -> Obtained {
        let offsets = sample(&self.pages, page::size());
        let mut pages: Vec<*mut c_void> =
            offsets.map(|offset| address(self.mapping, offset)).collect();
        let mut status: Vec<c_int> = vec![-libc::ENOENT; pages.len()];
        let this_process: c_long = 0;
        let count: usize = pages.len();
        let do_not_move: *const c_int = ptr::null();
        let no_flags: c_long = 0;
        // SAFETY: the arguments are those of move_pages(2), each a full register wide. The kernel
        // reads `count` addresses from `pages` and writes `count` numbers to `status`. Both have
        // that many elements and are exclusively borrowed. Without target nodes the call moves no
        // page. It looks up the addresses and does not access the memory there.
        let result = unsafe {
            libc::syscall(
                libc::SYS_move_pages,
                this_process,
                count,
                pages.as_mut_ptr(),
                do_not_move,
                status.as_mut_ptr(),
                no_flags,
            )
        };
        if result == -1 {
            return Obtained::Unknown(SyscallError::last("move_pages"));
        }
        Obtained::Sampled(count_by_node(&status))
    }
}

/// Returns the address of a byte of a mapping, for a system call.
fn address(mapping: &Mapping, offset: usize) -> *mut c_void {
    mapping.as_ptr().as_ptr().wrapping_add(offset).cast()
}

/// Returns the offsets of at most [`MAX_SAMPLES`] pages of the range. They are evenly spread, and
/// include the first and the last page.
fn sample(range: &Range<usize>, page_size: usize) -> impl Iterator<Item = usize> + use<> {
    let start = range.start;
    let pages = range.len() / page_size;
    let samples = pages.min(MAX_SAMPLES);
    (0..samples).map(move |i| {
        let page = match samples {
            1 => 0,
            _ => i * (pages - 1) / (samples - 1),
        };
        start + page * page_size
    })
}

/// Counts the results of `move_pages(2)`. Each is the id of a node, or a negative error number.
fn count_by_node(status: &[c_int]) -> Sample {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    let mut missing = 0;
    for &status in status {
        match u32::try_from(status) {
            Ok(node) => *counts.entry(node).or_default() += 1,
            Err(_) => missing += 1,
        }
    }
    let nodes = counts.into_iter().map(|(node, pages)| PagesOnNode { node, pages }).collect();
    Sample { nodes, missing }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;

    const PAGES: usize = 8;

    fn mapping() -> Mapping {
        let bytes = NonZeroUsize::new(PAGES * page::size()).expect("pages have bytes");
        Mapping::new(bytes).expect("eight pages are available")
    }

    /// Locates pages that may be untouched.
    fn locate(mapping: &Mapping, pages: Range<usize>) -> Obtained {
        Touched { mapping, pages }.locate()
    }

    #[test]
    fn binding_touches_nothing_and_touching_touches_the_range_only() {
        let mut mapping = mapping();
        let all = 0..mapping.size();
        let range = 2 * page::size()..5 * page::size();
        let untouched = Untouched::new(&mut mapping, range.clone());
        // Another test checks the result.
        let _ = untouched.bind(0);
        let sampled = match locate(untouched.mapping, all.clone()) {
            Obtained::Sampled(sample) => sample,
            Obtained::Unknown(refusal) => {
                assert!([libc::EPERM, libc::ENOSYS].contains(&refusal.errno()), "{refusal}");
                return;
            }
        };
        assert_eq!(sampled.missing, PAGES, "binding touches no page");

        untouched.touch();
        let Obtained::Sampled(inside) = locate(&mapping, range) else {
            panic!("the kernel has just answered");
        };
        assert_eq!(inside.missing, 0);
        assert_eq!(inside.nodes.iter().map(|entry| entry.pages).sum::<usize>(), 3);
        let Obtained::Sampled(everywhere) = locate(&mapping, all) else {
            panic!("the kernel has just answered");
        };
        assert_eq!(everywhere.missing, PAGES - 3);
    }

    #[test]
    fn pages_are_bound_before_they_are_touched() {
        let mut mapping = mapping();
        let pages = 0..mapping.size();
        let mut bound = Vec::new();
        let untouched = Untouched::new(&mut mapping, pages.clone());
        let placement = untouched.place_by(Policy::Node(7), |untouched, node| {
            bound.push(node);
            match locate(untouched.mapping, pages.clone()) {
                Obtained::Sampled(sample) => assert_eq!(sample.missing, PAGES, "{sample:?}"),
                Obtained::Unknown(refusal) => {
                    assert!([libc::EPERM, libc::ENOSYS].contains(&refusal.errno()), "{refusal}");
                }
            }
            Err(SyscallError::new("mbind", libc::EPERM))
        });
        assert_eq!(bound, [7]);
        assert_eq!(placement.refusal, Some(SyscallError::new("mbind", libc::EPERM)));
        if let Obtained::Sampled(sample) = placement.obtained {
            assert_eq!(sample.missing, 0, "the pages exist whether they are bound or not");
        }
    }

    #[test]
    fn nodes_beyond_the_largest_kernel_are_refused() {
        let mut mapping = mapping();
        let pages = 0..mapping.size();
        let untouched = Untouched::new(&mut mapping, pages);
        for node in [1024, u32::MAX] {
            assert_eq!(untouched.bind(node), Err(SyscallError::new("mbind", libc::EINVAL)));
        }
    }

    #[test]
    fn samples_are_spread_from_end_to_end() {
        let sampled = |pages: usize| -> Vec<usize> { sample(&(8..8 + pages * 4), 4).collect() };
        assert_eq!(sampled(0), []);
        assert_eq!(sampled(1), [8]);
        assert_eq!(sampled(3), [8, 12, 16]);
        for pages in [MAX_SAMPLES, MAX_SAMPLES + 1, 100_000] {
            let offsets = sampled(pages);
            assert_eq!(offsets.len(), MAX_SAMPLES);
            assert!(offsets.is_sorted_by(|a, b| a < b), "each page once");
            assert_eq!(offsets[0], 8);
            assert_eq!(offsets[MAX_SAMPLES - 1], 8 + (pages - 1) * 4);
            assert!(offsets.iter().all(|offset| offset % 4 == 0));
        }
    }

    #[test]
    fn statuses_are_counted() {
        let sample = count_by_node(&[2, 0, -libc::ENOENT, 2, -libc::EFAULT, 2]);
        let nodes = [PagesOnNode { node: 0, pages: 1 }, PagesOnNode { node: 2, pages: 3 }];
        assert_eq!(sample.nodes, nodes);
        assert_eq!(sample.missing, 2);
    }
}
