// `spmc` and `mpmc` are not available yet.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpmc)]
struct Order;

fn main() {
    let _ = Order;
}
