// A ring fits into the address space: with parameters, this is known where the channel is opened.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, bits = 30)]
type Queue<T> = T;

fn main() {
    let _ = QueueChannel::<[u8; 1 << 20]>::open();
}
