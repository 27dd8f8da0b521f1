// `=` sets an option.

use ringmpsc::ring_channel;

#[ring_channel(kind: mpsc)]
struct Order {
    id: u64,
}

fn main() {}
