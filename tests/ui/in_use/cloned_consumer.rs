// The only consumer is not cloned.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc)]
struct Order;

fn main() {
    let (_channel, consumer) = OrderChannel::open();
    let _second = consumer.clone();
    let _ = Order;
}
