// A consumer has at least one home ring; what is not available yet is checked all the same.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpmc, shard = 0)]
struct Order;

fn main() {
    let _ = Order;
}
