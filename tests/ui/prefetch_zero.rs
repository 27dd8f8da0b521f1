// A batch has at least one message.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, prefetch = 0)]
struct Order;

fn main() {
    let _ = Order;
}
