// Competing consumers are registered, not cloned.

use ringmpsc::ring_channel;

#[ring_channel(kind = spmc)]
struct Order;

fn main() {
    let (_producer, channel) = OrderChannel::open();
    let consumer = channel.register_consumer().unwrap();
    let _ = consumer.clone();
    let _ = Order;
}
