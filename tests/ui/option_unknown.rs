// An unknown option shows the known ones.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, priority = 3)]
struct Order;

fn main() {
    let _ = Order;
}
