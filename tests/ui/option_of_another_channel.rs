// What other channels call an option is explained, each word where it stands.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bounded = 1000, tokio, timeout = 5, epoll, select, senders = 4)]
struct Order(u64);

fn main() {
    let (channel, _consumer) = OrderChannel::open();
    let _ = channel.register();
}
