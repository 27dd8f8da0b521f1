// The ends of a channel between processes count only with `metrics`.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, shared)]
type Number = u64;

fn main() {
    let (producer, _consumer) = NumberShared::pair().unwrap();
    println!("{:?}", producer.metrics());
}
