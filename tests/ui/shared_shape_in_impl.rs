// The size of a slot is the size of the message. Safe code cannot state another one.

use ringmpsc::process::{SharedChannel, Shape};

enum Orders {}

impl SharedChannel for Orders {
    type Message = [u64; 4096];
    const BITS: u32 = 10;
    const DEFINITION: &'static str = "";
    type Options = ringmpsc::process::SharedOptions<false, false, false, false>;
    const SHAPE: Shape = Shape { version: 1, bits: 10, size: 1, align: 1, fingerprint: 1 };
}

fn main() {}
