// A number has no quotes.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits = "16")]
struct Order;

fn main() {
    let _ = Order;
}
