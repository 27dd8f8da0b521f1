// Threads do not share a consumer, even if they only read its length.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

/// Like `Scope::spawn`.
fn spawn(_: impl FnOnce() + Send) {}

fn main() {
    let (_producer, consumer) = OrderChannel::open();
    spawn(|| assert_eq!(consumer.len(), 0));
    assert_eq!(consumer.len(), 0);
    let _ = Order;
}
