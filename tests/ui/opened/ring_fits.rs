// The largest ring of a kind that fits; nothing is too large that is not there.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, bits = 30)]
type Queue<T> = T;

fn main() {
    let (_producer, _consumer) = QueueChannel::<[u8; 0]>::open();
    assert_eq!(QueueChannel::<[u8; 1 << 16]>::BUFFER_MEMORY, 1 << 46);
}
