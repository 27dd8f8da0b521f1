// A consumer that owns its rings has nobody to steal from.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc)]
struct Order;

fn main() {
    let (_channel, mut consumer) = OrderChannel::open();
    let _ = consumer.steal(3);
    let _ = Order;
}
