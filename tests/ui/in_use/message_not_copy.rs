// A slice of messages is copied. Other messages are sent by an iterator.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order(String);

fn main() {
    let (mut producer, mut consumer) = OrderChannel::open();
    producer.send_slice(&[Order(String::new())]);
    consumer.recv_slice(&mut [Order(String::new())]);
    let _ = Order(String::new()).0;
}
