// `kind` is required.

use ringmpsc::ring_channel;

#[ring_channel]
struct Order;

fn main() {
    let _ = Order;
}
