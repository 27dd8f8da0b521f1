// A reservation borrows its producer.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc)]
struct Order;

fn main() {
    let (channel, _consumer) = OrderChannel::open();
    let mut producer = channel.register().unwrap();
    let slots = producer.reserve(2).unwrap();
    drop(producer);
    drop(slots);
    let _ = Order;
}
