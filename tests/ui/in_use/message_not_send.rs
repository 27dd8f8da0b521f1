// A message moves to another thread, so it is `Send`.

use std::rc::Rc;

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order(Rc<u8>);

/// Like `thread::spawn`.
fn spawn(_: impl FnOnce() + Send) {}

fn main() {
    let (producer, _consumer) = OrderChannel::open();
    spawn(move || drop(producer));
    let _ = Order(Rc::new(7)).0;
}
