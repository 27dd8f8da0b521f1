// A ring has at most 2^30 slots.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits = 31)]
struct Order;

fn main() {
    let _ = Order;
}
