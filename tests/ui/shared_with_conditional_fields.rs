// The macro sees both fields, whichever of them the compiler keeps.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, shared)]
#[repr(C)]
struct Order {
    #[cfg(unix)]
    id: u64,
    #[cfg(not(unix))]
    price: u64,
}

fn main() {
    let _ = OrderChannel::open();
}
