// A thread that sends owns its producer.

use std::thread;

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

fn main() {
    let (mut producer, _consumer) = OrderChannel::open();
    let thread = thread::spawn(move || producer.try_send(Order).is_ok());
    producer.try_send(Order).unwrap();
    thread.join().unwrap();
}
