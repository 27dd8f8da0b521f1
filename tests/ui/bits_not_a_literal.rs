// A number is a literal.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits = 8 + 8)]
struct Order;

fn main() {
    let _ = Order;
}
