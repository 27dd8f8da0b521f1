//! Messages and slots change hands, over more than one lap of a ring of two slots.

use crate::message::{Message, SpscChannel};
use crate::steps::spawn_producer;
use crate::suite::{Fences, Model, reach};

pub(crate) const MODELS: &[Model] = &[Model {
    name: "lap",
    fences: Fences::Asymmetric,
    preemptions: None,
    run: lap,
    reaches: &["the second lap"],
    needs: &["tail.publish", "tail.observe", "head.publish", "head.observe"],
}];

/// One message, then up to two at once, against the same on the other side.
fn lap() {
    let (mut producer, mut consumer) = SpscChannel::open();
    let sending = spawn_producer(move || {
        producer.try_send(Message::new(0)).expect("an empty ring has space");
        let sent = 1 + producer.send_iter([1, 2].map(Message::new));
        (producer, sent)
    });
    let mut received = Vec::new();
    received.extend(consumer.try_recv().ok().map(Message::number));
    consumer.consume_batch_owned(|message| received.push(message.number()));
    received.extend(consumer.try_recv().ok().map(Message::number));
    let (producer, sent) = sending.join().unwrap();
    if sent == 3 {
        reach("the second lap");
    }
    received.extend(consumer.drain().map(Message::number));
    assert!(received.iter().copied().eq((0..3).take(sent)));
    drop(producer);
}
