// A peer can write a number that is no variant.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, shared)]
#[derive(Clone, Copy)]
#[repr(u8)]
enum Side {
    Buy,
    Sell,
}

fn main() {
    let _ = SideShared::pair();
    let _ = (Side::Buy, Side::Sell);
}
