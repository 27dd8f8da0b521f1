// A sender would pass on what its memory held before. The derive reports the padding.

use ringmpsc::ring_channel;
use zerocopy::{FromBytes, Immutable, IntoBytes};

#[ring_channel(kind = spsc, shared)]
#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable)]
#[repr(C)]
struct Order {
    id: u64,
    side: u8,
}

fn main() {
    let _ = OrderShared::pair();
}
