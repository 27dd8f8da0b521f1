// What is written into slots as memory is published only by a call that says so.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
type Number = u64;

fn main() {
    let (mut producer, _consumer) = NumberChannel::open();
    let mut slots = producer.reserve(2).unwrap();
    slots[0].write(1);
    for slot in slots.iter_mut() {
        slot.write(2);
    }
    slots.commit_init(2).unwrap();
}
