// A consumer is at home in no more rings than there may be.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpmc, shard = 400, max_producers = 4)]
struct Order(u64);

fn main() {
    let _ = OrderChannel::open();
}
