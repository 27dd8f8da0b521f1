// `shared` needs spsc.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, shared)]
struct Order;

fn main() {
    let _ = Order;
}
