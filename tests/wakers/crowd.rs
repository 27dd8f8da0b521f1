//! Many tasks that wait for the same messages.

use ringmpsc_tests::alone;

use super::*;

/// How long it takes to send one message to one of so many that wait, and have that one wait again:
/// the least of many.
fn round_trip(waiting: usize) -> Duration {
    let (mut producer, channel) = SharedChannel::open();
    let mut consumers: Vec<_> =
        (0..waiting).map(|_| channel.register_consumer().unwrap()).collect();
    let mut context = Context::from_waker(Waker::noop());
    let mut receiving: Vec<_> =
        consumers.iter_mut().map(|consumer| Box::pin(consumer.recv_async())).collect();
    for receiving in &mut receiving {
        assert!(receiving.as_mut().poll(&mut context).is_pending());
    }
    let rounds = receiving.iter_mut().take(200).map(|called| {
        let start = Instant::now();
        producer.try_send(0).unwrap();
        assert!(called.as_mut().poll(&mut context).is_ready(), "who came first is called first");
        assert!(called.as_mut().poll(&mut context).is_pending());
        start.elapsed()
    });
    rounds.min().expect("there were some")
}

#[test]
fn a_message_costs_the_same_however_many_wait() {
    alone("crowd::a_message_costs_the_same_however_many_wait", || {
        let few = round_trip(300);
        let many = round_trip(10_000);
        // If all were looked at, it would be about thirty times as much.
        assert!(many < 4 * few, "{few:?} with few, {many:?} with many");
    });
}
