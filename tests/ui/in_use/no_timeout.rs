// The other blocking operations need `wait`, too.

use std::time::{Duration, Instant};

use ringmpsc::{WaitStrategy, ring_channel};

#[ring_channel(kind = mpmc, metrics)]
#[derive(Clone, Copy)]
struct Order;

fn main() {
    let channel = OrderChannel::open();
    let mut producer = channel.register().unwrap();
    let mut consumer = channel.register_consumer().unwrap();
    producer.send_timeout(Order, Duration::ZERO).unwrap();
    producer.send_deadline(Order, Instant::now()).unwrap();
    producer.send_all(&[Order], WaitStrategy::Blocking).unwrap();
    drop(producer.reserve_wait(1, WaitStrategy::Blocking).unwrap());
    let _: Order = consumer.recv_timeout(Duration::ZERO).unwrap();
    let _: Order = consumer.recv_deadline(Instant::now()).unwrap();
    consumer.consume_batch_wait(drop::<Order>, WaitStrategy::Blocking).unwrap();
}
