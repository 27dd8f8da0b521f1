// `numa` has no empty parentheses.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, numa())]
struct Order;

fn main() {
    let _ = Order;
}
