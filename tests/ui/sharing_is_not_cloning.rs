// Consumers that share are registered, not cloned, and each is one thread's.

use ringmpsc::ring_channel;

#[ring_channel(kind = spmc)]
struct Order;

fn is_sync(_: &impl Sync) {}

fn main() {
    let (_producer, channel) = OrderChannel::open();
    let consumer = channel.register_consumer().unwrap();
    let _ = consumer.clone();
    is_sync(&consumer);
    let _ = Order;
}
