// All mistakes of an attribute are reported together, and nothing else: the type is there.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc, bits = 64, metrcs, max_producers = 4)]
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    id: u64,
}

impl Order {
    fn next(&self) -> Self {
        Order { id: self.id + 1 }
    }
}

fn main() {
    let order = Order { id: 1 };
    assert_eq!(order.next(), order.clone().next(), "{order:?}");
}
