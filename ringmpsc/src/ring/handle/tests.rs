//! The memory in which a ring lies.

use core::alloc::Layout;
use core::ops::Range;

use ringmpsc_macros::ring_channel;

use crate::ring::handle::RingRef;
use crate::ring::layout::Ring;
use crate::ring::memory::{Home, Start};
use crate::ring::slots::Buffer;

#[ring_channel(crate = crate, kind = spsc, bits = 12, numa, name = Placed)]
#[ring_channel(crate = crate, kind = spmc, bits = 12, numa, metrics, name = PlacedShared)]
#[ring_channel(crate = crate, kind = spsc, bits = 12, name = Free)]
type Number = u64;

/// Returns the addresses of a value, or of several adjacent ones.
fn addresses<T>(first: *const T, n: usize) -> Range<usize> {
    first.addr()..first.addr() + n * size_of::<T>()
}

/// Returns the addresses of all parts that the ends of a ring read and write.
fn parts<R: Ring>(ring: &RingRef<R>) -> Vec<Range<usize>> {
    let lines = ring.lines();
    let slots = ring.slots();
    let mut parts = vec![
        addresses(lines.producer, 1),
        addresses(lines.consumer, 1),
        addresses(lines.cold, 1),
        addresses(slots.slot(0), R::Slots::CAPACITY),
    ];
    parts.extend(ring.receipts().map(|receipts| addresses(receipts.as_ptr(), receipts.len())));
    parts
}

fn assert_inside(parts: &[Range<usize>], whole: &Range<usize>) {
    for part in parts {
        assert!(whole.start <= part.start && part.end <= whole.end, "{part:?} in {whole:?}");
    }
}

fn assert_is_in_its_region<R: Ring>() {
    let start = Start::new::<R>(0, false).on_several_nodes();
    let ring = RingRef::<R>::new(start).unwrap();
    let Home::Region(region) = &ring.memory.home else { panic!("the ring was not placed") };
    assert_eq!(region.layout(), Layout::new::<R>());
    let whole = addresses(region.as_ptr().as_ptr(), region.layout().size());
    assert_inside(&parts(&ring), &whole);
    assert_eq!(ring.placement(), Some(region.placement()));
}

#[test]
fn a_placed_ring_lies_in_its_region() {
    assert_is_in_its_region::<PlacedRing>();
    assert_is_in_its_region::<PlacedSharedRing>();
}

#[test]
fn on_the_only_node_a_ring_lies_in_the_heap_and_says_where_that_is() {
    let start = Start { only_node: Some(3), ..Start::new::<PlacedRing>(0, false) };
    let ring = RingRef::<PlacedRing>::new(start).unwrap();
    assert!(matches!(ring.memory.home, Home::Heap { .. }));
    assert_eq!(ring.placement().unwrap().target(), Some(3));
}

#[test]
fn without_the_option_a_ring_is_not_placed() {
    let ring = RingRef::<FreeRing>::new(Start::new::<FreeRing>(0, false)).unwrap();
    assert!(matches!(ring.memory.home, Home::Heap { .. }));
    assert!(ring.placement().is_none());
}
