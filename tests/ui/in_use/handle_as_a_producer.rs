// A function that sends takes a producer, not the control handle and not a reference.

use ringmpsc::{Produce, ring_channel};

#[ring_channel(kind = mpsc)]
struct Order;

fn produce(mut producer: impl Produce<Order>) {
    let _ = producer.try_send(Order);
}

fn main() {
    let (channel, _consumer) = OrderChannel::open();
    produce(channel.clone());
    let mut producer = channel.register().unwrap();
    produce(&mut producer);
}
