// An option stands once.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits = 4, bits = 5)]
struct Order;

fn main() {
    let _ = Order;
}
