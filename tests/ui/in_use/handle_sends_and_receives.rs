// The control handle registers ends, but is none.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpmc)]
struct Order;

fn main() {
    let channel = OrderChannel::open();
    channel.try_send(Order).unwrap();
    channel.send(Order).unwrap();
    let _: Order = channel.try_recv().unwrap();
    let _: Order = channel.recv().unwrap();
}
