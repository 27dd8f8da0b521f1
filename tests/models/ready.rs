//! Two rings ring at once while the consumer empties the stack.

use crate::message::{Message, MpscChannel};
use crate::steps::{receive, receive_all, spawn_producer};
use crate::suite::{Fences, Model};

pub(crate) const MODELS: &[Model] = &[Model {
    name: "two rings ring",
    fences: Fences::Asymmetric,
    preemptions: Some(3),
    run: two_rings_ring,
    reaches: &[],
    needs: &["ready.push", "ready.take"],
}];

fn two_rings_ring() {
    let (channel, mut consumer) = MpscChannel::open();
    let sending = [0, 1].map(|number| {
        let mut producer = channel.register().expect("the channel is open");
        spawn_producer(move || {
            producer.try_send(Message::new(number)).expect("there is space");
            producer
        })
    });
    let mut received = receive(3, || consumer.try_recv());
    let senders = sending.map(|sending| sending.join().unwrap());
    // Nobody has left, and nothing is closed: what is not found now is stranded.
    received.extend(receive_all(|| consumer.try_recv()).0);
    received.sort_unstable();
    assert_eq!(received, [0, 1]);
    drop(senders);
}
