//! Zeroed memory for a layout, on a requested node.

use std::alloc::Layout;
use std::io;
use std::num::NonZeroUsize;
use std::ptr::{self, NonNull};

use super::place::Untouched;
use super::placement::Placement;
use super::policy::Policy;
use crate::mapping::Mapping;
use crate::page;

/// Zeroed memory for one layout, on the requested node if possible. The memory is unmapped on drop.
///
/// [`NodeBox`](super::NodeBox) is built on it. Use a region if you manage the contents of the
/// memory yourself. A region consists of whole pages, so it is wasteful for small values.
///
/// ```
/// use std::alloc::Layout;
/// use ringmpsc_runtime::numa::{Policy, Region};
///
/// let layout = Layout::new::<[u64; 4096]>();
/// let region = Region::new(layout, Policy::Local)?;
/// if region.placement().is_on_target() != Some(true) {
///     eprintln!("the memory is on another node: {:?}", region.placement());
/// }
/// assert!(region.as_ptr().is_aligned() && region.layout() == layout);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Region {
    /// Aligned for `layout`, and valid for reads and writes of its size.
    start: NonNull<u8>,
    layout: Layout,
    placement: Placement,
    /// The mapping that contains `start`; `None` for a layout of size zero.
    _mapping: Option<Mapping>,
}

// SAFETY: `start` dangles, or it is an address in a mapping that moves with it. The other fields
// are `Send`.
unsafe impl Send for Region {}

// SAFETY: a shared reference gives only plain values and the address. Access to the memory needs a
// raw pointer, and its user is responsible for data races.
unsafe impl Sync for Region {}

impl Region {
    /// Maps memory for `layout`, faults in all of its pages, and asks the kernel where they are.
    ///
    /// Any size and any alignment are valid. For a size of zero, the call maps nothing, makes no
    /// system call, and returns a [`Placement`] without pages.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::OutOfMemory`] if there is not enough address space. The `policy` never
    /// causes an error: if the node cannot provide a page, the kernel takes it from another node.
    /// [`Placement::refusal`] and [`Placement::obtained`] report this.
    ///
    /// # Progress and cost
    ///
    /// Up to four system calls, and one page fault for each page. If the machine runs out of memory
    /// during a page fault, the kernel kills a process, as for any memory.
    pub fn new(layout: Layout, policy: Policy) -> io::Result<Self> {
        let Some(size) = NonZeroUsize::new(layout.size()) else {
            return Ok(Self::empty(layout, policy));
        };
        let used = page::round_up(size.get()).ok_or(io::ErrorKind::OutOfMemory)?;
        // A mapping is aligned to a page. For a larger alignment, map enough extra space to contain
        // an aligned address. The extra pages are never touched, so they cost only addresses.
        let slack = layout.align().saturating_sub(page::size());
        let mapped =
            size.checked_add(used - size.get() + slack).ok_or(io::ErrorKind::OutOfMemory)?;
        let mut mapping = Mapping::new(mapped)?;

        let base = mapping.as_ptr().addr().get();
        let offset = base.next_multiple_of(layout.align()) - base;
        let placement = Untouched::new(&mut mapping, offset..offset + used).place(policy);
        // SAFETY: the mapping has at least `used + slack` bytes, and `used` is at least one page.
        // `base` is page aligned, so `offset` is at most `slack`, and the sum is in the mapping.
        let start = unsafe { mapping.as_ptr().add(offset) };
        Ok(Self { start, layout, placement, _mapping: Some(mapping) })
    }

    /// Creates the region for a layout of size zero.
    fn empty(layout: Layout, policy: Policy) -> Self {
        let dangling = ptr::without_provenance_mut(layout.align());
        Self {
            start: NonNull::new(dangling).expect("an alignment is not zero"),
            layout,
            placement: Placement::of_no_pages(policy),
            _mapping: None,
        }
    }

    /// Returns the first byte. It is aligned for the [layout](Self::layout), and valid for reads
    /// and writes of its size while the region lives. All bytes are zero at first.
    pub fn as_ptr(&self) -> NonNull<u8> {
        self.start
    }

    /// Returns the layout of the memory.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Returns the requested node and the actual one.
    pub fn placement(&self) -> &Placement {
        &self.placement
    }
}
