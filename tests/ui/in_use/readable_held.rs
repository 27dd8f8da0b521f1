// While a slice of messages is borrowed, the consumer receives nothing else.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let (_producer, mut consumer) = OrderChannel::open();
    let messages = consumer.readable().unwrap();
    let _ = consumer.try_recv();
    drop(messages);
    let _ = Order;
}
