// Without `metrics` or `contention` a channel has nothing to sum up.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

#[ring_channel(kind = mpsc)]
struct Trade;

fn main() {
    let (producer, _consumer) = OrderChannel::open();
    let _ = producer.channel().snapshot();

    let (channel, _consumer) = TradeChannel::open();
    let _ = channel.snapshot();
}
