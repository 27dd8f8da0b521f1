// The ends of a channel between processes block only with `wait`.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, shared)]
type Number = u64;

fn main() {
    let (mut producer, mut consumer) = NumberShared::pair().unwrap();
    producer.send(1).unwrap();
    consumer.recv().unwrap();
}
