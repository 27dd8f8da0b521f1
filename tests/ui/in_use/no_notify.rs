// Without `notify` a consumer has nobody to tell.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, wait)]
struct Order;

fn main() {
    let (_producer, mut consumer) = OrderChannel::open();
    consumer.set_notifier(None);
}
