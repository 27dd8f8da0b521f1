// The handler of an event loop owns what it uses, because its thread may live longer.

use ringmpsc::{EventLoop, WaitStrategy, ring_channel};

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let mut count = 0;
    let (_producer, consumer) = OrderChannel::open();
    let event_loop =
        EventLoop::spawn(consumer, |_: Order| count += 1, WaitStrategy::Blocking).unwrap();
    event_loop.stop();
    assert_eq!(count, 0);
}
