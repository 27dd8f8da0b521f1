// The ends of a channel between processes have a descriptor only with `notify`.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, shared)]
type Number = u64;

fn main() {
    let (_producer, mut consumer) = NumberShared::pair().unwrap();
    consumer.notifier().consume().unwrap();
}
