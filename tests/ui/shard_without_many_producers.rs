// `shard` needs many producers, too.

use ringmpsc::ring_channel;

#[ring_channel(kind = spmc, shard = 2)]
struct Order;

fn main() {
    let _ = Order;
}
