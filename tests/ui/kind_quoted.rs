// A word has no quotes.

use ringmpsc::ring_channel;

#[ring_channel(kind = "mpsc")]
struct Order;

fn main() {
    let _ = Order;
}
