//! Messages and slots change hands, over more than one lap of a ring of two slots.

use crate::message::{Message, SpscChannel};
use crate::suite::{Fences, Model, producer, reach};

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
    let (mut sender, mut receiver) = SpscChannel::open();
    let sending = producer(move || {
        sender.try_send(Message::new(0)).expect("an empty ring has room");
        let sent = 1 + sender.send_iter([1, 2].map(Message::new));
        (sender, sent)
    });
    let mut received = Vec::new();
    received.extend(receiver.try_recv().ok().map(Message::number));
    receiver.consume_batch_owned(|message| received.push(message.number()));
    received.extend(receiver.try_recv().ok().map(Message::number));
    let (sender, sent) = sending.join().unwrap();
    if sent == 3 {
        reach("the second lap");
    }
    received.extend(receiver.drain().map(Message::number));
    assert!(received.iter().copied().eq((0..3).take(sent)));
    drop(sender);
}
