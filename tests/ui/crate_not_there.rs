// A wrong path to the library is reported once, where it was written.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, crate = nothere, wait, metrics)]
struct Order(u64);

#[ring_channel(kind = mpmc, crate = ::not::here, wait, metrics)]
struct Event(u64);

fn main() {
    let (channel, mut consumer) = OrderChannel::open();
    channel.register().unwrap().send(Order(1)).unwrap();
    assert_eq!(consumer.recv().unwrap().0, 1);
}
