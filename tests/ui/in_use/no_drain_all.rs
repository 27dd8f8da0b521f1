// What is for many producers is not suggested where there is one.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let (mut producer, mut consumer) = OrderChannel::open();
    producer.try_send(Order).ok();
    consumer.drain_all(drop);
}
