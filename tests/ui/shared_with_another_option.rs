// The channel between processes lacks some options.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, shared, metrics(latency), contention, futures, fence = full)]
#[derive(Clone, Copy, zerocopy::FromBytes, zerocopy::IntoBytes, zerocopy::Immutable)]
#[repr(C)]
struct Order(u64);

fn main() {
    let _ = OrderShared::pair();
}
