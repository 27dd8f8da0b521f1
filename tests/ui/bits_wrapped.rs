// A number stands alone.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits(3))]
struct Order {
    id: u64,
}

fn main() {}
