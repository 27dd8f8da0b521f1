// A waker that panics does no harm to anybody else: it is its own task's waker, and not theirs who
// run it.

fn fill(producer: &mut Producer) {
    assert_eq!(producer.send_slice(&[7; 9]), 8);
}

#[test]
fn a_send_wakes_a_waker_that_panics() {
    let (channel, mut producer, mut consumer) = open();
    for number in 0..20 {
        let mut receiving = consumer.recv_async();
        pending(&mut receiving, woken());
        assert_eq!(producer.try_send(number), Ok(()));
        drop(receiving);
        assert_eq!((channel.len(), consumer.try_recv()), (1, Ok(number)));
    }
}

#[test]
fn a_receive_wakes_a_waker_that_panics() {
    let (_channel, mut producer, mut consumer) = open();
    for _ in 0..20 {
        fill(&mut producer);
        pending(&mut producer.send_async(7), woken());
        assert_eq!(consumer.try_recv(), Ok(7));
        assert_eq!(producer.available_capacity(), 1);
        pending(&mut producer.reserve_async(8), woken());
        let mut rest = Vec::new();
        while let Ok(number) = consumer.try_recv() {
            rest.push(number);
        }
        assert_eq!((rest, producer.available_capacity()), (vec![7; 7], 8));
    }
}

/// Two panics at once would end the process.
#[test]
fn a_handler_panics_and_a_waker_too() {
    let (_channel, mut producer, mut consumer) = open();
    for _ in 0..20 {
        fill(&mut producer);
        pending(&mut producer.send_async(7), woken());
        assert!(caught(|| _ = Consume::consume_batch_owned(&mut consumer, |_| panic_wanted())));
        while consumer.try_recv().is_ok() {}
        assert_eq!(producer.available_capacity(), 8);
    }
}

#[test]
fn a_consumer_leaves_although_a_waker_panics() {
    let (channel, mut producer, consumer) = open();
    fill(&mut producer);
    pending(&mut producer.send_async(7), woken());
    drop((channel, consumer));
    assert!(producer.is_closed());
    assert_eq!(producer.try_send(1).unwrap_err().into_inner(), 1);
}

#[test]
fn ends_leave_although_the_drop_of_their_waker_panics() {
    let (channel, mut producer, mut consumer) = open();
    fill(&mut producer);
    pending(&mut producer.send_async(7), dropped());
    drop(producer);
    while consumer.try_recv().is_ok() {}
    assert_eq!(channel.producer_count(), 0);

    let (channel, mut producer, mut consumer) = open();
    let mut receiving = consumer.recv_async();
    pending(&mut receiving, dropped());
    mem::forget(receiving);
    drop((channel, consumer));
    assert!(producer.try_send(1).unwrap_err().is_closed());
}
