// `name` is an identifier.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, name = orders::Order)]
struct Order;

fn main() {
    let _ = Order;
}
