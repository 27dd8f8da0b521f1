// No generated type may have the name of the type itself.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, name = Order)]
struct OrderRing;

fn main() {
    let _ = OrderRing;
}
