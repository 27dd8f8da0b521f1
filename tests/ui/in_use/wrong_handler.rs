// The handler of an event loop takes the messages of the consumer.

use ringmpsc::{EventLoop, WaitStrategy, ring_channel};

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let (_producer, consumer) = OrderChannel::open();
    EventLoop::spawn(consumer, |_: u64| {}, WaitStrategy::Blocking).unwrap();
    let _ = Order;
}
