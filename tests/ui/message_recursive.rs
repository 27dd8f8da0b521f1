// A message that contains itself is refused by the compiler, once, whatever uses the channel.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, wait, metrics)]
struct List(u8, Option<List>);

fn main() {
    let (channel, mut consumer) = ListChannel::open();
    let mut producer: ListProducer = channel.register().unwrap();
    producer.send(List(1, None)).unwrap();
    assert_eq!(consumer.recv().unwrap().0, 1);
}
