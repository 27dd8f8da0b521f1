// An iterator that only looks is not for a loop by value. `try_iter` receives.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let (_producer, mut consumer) = OrderChannel::open();
    for _order in consumer.peek_iter() {}
    let _ = Order;
}
