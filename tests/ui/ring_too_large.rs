// A ring fits into the address space.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits = 30)]
struct Frame([u8; 1 << 20]);

fn main() {
    let (channel, mut consumer) = FrameChannel::open();
    let mut producer = channel.register().unwrap();
    let _ = producer.try_send(Frame([0; 1 << 20]));
    let _ = consumer.try_recv();
}
