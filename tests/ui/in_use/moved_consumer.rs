// An event loop owns its consumer.

use ringmpsc::{EventLoop, WaitStrategy, ring_channel};

#[ring_channel(kind = mpsc, wait)]
struct Order;

fn main() {
    let (_channel, mut consumer) = OrderChannel::open();
    let event_loop = EventLoop::spawn(consumer, |_: Order| {}, WaitStrategy::Blocking).unwrap();
    let _ = consumer.try_recv();
    event_loop.stop();
}
