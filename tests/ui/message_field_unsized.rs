// A field without a size is refused by the compiler, once, whatever uses the channel.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, wait, metrics)]
struct Packet {
    data: [u8],
    len: usize,
}

#[ring_channel(kind = mpmc, wait, metrics)]
enum Event {
    Text(str),
    Nothing,
}

fn main() {
    let (mut producer, mut consumer) = PacketChannel::open();
    producer.send(consumer.recv().unwrap()).unwrap();

    let channel: EventChannel = EventChannel::open();
    channel.register().unwrap().send(Event::Nothing).unwrap();
}
