// The attribute stands on a type.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc)]
fn order() {}

fn main() {
    order();
}
