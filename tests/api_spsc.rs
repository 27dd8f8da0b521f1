//! One producer: what its ends do.

use ringmpsc::{ResetError, TryRecvError, TrySendError};
use ringmpsc_tests::Ledger;
use ringmpsc_tests::channels::{spsc_4, spsc_copy_4};

#[path = "api/one_ring.rs"]
mod one_ring;

type Tracked = (spsc_4::MessageChannel, spsc_4::MessageProducer, spsc_4::MessageConsumer);
type Numbers =
    (spsc_copy_4::MessageChannel, spsc_copy_4::MessageProducer, spsc_copy_4::MessageConsumer);

fn tracked() -> Tracked {
    let (producer, consumer) = spsc_4::MessageChannel::open();
    (producer.channel(), producer, consumer)
}

fn numbers() -> Numbers {
    let (producer, consumer) = spsc_copy_4::MessageChannel::open();
    (consumer.channel(), producer, consumer)
}

#[test]
fn the_ends_are_counted() {
    let (channel, producer, consumer) = tracked();
    assert_eq!((channel.producer_count(), channel.consumer_count()), (1, 1));
    drop(producer);
    assert_eq!((channel.producer_count(), channel.consumer_count()), (0, 1));
    drop(consumer);
    assert_eq!((channel.producer_count(), channel.consumer_count()), (0, 0));
}

#[test]
fn the_only_producer_is_number_0() {
    let (_channel, producer, _consumer) = tracked();
    assert_eq!(producer.id().get(), 0);
    assert_eq!(producer.id().to_string(), "0");
}

#[test]
fn control_handles_do_not_keep_a_side_alive() {
    let (channel, producer, mut consumer) = tracked();
    let other = channel.clone();
    drop(producer);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    assert!(channel.is_closed() && other.is_closed() && consumer.is_closed());
}

#[test]
fn every_handle_is_of_the_same_channel() {
    let ledger = Ledger::new();
    let (channel, mut producer, consumer) = tracked();
    producer.try_send(ledger.message()).unwrap();
    assert_eq!([channel.len(), producer.channel().len(), consumer.channel().len()], [1; 3]);
    channel.clone().close();
    assert!(producer.channel().is_closed() && consumer.channel().is_closed());
}

#[test]
fn reset_empties_the_ring() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    assert_eq!(producer.send_iter(ledger.messages(3)), 3);
    consumer.reset(&mut producer).unwrap();
    assert_eq!(ledger.dropped(), 3);
    assert_eq!((channel.len(), producer.len(), consumer.len()), (0, 0, 0));
    assert_eq!(producer.send_iter(ledger.messages(5)), 4, "all slots are free");
    for number in 3..7 {
        assert_eq!(consumer.try_recv().unwrap().number(), number);
    }
    ledger.assert_settled();
}

#[test]
fn reset_after_the_cursors_have_wrapped() {
    let ledger = Ledger::new();
    let (mut producer, mut consumer) = spsc_4::open_at(u64::MAX - 1);
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    consumer.try_recv().unwrap();
    consumer.reset(&mut producer).unwrap();
    assert_eq!(producer.send_iter(ledger.messages(5)), 4);
    assert_eq!(consumer.drain().map(|message| message.number()).collect::<Vec<_>>(), [4, 5, 6, 7]);
    ledger.assert_settled();
}

#[test]
fn reset_refuses_the_producer_of_another_channel() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    let (_other, mut foreign, _consumer) = tracked();
    producer.try_send(ledger.message()).unwrap();
    foreign.try_send(ledger.message()).unwrap();
    assert_eq!(consumer.reset(&mut foreign), Err(ResetError::Foreign));
    assert_eq!((producer.len(), foreign.len()), (1, 1));
    assert_eq!(consumer.try_recv().unwrap().number(), 0);
}

#[test]
fn reset_does_not_open_a_closed_channel() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    producer.try_send(ledger.message()).unwrap();
    channel.close();
    consumer.reset(&mut producer).unwrap();
    assert!(matches!(producer.try_send(ledger.message()), Err(TrySendError::Closed(_))));
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    consumer.reset(&mut producer).unwrap();
    assert!(matches!(producer.try_send(ledger.message()), Err(TrySendError::Closed(_))));
    ledger.assert_settled();
}

#[test]
fn a_producer_that_left_has_ended_the_stream_of_what_it_sent() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
    drop(producer);
    assert_eq!(consumer.try_recv().unwrap().number(), 0);
    assert_eq!(consumer.try_recv().unwrap().number(), 1);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    ledger.assert_settled();
}
