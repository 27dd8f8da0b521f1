// `futures` is not available yet.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, futures)]
struct Order;

fn main() {
    let _ = Order;
}
