// An address of this process is none of another one.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, shared)]
type Name = &'static str;

fn main() {
    let _ = NameShared::pair();
}
