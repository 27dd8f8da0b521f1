// A consumer has at least one home ring.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpmc, shard = 0)]
struct Order;

fn main() {
    let _ = Order;
}
