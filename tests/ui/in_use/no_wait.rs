// Without `wait` no end blocks.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

#[ring_channel(kind = mpsc)]
struct Trade;

fn main() {
    let (mut producer, mut consumer) = OrderChannel::open();
    let _ = producer.send(Order);
    let _ = consumer.recv();

    let (channel, mut consumer) = TradeChannel::open();
    let mut producer = channel.register().unwrap();
    let _ = producer.send(Trade);
    let _ = consumer.recv();
}
