// Only a ring between processes is mapped in advance.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, prefault)]
struct One(u64);

#[ring_channel(kind = mpsc, prefault)]
struct Many(u64);

fn main() {}
