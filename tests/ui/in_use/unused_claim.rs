// A claim that is not used is a loss of messages, and says so.

#![deny(unused_must_use)]

use ringmpsc::ring_channel;

#[ring_channel(kind = spmc)]
struct Order;

#[ring_channel(kind = mpmc)]
struct Trade;

fn main() {
    let (_producer, channel) = OrderChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    consumer.steal(3);
    consumer.steal(3).unwrap();
    let mut consumer = TradeChannel::open().register_consumer().unwrap();
    consumer.steal(3).unwrap();
}
