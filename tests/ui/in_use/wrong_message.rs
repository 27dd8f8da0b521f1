// A producer sends the messages of its channel.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order(u64);

fn main() {
    let (mut producer, _consumer) = OrderChannel::open();
    producer.try_send(7).unwrap();
    let _ = Order(7).0;
}
