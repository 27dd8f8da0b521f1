// A ring may be so large that the compiler cannot lay it out: one error, for every kind.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, bits = 30, metrics, contention)]
struct Frame([u8; 1 << 40]);

#[ring_channel(kind = mpmc, bits = 30, metrics, contention)]
struct Job([u8; 1 << 40]);

fn main() {
    let (channel, _consumer) = FrameChannel::open();
    let _ = channel.register().unwrap();
    let _ = JobChannel::open();
    println!("{}", FrameChannel::TOTAL_MEMORY);
}
