// What `crate` leads to is the library, or the error is reported once, at the end of the path.

use ringmpsc::ring_channel;

mod channels {}

#[ring_channel(kind = mpsc, crate = crate::channels, wait, metrics, numa)]
struct Order(u64);

fn main() {
    let (channel, mut consumer) = OrderChannel::open();
    channel.register().unwrap().send(Order(1)).unwrap();
    assert_eq!(consumer.recv().unwrap().0, 1);
}
