// An event loop takes a consumer, not the control handle.

use ringmpsc::{EventLoop, WaitStrategy, ring_channel};

#[ring_channel(kind = mpsc)]
struct Order;

fn main() {
    let (channel, _consumer) = OrderChannel::open();
    EventLoop::spawn(channel, |_: Order| {}, WaitStrategy::Blocking).unwrap();
}
