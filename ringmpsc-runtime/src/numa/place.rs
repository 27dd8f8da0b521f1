//! Bind, then touch, then ask: mbind(2), `move_pages(2)`.
//!
//! The order matters: a policy decides where a page comes from, so it means nothing to a page that
//! is there already. The types enforce it: only [`Untouched`] pages can be bound, and only
//! [`Touched`] ones located.

use std::collections::BTreeMap;
use std::ops::Range;
use std::ptr;

use libc::{c_int, c_long, c_void};

use super::mapping::Mapping;
use super::placement::{Obtained, PagesOnNode, Placement, Sample};
use super::policy::Policy;
use crate::bit_mask::BitMask;
use crate::{Refusal, page};

/// Nodes the kernel can be built for: `NODES_SHIFT` is at most 10.
const MAX_NODES: usize = 1 << 10;

/// The most pages to ask about.
const MAX_SAMPLES: usize = 256;

/// Pages of a mapping that nobody has touched.
pub(super) struct Untouched<'a> {
    mapping: &'a mut Mapping,
    pages: Range<usize>,
}

/// Pages of a mapping that are all there.
struct Touched<'a> {
    mapping: &'a Mapping,
    pages: Range<usize>,
}

impl<'a> Untouched<'a> {
    /// The bytes `pages` of a mapping nobody has touched yet: whole pages, counted from its start.
    pub(super) fn new(mapping: &'a mut Mapping, pages: Range<usize>) -> Self {
        debug_assert!(pages.end <= mapping.size());
        Self { mapping, pages }
    }

    /// Makes the pages come into being, on the wanted node if possible, and reports where they are.
    pub(super) fn place(self, policy: Policy) -> Placement {
        self.place_by(policy, Self::bind)
    }

    /// [`place`](Self::place), where `bind` tells the kernel the node.
    fn place_by(
        self,
        policy: Policy,
        bind: impl FnOnce(&Self, u32) -> Result<(), Refusal>,
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
    /// `MPOL_PREFERRED`, not `MPOL_BIND`: when the node runs out of memory, the former takes a page
    /// from elsewhere, which the placement then shows; the latter calls the OOM killer, though
    /// there is memory left. A node that cannot be preferred at all (no such node, no memory, not
    /// in the cpuset) is `EINVAL` with either.
    ///
    /// `MPOL_F_STATIC_NODES`: the node is meant as numbered, also after the cpuset of the process
    /// has changed.
    fn bind(&self, node: u32) -> Result<(), Refusal> {
        let unknown_node = Refusal::new("mbind", libc::EINVAL);
        let node = usize::try_from(node).map_err(|_| unknown_node)?;
        if node >= MAX_NODES {
            return Err(unknown_node);
        }
        let mut nodes = BitMask::with_bits(MAX_NODES);
        nodes.set(node);

        let start: *mut c_void = address(self.mapping, self.pages.start);
        let length: usize = self.pages.len();
        // The mode flags belong to the mode. The last argument is for `MPOL_MF_*`, and answers
        // these with EINVAL.
        let mode = c_long::from(libc::MPOL_PREFERRED | libc::MPOL_F_STATIC_NODES);
        // The kernel looks at one bit less than it is told.
        let max_node: usize = nodes.bits() + 1;
        let no_flags: c_long = 0;
        // SAFETY: the arguments are those of mbind(2), each a full register wide. The call reads
        // `max_node - 1` bits from `nodes`, which has as many, rounded up to whole words, as it is
        // made of. It changes where the kernel takes pages from, and without `MPOL_MF_MOVE` neither
        // contents nor addresses of any memory.
        let result = unsafe {
            libc::syscall(libc::SYS_mbind, start, length, mode, nodes.as_ptr(), max_node, no_flags)
        };
        if result == -1 {
            return Err(Refusal::last("mbind"));
        }
        Ok(())
    }

    /// Faults in every page. If memory runs out now, the kernel kills a process, as for any memory.
    fn touch(self) -> Touched<'a> {
        for offset in self.pages.clone().step_by(page::size()) {
            self.mapping.touch(offset);
        }
        Touched { mapping: self.mapping, pages: self.pages }
    }
}

impl Touched<'_> {
    /// Asks the kernel where a sample of the pages is: `move_pages(2)` without any nodes to move
    /// them to.
    fn locate(&self) -> Obtained {
        let offsets = sample(&self.pages, page::size());
        let mut pages: Vec<*mut c_void> =
            offsets.map(|offset| address(self.mapping, offset)).collect();
        let mut status: Vec<c_int> = vec![-libc::ENOENT; pages.len()];
        let this_process: c_long = 0;
        let count: usize = pages.len();
        let do_not_move: *const c_int = ptr::null();
        let no_flags: c_long = 0;
        // SAFETY: the arguments are those of move_pages(2), each a full register wide. The call
        // reads `count` addresses from `pages` and writes `count` numbers to `status`; both are
        // exclusively borrowed and have that many. With no nodes given it moves nothing, and it
        // does not follow the addresses but looks them up.
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
            return Obtained::Unknown(Refusal::last("move_pages"));
        }
        Obtained::Sampled(count_by_node(&status))
    }
}

/// The address of a byte of a mapping, for the kernel to look at.
fn address(mapping: &Mapping, offset: usize) -> *mut c_void {
    mapping.as_ptr().as_ptr().wrapping_add(offset).cast()
}

/// The offsets of at most [`MAX_SAMPLES`] pages of the range, evenly spread, its first and last
/// page among them.
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

/// Counts the statuses of `move_pages(2)`: the id of a node, or a negative error number.
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

    /// Looks at pages whatever their state.
    fn locate(mapping: &Mapping, pages: Range<usize>) -> Obtained {
        Touched { mapping, pages }.locate()
    }

    #[test]
    fn binding_touches_nothing_and_touching_touches_the_range_only() {
        let mut mapping = mapping();
        let all = 0..mapping.size();
        let range = 2 * page::size()..5 * page::size();
        let untouched = Untouched::new(&mut mapping, range.clone());
        // Whatever the kernel says to that is the business of another test.
        let _ = untouched.bind(0);
        let sampled = match locate(untouched.mapping, all.clone()) {
            Obtained::Sampled(sample) => sample,
            Obtained::Unknown(refusal) => {
                assert!([libc::EPERM, libc::ENOSYS].contains(&refusal.errno()), "{refusal}");
                return;
            }
        };
        assert_eq!(sampled.missing, PAGES, "bound, and still untouched");

        untouched.touch();
        let Obtained::Sampled(inside) = locate(&mapping, range) else {
            panic!("the kernel has just told");
        };
        assert_eq!(inside.missing, 0);
        assert_eq!(inside.nodes.iter().map(|entry| entry.pages).sum::<usize>(), 3);
        let Obtained::Sampled(everywhere) = locate(&mapping, all) else {
            panic!("the kernel has just told");
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
            Err(Refusal::new("mbind", libc::EPERM))
        });
        assert_eq!(bound, [7]);
        assert_eq!(placement.refusal, Some(Refusal::new("mbind", libc::EPERM)));
        if let Obtained::Sampled(sample) = placement.obtained {
            assert_eq!(sample.missing, 0, "bound or not, the pages are there");
        }
    }

    #[test]
    fn nodes_beyond_the_largest_kernel_are_refused() {
        let mut mapping = mapping();
        let pages = 0..mapping.size();
        let untouched = Untouched::new(&mut mapping, pages);
        for node in [1024, u32::MAX] {
            assert_eq!(untouched.bind(node), Err(Refusal::new("mbind", libc::EINVAL)));
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
