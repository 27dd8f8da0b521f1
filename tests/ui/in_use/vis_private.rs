// With `vis = private`, only the module of the message sees the channel.

mod orders {
    use ringmpsc::ring_channel;

    #[ring_channel(kind = spsc, vis = private)]
    pub struct Order;

    pub fn open() -> bool {
        OrderChannel::open().0.try_send(Order).is_ok()
    }
}

fn main() {
    assert!(orders::open());
    let _ = orders::OrderChannel::open();
}
