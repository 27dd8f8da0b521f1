// An option has the form `name`, `name = value` or `name(...)`.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits::n = 16)]
struct Order;

fn main() {
    let _ = Order;
}
