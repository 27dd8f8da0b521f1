// With one producer, the ring is made before a consumer receives.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, numa(consumer))]
struct Order;

fn main() {
    let _ = Order;
}
