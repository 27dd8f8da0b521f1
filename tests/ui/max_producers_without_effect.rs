// `max_producers` needs many producers.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, max_producers = 4)]
struct Order;

fn main() {
    let _ = Order;
}
