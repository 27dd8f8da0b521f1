// A producer sends, and a consumer receives.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let (mut producer, mut consumer) = OrderChannel::open();
    let _: Order = producer.try_recv().unwrap();
    consumer.try_send(Order).unwrap();
}
