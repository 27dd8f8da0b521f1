// What only a kind takes that is not available yet is not available either.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpmc, shard = 2, max_consumers = 2)]
struct Order {
    id: u64,
}

fn main() {}
