// `commit` consumes the reservation.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let (mut producer, _consumer) = OrderChannel::open();
    let mut slots = producer.reserve(2).unwrap();
    slots.fill_from([Order]);
    let _ = slots.commit();
    let _ = slots.commit();
}
