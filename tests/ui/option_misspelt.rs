// A misspelt option suggests the right one.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, metrcs)]
struct Order;

fn main() {
    let _ = Order;
}
