// Options are separated by commas.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc bits = 3; metrics)]
struct Order {
    id: u64,
}

fn main() {}
