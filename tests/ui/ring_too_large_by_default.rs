// A ring fits into the address space, also where `bits` was not written.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Frame([u8; 1 << 32]);

fn main() {}
