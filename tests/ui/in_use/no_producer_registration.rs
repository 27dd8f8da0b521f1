// spmc has one producer: no other can register.

use ringmpsc::ring_channel;

#[ring_channel(kind = spmc)]
struct Order;

fn main() {
    let (_producer, channel) = OrderChannel::open();
    let _ = channel.register();
    let _ = Order;
}
