// A ring has at least two slots.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits = 0)]
struct Order;

fn main() {
    let _ = Order;
}
