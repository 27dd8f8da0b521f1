// One consumer owns the rings of mpsc: no other can register.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc)]
struct Order;

fn main() {
    let (channel, _consumer) = OrderChannel::open();
    let _ = channel.register_consumer();
    let _ = Order;
}
