// Two processes compare the definition of one type.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, shared)]
type Queue<T> = T;

fn main() {
    let _ = QueueChannel::<u64>::open();
}
