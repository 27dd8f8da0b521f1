//! Zeroed memory for a layout, on a wanted node.

use std::alloc::Layout;
use std::io;
use std::num::NonZeroUsize;
use std::ptr::{self, NonNull};

use super::mapping::Mapping;
use super::place::Untouched;
use super::placement::{Obtained, PagesOnNode, Placement, Sample};
use super::policy::Policy;
use crate::{Refusal, page};

/// Zeroed memory for one layout, on a wanted node if possible; unmapped on drop.
///
/// The layer under [`NodeBox`](super::NodeBox), for those who manage what is in the memory
/// themselves. It consists of whole pages: not for small things.
///
/// ```
/// use std::alloc::Layout;
/// use ringmpsc_runtime::numa::{Policy, Region};
///
/// let layout = Layout::new::<[u64; 4096]>();
/// let region = Region::new(layout, Policy::Local)?;
/// if region.placement().is_on_target() != Some(true) {
///     eprintln!("not where it was wanted: {:?}", region.placement());
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Region {
    /// Aligned for `layout`, and valid for reads and writes of its size.
    start: NonNull<u8>,
    layout: Layout,
    placement: Placement,
    /// What `start` points into; nothing for a layout of size zero.
    _mapping: Option<Mapping>,
}

// SAFETY: `start` is an address in a mapping that moves along with it, or dangles; all else is
// `Send` by itself.
unsafe impl Send for Region {}

// SAFETY: through a shared reference one gets plain values and the address; memory is only reached
// by way of a raw pointer, whose user answers for data races.
unsafe impl Sync for Region {}

impl Region {
    /// Maps memory for `layout`, faults in all of its pages, on the wanted node if possible, and
    /// finds out where they are.
    ///
    /// Any size and any alignment will do. A size of zero maps nothing, asks nothing of the kernel,
    /// and has a [`Placement`] without pages.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::OutOfMemory`] if there is not enough address space. Never because of the
    /// `policy`: what cannot be had on the wanted node comes from anywhere, and
    /// [`Placement::refusal`] and [`Placement::obtained`] tell.
    pub fn new(layout: Layout, policy: Policy) -> io::Result<Self> {
        let Some(size) = NonZeroUsize::new(layout.size()) else {
            return Ok(Self::empty(layout, policy));
        };
        let used = page::round_up(size.get()).ok_or(io::ErrorKind::OutOfMemory)?;
        // A mapping is aligned to a page. For more, map so much more that an aligned address is
        // bound to be in it; the pages before and after it are never touched, and cost nothing but
        // addresses.
        let slack = layout.align().saturating_sub(page::size());
        let mapped =
            size.checked_add(used - size.get() + slack).ok_or(io::ErrorKind::OutOfMemory)?;
        let mut mapping = Mapping::new(mapped)?;

        let base = mapping.as_ptr().addr().get();
        let offset = base.next_multiple_of(layout.align()) - base;
        let placement = Untouched::new(&mut mapping, offset..offset + used).place(policy);
        // SAFETY: `offset` is at most `slack`, and the mapping has at least `used + slack` bytes
        // with `used` at least one page: so the sum is inside of it.
        let start = unsafe { mapping.as_ptr().add(offset) };
        Ok(Self { start, layout, placement, _mapping: Some(mapping) })
    }

    /// The region for a layout of size zero.
    fn empty(layout: Layout, policy: Policy) -> Self {
        let dangling = ptr::without_provenance_mut(layout.align());
        Self {
            start: NonNull::new(dangling).expect("an alignment is not zero"),
            layout,
            placement: Placement {
                policy,
                target: None,
                refusal: None,
                obtained: Obtained::Sampled(Sample::default()),
            },
            _mapping: None,
        }
    }

    /// The first byte: aligned for the [layout](Self::layout), valid for reads and writes of its
    /// size as long as the region lives. All of them are zero at first.
    pub fn as_ptr(&self) -> NonNull<u8> {
        self.start
    }

    /// The layout it was made for.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// What was wanted and what was obtained.
    pub fn placement(&self) -> &Placement {
        &self.placement
    }
}

impl Placement {
    /// The placement of memory on a machine whose only node is `only`. Touches no page and makes no
    /// system call: the pages can come from nowhere else.
    ///
    /// The [sample](Sample::nodes) names the node with 0 pages. A `policy` that names another node has
    /// the [refusal](Self::refusal) that mbind(2) would give: `EINVAL`.
    ///
    /// ```
    /// use ringmpsc_runtime::numa::{Obtained, PagesOnNode, Placement, Policy};
    ///
    /// let placement = Placement::on_only_node(Policy::Local, 0);
    /// let Obtained::Sampled(sample) = placement.obtained() else { unreachable!() };
    /// assert_eq!(sample.nodes(), [PagesOnNode { node: 0, pages: 0 }]);
    /// assert_eq!(placement.is_on_target(), Some(true));
    /// assert_eq!(Placement::on_only_node(Policy::Node(1), 0).is_on_target(), Some(false));
    /// ```
    pub fn on_only_node(policy: Policy, only: u32) -> Self {
        let target = match policy {
            Policy::Anywhere => None,
            Policy::Local => Some(only),
            Policy::Node(node) => Some(node),
        };
        let is_missing = target.is_some_and(|node| node != only);
        let refusal = is_missing.then(|| Refusal::new("mbind", libc::EINVAL));
        let nodes = vec![PagesOnNode { node: only, pages: 0 }];
        let obtained = Obtained::Sampled(Sample { nodes, missing: 0 });
        Self { policy, target, refusal, obtained }
    }

    /// The same memory for a thread that wants it on `node`, and takes it although it was placed
    /// for another one. So whether it is [on target](Self::is_on_target) is a new question, and no
    /// call was refused.
    #[must_use]
    pub fn wanted_on(&self, node: u32) -> Self {
        Self { target: Some(node), refusal: None, ..self.clone() }
    }
}
