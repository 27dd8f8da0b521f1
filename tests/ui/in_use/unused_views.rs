// What borrows a consumer says what was forgotten.

#![deny(unused_must_use)]

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

#[ring_channel(kind = mpsc)]
struct Trade;

fn main() {
    let (_producer, mut consumer) = OrderChannel::open();
    consumer.peek_iter();
    consumer.drain();
    consumer.try_iter();
    let (_channel, mut consumer) = TradeChannel::open();
    consumer.readable().unwrap();
}
