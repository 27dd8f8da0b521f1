// `notify` is not available yet.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, notify)]
struct Order;

fn main() {
    let _ = Order;
}
