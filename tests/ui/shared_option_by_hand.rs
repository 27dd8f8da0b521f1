// The options of a channel decide which operations its ends have.

use ringmpsc::process::OptionWait;
use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, shared)]
type Order = u64;

impl OptionWait for OrderShared {}

fn main() {
    let (mut producer, _consumer) = OrderShared::pair().unwrap();
    producer.send(1).unwrap();
}
