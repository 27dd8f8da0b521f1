// A sink that is closed, beside other producers.

#[test]
fn a_closed_sink_leaves_the_channel_to_the_others() {
    let (channel, mut producer, mut consumer) = open();
    let mut other = channel.register().unwrap();
    forward(0..2, &mut producer);
    assert_eq!(channel.producer_count(), 1);
    assert!(!channel.is_closed() && !other.is_closed());
    other.try_send(7).unwrap();
    drop((channel, producer));
    other.try_send(8).unwrap();
    drop(other);
    let mut numbers = Vec::new();
    while let Ok(number) = consumer.try_recv() {
        numbers.push(number);
    }
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 7, 8]);
    assert!(consumer.try_recv().unwrap_err().is_closed());
}

/// The next producer of its ring sends as any other.
#[test]
fn the_ring_of_a_closed_sink_goes_to_another_producer_when_it_is_dropped() {
    let (channel, mut producer, mut consumer) = open();
    for round in 0..20 {
        assert_eq!(producer.send_slice(&[round; 4]), 4);
        forward(0..0, &mut producer);
        assert_eq!(consumer.consume_up_to(9, |_| ()), 4);
        // The ring is still its own.
        let beside = channel.register().unwrap();
        assert!(!beside.is_closed());
        drop(beside);
        assert!(producer.is_closed());
        drop(producer);
        producer = channel.register().unwrap();
        assert!(!producer.is_closed());
        assert_eq!(channel.producer_count(), 1);
    }
    drop((channel, producer));
    assert!(consumer.try_recv().unwrap_err().is_closed());
}

#[test]
fn a_registered_producer_that_resigned_still_ends_with_the_last_handle() {
    let (channel, mut producer, mut consumer) = open();
    forward(0..0, &mut producer);
    assert!(!consumer.is_fully_drained(), "the handle could register another one");
    drop(channel);
    assert!(consumer.is_fully_drained());
    assert!(consumer.try_recv().unwrap_err().is_closed());
    drop(producer);
}
