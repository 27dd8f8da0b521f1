// Threads do not share a producer. Each registers its own.

use std::sync::Arc;

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc)]
struct Order;

/// Like `thread::spawn`.
fn spawn(_: impl FnOnce() + Send) {}

fn main() {
    let (channel, _consumer) = OrderChannel::open();
    let producer = Arc::new(channel.register().unwrap());
    spawn(move || drop(producer));
    let _ = Order;
}
