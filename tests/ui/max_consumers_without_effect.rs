// `max_consumers` needs shared consumers.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, max_consumers = 4)]
struct Order;

fn main() {
    let _ = Order;
}
