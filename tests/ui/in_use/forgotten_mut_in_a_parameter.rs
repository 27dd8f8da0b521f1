// A function that sends takes the producer by `&mut`.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

fn send(producer: &OrderProducer) {
    producer.try_send(Order).unwrap();
}

fn main() {
    let (producer, _consumer) = OrderChannel::open();
    send(&producer);
}
