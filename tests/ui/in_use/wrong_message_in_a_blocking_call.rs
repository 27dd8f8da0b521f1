// The functions for generic code take the messages of the channel.

use ringmpsc::blocking::{self, Timeout};
use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order(u64);

fn main() {
    let (mut producer, mut consumer) = OrderChannel::open();
    blocking::send(&mut producer, 7_u64, Timeout::Unlimited).unwrap();
    let _: u64 = blocking::recv(&mut consumer, Timeout::Unlimited).unwrap();
    let _ = Order(7).0;
}
