//! Which ring a producer gets.

use ringmpsc_macros::ring_channel;

use crate::kind::nodes::Nodes;
use crate::kind::registered::Registered;
use crate::kind::registry::Registry;
use crate::ring::handle::Start;
use crate::ring::layout::Ring;
use crate::sync::Arc;

#[ring_channel(crate = crate, kind = mpsc, bits = 2, numa, name = Free)]
#[ring_channel(crate = crate, kind = mpsc, bits = 2, numa, max_producers = 2, name = Two)]
#[ring_channel(crate = crate, kind = mpsc, bits = 2, name = Anywhere)]
#[ring_channel(crate = crate, kind = mpsc, bits = 2, numa(node = 0), name = Fixed)]
type Number = u64;

fn registry<R: Ring>() -> Arc<Registry<R>> {
    Arc::new(Registry::new(Start::new::<R>(0, true)))
}

/// Registers producers on these nodes, then all of them leave. Returns the rings that they had. The
/// machine need not have such nodes.
fn come_and_go<const N: usize, R: Ring>(registry: &Registry<R>, nodes: [u32; N]) -> [u32; N] {
    let rings = nodes.map(|node| registry.provide_ring(Some(node)).unwrap().0);
    for ring in rings {
        registry.vacate(ring);
    }
    rings
}

#[test]
fn a_drained_ring_goes_to_a_producer_on_its_own_node() {
    let registry = registry::<FreeRing>();
    assert_eq!(come_and_go(&registry, [0, 1, 1]), [0, 1, 2]);
    // Ring 2 is the most recently drained one of its node.
    assert_eq!(come_and_go(&registry, [1, 0, 1]), [2, 0, 1]);
    assert_eq!(come_and_go(&registry, [0]), [0]);
    assert_eq!(come_and_go(&registry, [2, 1]), [3, 1], "a node without a ring gets a new one");
    assert_eq!(registry.rings(), 4);
}

/// Both if the consumer reports that the ring is drained, and if the registry examines it.
#[test]
fn a_ring_that_is_drained_later_goes_to_a_producer_on_its_own_node() {
    for is_received in [false, true] {
        let registry = registry::<FreeRing>();
        let mut consumer =
            crate::consumer::Consumer::new(crate::kind::mpsc::Mpsc::new(registry.clone()));
        for node in 0..3 {
            let mut producer = Registered::register_on(&registry, Some(node)).unwrap();
            producer.try_send(u64::from(node)).unwrap();
            drop(producer);
            if is_received {
                assert_eq!(consumer.try_recv(), Ok(u64::from(node)));
            }
        }
        let rings = come_and_go(&registry, [2, 0, 1]);
        if is_received {
            assert_eq!(rings, [2, 0, 1]);
        } else {
            assert_eq!(rings, [3, 4, 5], "the others hold messages");
        }
    }
}

#[test]
fn a_ring_of_another_node_is_taken_only_where_there_may_be_no_more() {
    let registry = registry::<TwoRing>();
    assert_eq!(come_and_go(&registry, [0]), [0]);
    assert_eq!(come_and_go(&registry, [1]), [1], "there may be two");
    assert_eq!(come_and_go(&registry, [0, 1]), [0, 1]);
    assert_eq!(come_and_go(&registry, [1, 0]), [1, 0]);
    let [first, second] = come_and_go(&registry, [7, 8]);
    assert_eq!(first + second, 1);
    assert_eq!(registry.rings(), 2);
    // Each ring stays on the list of its node.
    assert_eq!(come_and_go(&registry, [1, 0]), [1, 0]);
}

#[test]
fn a_producer_that_gets_a_ring_of_another_node_knows_where_it_wanted_it() {
    let registry = registry::<TwoRing>();
    let register = |node| Registered::register_on(&registry, Some(node)).unwrap();
    let here =
        registry.ring(registry.provide_ring(Some(0)).unwrap().0).placement().unwrap().target();
    registry.vacate(0);
    let here = here.expect("the ring was wanted somewhere");
    for node in [here, here + 1, here + 2, here] {
        let producer = register(node);
        let placement = producer.placement();
        assert_eq!(placement.target(), Some(node));
        assert_eq!(placement.refusal(), None);
        assert_eq!(placement.is_on_target(), Some(node == here));
    }
}

/// The registry asks the kernel for the node only where this makes a difference.
#[test]
fn the_node_of_a_producer_is_asked_for_where_rings_are_placed_there() {
    fn here<R: Ring>() -> Option<u32> {
        let start = Start::new::<R>(0, true).on_several_nodes();
        Registry::<R>::new(start).wanted_node()
    }
    assert_eq!(here::<FreeRing>(), Nodes::current());
    assert_eq!(here::<AnywhereRing>(), None);
    assert_eq!(here::<FixedRing>(), None);
    let start = Start::new::<FreeRing>(0, true);
    let of_this_machine = Registry::<FreeRing>::new(start).wanted_node();
    assert_eq!(of_this_machine.is_some(), start.has_several_nodes());
}
