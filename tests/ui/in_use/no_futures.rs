// Without `futures` an end has no async operation.

use ringmpsc::ring_channel;

#[ring_channel(kind = spsc)]
struct Order;

async fn pass_on(mut producer: OrderProducer, mut consumer: OrderConsumer) {
    producer.send_async(Order).await.unwrap();
    let _: Order = consumer.recv_async().await.unwrap();
}

fn main() {
    let (producer, consumer) = OrderChannel::open();
    drop(pass_on(producer, consumer));
}
