// A count of what was sent or written says how many messages were not.

#![deny(unused_must_use)]

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc)]
type Number = u64;

fn main() {
    let (channel, _consumer) = NumberChannel::open();
    let mut producer = channel.register().unwrap();
    producer.send_slice(&[1, 2, 3]);
    producer.send_iter(1..4);
    producer.reserve(3).unwrap();
    let mut slots = producer.reserve(3).unwrap();
    slots.push(1);
    slots.fill_from(2..4);
    slots.copy_from_slice(&[4]);
    slots.commit();
}
