// Without `numa` a ring is placed nowhere in particular.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let (producer, _consumer) = OrderChannel::open();
    let _ = producer.placement();
}
