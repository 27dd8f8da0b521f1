// `metrics` takes `latency`.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, metrics(latencyy))]
struct Order;

fn main() {
    let _ = Order;
}
