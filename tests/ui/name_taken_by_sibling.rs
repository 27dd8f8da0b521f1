// Two channels of one type have different names.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc)]
#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let _ = Order;
}
