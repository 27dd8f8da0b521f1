// `bits` is the logarithm of the capacity.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits = 64)]
struct Order;

fn main() {
    let _ = Order;
}
