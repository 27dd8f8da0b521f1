// `crate` is a path.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, crate = 1)]
struct Order;

fn main() {
    let _ = Order;
}
