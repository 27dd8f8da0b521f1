// A ring fits into the address space, also where no producer has registered yet.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits = 30)]
struct Packet<const LEN: usize>([u8; LEN]);

fn main() {
    let (_channel, _consumer) = PacketChannel::<1048576>::open();
}
