// An option begins with its name.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, 16)]
struct Order;

fn main() {
    let _ = Order;
}
