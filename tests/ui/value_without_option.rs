// A value alone is not an option.

use ringmpsc::ring_channel;

#[ring_channel(mpsc)]
struct Order;

fn main() {
    let _ = Order;
}
