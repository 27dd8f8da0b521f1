// A public alias of a private type: the error points at that type, once.

use ringmpsc::ring_channel;

struct Private(u8);

#[ring_channel(kind = spsc, bits = 4, wait, notify, futures, metrics)]
#[allow(private_interfaces)]
pub type Batch = Vec<Private>;

fn main() {
    let (mut producer, mut consumer) = BatchChannel::open();
    producer.send(vec![Private(1)]).unwrap();
    assert_eq!(consumer.recv().unwrap()[0].0, 1);
}
