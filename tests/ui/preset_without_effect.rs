// A preset says something that is not written beside it.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, preset = high_throughput, bits = 4, max_producers = 3)]
struct Order(u64);

fn main() {
    let _ = OrderChannel::open();
}
