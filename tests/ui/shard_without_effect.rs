// `shard` needs mpmc.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, shard = 2)]
struct Order;

fn main() {
    let _ = Order;
}
