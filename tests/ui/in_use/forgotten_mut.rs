// Sending and receiving move a cursor, so the ends are mutable.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let (producer, consumer) = OrderChannel::open();
    producer.try_send(Order).unwrap();
    consumer.try_recv().unwrap();
}
