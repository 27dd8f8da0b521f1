// An option that is not named is off.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, contention = false)]
struct Order {
    id: u64,
}

fn main() {}
