// `numa` names its argument.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, numa(0))]
struct Order;

fn main() {
    let _ = Order;
}
