// Without `contention` nobody counts refusals.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, metrics)]
struct Order;

fn main() {
    let (producer, _consumer) = OrderChannel::open();
    let _ = producer.contention();
}
