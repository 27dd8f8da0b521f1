// A misspelt `kind` is one mistake, not two.

use ringmpsc::ring_channel;

#[ring_channel(kin = mpsc)]
struct Order;

fn main() {
    let _ = Order;
}
