// A flag is its name alone.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, contention = true)]
struct Order;

fn main() {
    let _ = Order;
}
