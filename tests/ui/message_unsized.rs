// A message has a size: one error says so, and what follows from it is not told.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc)]
type Job = dyn FnOnce() + Send;

#[ring_channel(kind = spsc)]
struct Packet {
    len: usize,
    data: [u8],
}

fn main() {}
