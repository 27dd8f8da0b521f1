// A full ring gives the message back. Ignoring that loses it.

#![deny(unused_must_use)]

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, futures)]
struct Order;

fn main() {
    let (mut producer, mut consumer) = OrderChannel::open();
    producer.try_send(Order);
    producer.send_async(Order);
    consumer.recv_async();
}
