// Generic code names the message that it sends or receives.

use ringmpsc::{Consume, Produce, ring_channel};

#[ring_channel(kind = spsc)]
struct Order;

fn produce(_: impl Produce<u32>) {}

fn consume(_: impl Consume<u32>) {}

fn main() {
    let (producer, consumer) = OrderChannel::open();
    produce(producer);
    consume(consumer);
    let _ = Order;
}
