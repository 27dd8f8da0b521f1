// A static would share the producer among all threads.

use std::sync::OnceLock;

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

static PRODUCER: OnceLock<OrderProducer> = OnceLock::new();

fn main() {
    let (producer, _consumer) = OrderChannel::open();
    let _ = PRODUCER.set(producer);
    let _ = Order;
}
