// While its claim is there, a consumer does nothing else.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpmc)]
struct Order;

fn main() {
    let channel = OrderChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    let claim = consumer.steal(8);
    let _ = consumer.try_recv();
    drop(claim);
}
