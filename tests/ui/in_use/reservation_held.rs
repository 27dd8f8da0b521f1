// While slots are reserved, the producer sends nothing else.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let (mut producer, _consumer) = OrderChannel::open();
    let slots = producer.reserve(2).unwrap();
    producer.try_send(Order).unwrap();
    drop(slots);
}
