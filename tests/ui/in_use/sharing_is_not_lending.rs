// What lends messages where they lie is for a consumer that owns its rings.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpmc)]
struct Order;

fn main() {
    let channel = OrderChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    let _ = consumer.peek();
    let _ = consumer.readable();
    let _ = consumer.peek_iter();
    let _ = Order;
}
