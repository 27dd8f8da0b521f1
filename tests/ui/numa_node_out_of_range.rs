// A node is one that Linux can have.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, numa(node = 1024))]
struct Order;

fn main() {
    let _ = Order;
}
