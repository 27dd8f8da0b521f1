// `metrics` has no empty parentheses.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, metrics())]
struct Order;

fn main() {
    let _ = Order;
}
