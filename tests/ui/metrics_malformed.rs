// `metrics` has no value.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, metrics = true)]
struct Order;

fn main() {
    let _ = Order;
}
