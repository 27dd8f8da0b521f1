// A number cannot be left out.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits)]
struct Order;

fn main() {
    let _ = Order;
}
