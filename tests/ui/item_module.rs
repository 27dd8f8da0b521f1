// The attribute stands on a type.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc)]
mod order {
    pub struct Order;
}

fn main() {
    let _ = order::Order;
}
