// Without `metrics` nothing is counted, and no end can be asked.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let (producer, consumer) = OrderChannel::open();
    let _ = producer.metrics();
    let _ = consumer.metrics();
}
