//! The option `numa` where there is nothing to place: on a machine with one node.

use ringmpsc::numa::{Policy, Topology};
use ringmpsc::ring_channel;
use ringmpsc_tests::{Memory, alone};

/// 64 MiB for each ring.
#[ring_channel(kind = spsc, bits = 20, numa, name = One)]
#[ring_channel(kind = mpsc, bits = 20, numa, name = Many)]
#[ring_channel(kind = spmc, bits = 20, numa, name = Shared)]
#[ring_channel(kind = mpmc, bits = 20, numa, name = ManyShared)]
#[ring_channel(kind = mpsc, bits = 20, numa(consumer), name = ToOne)]
#[ring_channel(kind = mpsc, bits = 20, numa(node = 1023), name = Nowhere)]
pub struct Line(pub [u64; 8]);

/// Whether the machine is known to have one node: its id.
fn only_node() -> Option<u32> {
    let topology = Topology::discover();
    match topology.nodes() {
        [node] if !topology.is_assumed() => Some(node.id),
        _ => None,
    }
}

#[test]
fn on_one_node_no_ring_is_touched_when_it_is_made() {
    alone("on_one_node_no_ring_is_touched_when_it_is_made", || {
        let Some(node) = only_node() else { return };
        let before = Memory::now();
        let one = OneChannel::open();
        let many = ManyChannel::open();
        let shared = SharedChannel::open();
        let many_shared = ManySharedChannel::open();
        let to_one = ToOneChannel::open();
        let nowhere = NowhereChannel::open();
        let mut producers = [(); 3].map(|()| many.0.register().unwrap());
        let more = [(); 3].map(|()| many_shared.register().unwrap());
        let to_consumer = to_one.0.register().unwrap();
        let elsewhere = nowhere.0.register().unwrap();
        let after = Memory::now();
        assert!(after.mapped > before.mapped + 10 * OneChannel::TOTAL_MEMORY, "there are 10 rings");
        assert!(after.resident < before.resident + (8 << 20), "{before:?} {after:?}");

        let placements = [one.0.placement(), producers[0].placement(), shared.0.placement()];
        let more = [more[0].placement(), to_consumer.placement()];
        for placement in placements.into_iter().chain(more) {
            assert_eq!(placement.policy(), Policy::Local);
            assert_eq!((placement.target(), placement.refusal()), (Some(node), None));
            assert_eq!(placement.is_on_target(), Some(true));
        }
        let placement = elsewhere.placement();
        assert_eq!((placement.policy(), placement.target()), (Policy::Node(1023), Some(1023)));
        assert!(placement.refusal().is_some());
        assert_eq!(placement.is_on_target(), Some(false));

        assert!(producers[2].try_send(Line([3; 8])).is_ok());
        let mut consumer = many.1;
        assert_eq!(consumer.try_recv().ok().unwrap().0, [3; 8]);
    });
}
