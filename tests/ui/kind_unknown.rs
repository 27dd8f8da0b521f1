// `kind` is one of four words.

use ringmpsc::ring_channel;

#[ring_channel(kind = queue)]
struct Order;

fn main() {
    let _ = Order;
}
