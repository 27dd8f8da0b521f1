// A limit admits at least one.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, max_producers = 0)]
struct Order;

fn main() {
    let _ = Order;
}
