// A producer is registered, not cloned.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc)]
struct Order;

fn main() {
    let (channel, _consumer) = OrderChannel::open();
    let producer = channel.register().unwrap();
    let _second = producer.clone();
    let _ = Order;
}
