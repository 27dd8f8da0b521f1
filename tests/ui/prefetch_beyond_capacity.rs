// `prefetch` is at most the capacity.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits = 4, prefetch = 17)]
struct Order;

fn main() {
    let _ = Order;
}
