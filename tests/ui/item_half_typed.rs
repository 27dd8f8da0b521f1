// While a field is being typed there is one error, the compiler's, and the channel stays.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
pub struct Order {
    id: u64,
    pri
}

#[ring_channel(kind = mpsc)]
pub struct Trade(u64)

fn main() {
    let _ = OrderChannel::open();
    let _ = TradeChannel::open();
}
