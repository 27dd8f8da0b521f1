// A limit admits at least one consumer.

use ringmpsc::ring_channel;

#[ring_channel(kind = spmc, max_consumers = 0)]
struct Order;

fn main() {
    let _ = Order;
}
