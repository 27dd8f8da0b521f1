// `kind` is a word.

use ringmpsc::ring_channel;

#[ring_channel(kind)]
struct Order;

fn main() {
    let _ = Order;
}
