// There is an option between two commas.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc,, metrics)]
struct Order;

fn main() {
    let _ = Order;
}
