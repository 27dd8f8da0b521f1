// With one producer or one consumer there is nothing to register.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let (producer, _consumer) = OrderChannel::open();
    let channel = producer.channel();
    let _second = channel.register().unwrap();
    let _second = channel.register_consumer().unwrap();
    let _ = Order;
}
