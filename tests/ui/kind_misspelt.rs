// A misspelt value suggests the right one.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpcs)]
struct Order;

fn main() {
    let _ = Order;
}
