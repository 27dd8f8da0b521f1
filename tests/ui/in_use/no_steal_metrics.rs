// A consumer that shares its rings counts nothing without `metrics`.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpmc)]
struct Order;

fn main() {
    let channel = OrderChannel::open();
    let consumer = channel.register_consumer().unwrap();
    consumer.metrics();
    let _ = Order;
}
