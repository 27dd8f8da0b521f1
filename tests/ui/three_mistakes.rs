// All mistakes of an attribute are reported together, and nothing else: type and channel are there.

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

struct Desk {
    producer: OrderProducer,
    consumer: OrderConsumer,
}

fn main() {
    let (producer, consumer) = OrderChannel::open();
    let mut desk = Desk { producer, consumer };
    let order = Order { id: 1 };
    desk.producer.try_send(order.next()).unwrap();
    assert_eq!(desk.consumer.try_recv(), Ok(order.next()), "{order:?}");
    assert!(OrderChannel::CAPACITY > 1);
}
