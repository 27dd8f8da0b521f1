// `shared` is not available yet.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, shared)]
struct Order;

fn main() {
    let _ = Order;
}
