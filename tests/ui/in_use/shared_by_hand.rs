// An end has operations only if its message is plain, whatever the channel is.

use ringmpsc::process::{SharedChannel, SharedSession};

enum Flags {}

impl SharedChannel for Flags {
    type Message = bool;
    const BITS: u32 = 1;
    const DEFINITION: &'static str = "";
    type Options = ringmpsc::process::SharedOptions<false, false, false, false>;
}

fn main() {
    let (mut producer, mut consumer) = SharedSession::<Flags>::pair().unwrap();
    producer.try_send(true).unwrap();
    consumer.try_recv().unwrap();
}
