// `latency` stands in parentheses.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, metrics = latency)]
struct Order {
    id: u64,
}

fn main() {}
