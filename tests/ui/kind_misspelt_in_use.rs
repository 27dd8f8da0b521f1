// A channel without a kind is not there, but its names are: what uses them adds no errors.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpcs)]
struct Order(u64);

fn produce(producer: &mut OrderProducer) {
    producer.try_send(Order(1)).unwrap();
}

fn main() {
    let (channel, mut consumer) = OrderChannel::open();
    produce(&mut channel.register().unwrap());
    assert_eq!(consumer.try_recv().unwrap().0, 1);
}
