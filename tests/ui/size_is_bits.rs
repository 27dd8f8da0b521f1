// The size of a ring is `bits`.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, capacity = 1024)]
struct Order;

fn main() {
    let _ = Order;
}
