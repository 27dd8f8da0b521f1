// `numa` takes `node`.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, numa(nod = 1))]
struct Order;

fn main() {
    let _ = Order;
}
