// Another process can write any bytes to a message.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, shared)]
#[derive(Clone, Copy)]
struct Order {
    is_new: bool,
}

fn main() {
    let _ = OrderShared::pair();
}
