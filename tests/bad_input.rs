//! Arguments that make no sense, or only just.

use ringmpsc::{ReserveError, ring_channel};
use ringmpsc_tests::Ledger;
use ringmpsc_tests::channels::{mpsc_4, spsc_4, spsc_copy_4};

/// A ring of two.
#[ring_channel(kind = spsc, bits = 1)]
pub type Small = u8;

#[test]
fn reserving_nothing_is_an_error() {
    let (mut producer, _consumer) = spsc_4::MessageChannel::open();
    assert_eq!(producer.reserve(0).unwrap_err(), ReserveError::Zero);
    assert_eq!(producer.reserve_up_to(0).unwrap_err(), ReserveError::Zero);
    assert_eq!(producer.reserve_with_backoff(0).unwrap_err(), ReserveError::Zero);
    let text = "no slots were asked for: reserve at least one";
    assert_eq!(ReserveError::Zero.to_string(), text);
    assert!(!ReserveError::Zero.is_full() && !ReserveError::Zero.is_closed());
}

#[test]
fn reserving_more_than_the_ring_has_is_an_error() {
    let (mut producer, _consumer) = spsc_4::MessageChannel::open();
    for n in [5, 6, 1 << 40, usize::MAX] {
        assert_eq!(producer.reserve(n).unwrap_err(), ReserveError::TooLarge);
        assert_eq!(producer.reserve_with_backoff(n).unwrap_err(), ReserveError::TooLarge);
        assert_eq!(producer.reserve_up_to(n).unwrap().capacity(), 4);
    }
    let text = "more slots than the ring has: reserve at most `CAPACITY`";
    assert_eq!(ReserveError::TooLarge.to_string(), text);
    assert!(!ReserveError::TooLarge.is_full() && !ReserveError::TooLarge.is_closed());
}

#[test]
fn what_could_never_be_granted_is_told_also_after_a_close() {
    let (channel, _consumer) = mpsc_4::MessageChannel::open();
    let mut producer = channel.register().unwrap();
    channel.close();
    assert_eq!(producer.reserve(0).unwrap_err(), ReserveError::Zero);
    assert_eq!(producer.reserve(5).unwrap_err(), ReserveError::TooLarge);
    assert_eq!(producer.reserve(4).unwrap_err(), ReserveError::Closed);
}

#[test]
fn counts_beyond_what_there_is_are_no_more_than_everything() {
    let ledger = Ledger::new();
    let (mut producer, mut consumer) = spsc_4::MessageChannel::open();
    for n in [5, 1 << 40, usize::MAX] {
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        assert_eq!(consumer.peek_many(n).unwrap().len(), 4);
        assert_eq!(consumer.skip(n), 4);
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        assert_eq!(consumer.consume_up_to(n, |_| ()), 4);
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        let mut vec = Vec::new();
        assert_eq!(consumer.drain_into(&mut vec, n), 4);
        assert!(vec.capacity() < 100, "it makes room for what there is");
    }
    ledger.assert_settled();
}

#[test]
fn counts_of_zero_are_nothing() {
    let ledger = Ledger::new();
    let (mut producer, mut consumer) = spsc_4::MessageChannel::open();
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    assert_eq!(consumer.skip(0), 0);
    assert_eq!(consumer.consume_up_to(0, |_| unreachable!()), 0);
    assert_eq!(consumer.drain_into(&mut Vec::new(), 0), 0);
    assert!(consumer.peek_many(0).is_none());
    consumer.readable().unwrap().advance(0);
    assert_eq!(consumer.peek_iter().consume_seen(), 0);
    assert_eq!(producer.send_iter(None), 0);
    assert_eq!((producer.len(), ledger.dropped()), (4, 0));
}

#[test]
fn empty_slices_are_nothing() {
    let (mut producer, mut consumer) = spsc_copy_4::MessageChannel::open();
    assert_eq!(producer.send_slice(&[]), 0);
    assert_eq!(consumer.recv_slice(&mut []), 0);
    assert_eq!(producer.send_slice(&[1, 2, 3, 4, 5]), 4);
    assert_eq!(producer.send_slice(&[]), 0);
    assert_eq!(consumer.recv_slice(&mut []), 0);
    assert_eq!(consumer.drain().count(), 4);
}

#[test]
fn the_smallest_ring() {
    let (mut producer, mut consumer) = SmallChannel::open();
    assert_eq!((SmallChannel::CAPACITY, producer.capacity(), consumer.capacity()), (2, 2, 2));
    for k in 0..9 {
        assert_eq!(producer.send_slice(&[k, k + 1, k + 2]), 2);
        assert_eq!(consumer.try_recv(), Ok(k));
        assert_eq!(producer.send_iter([k + 2, k + 3]), 1);
        assert_eq!(consumer.drain().collect::<Vec<_>>(), [k + 1, k + 2]);
        assert_eq!(producer.try_send(k), Ok(()));
        assert_eq!(consumer.try_recv(), Ok(k));
    }
}

#[test]
fn errors_say_what_they_are() {
    use ringmpsc::{RecvError, RecvTimeoutError, ResetError, TryRecvError, TrySendError};
    // They need nothing of the message.
    struct Opaque;
    assert_eq!(format!("{:?}", TrySendError::Full(Opaque)), "Full(..)");
    assert_eq!(TrySendError::Full(Opaque).to_string(), "the ring is full");
    assert_eq!(format!("{:?}", TrySendError::Closed(Opaque)), "Closed(..)");
    assert_eq!(TrySendError::Closed(Opaque).to_string(), "the channel is closed");
    assert_eq!(ReserveError::Full.to_string(), "the ring has too few free slots");
    assert_eq!(ReserveError::Closed.to_string(), "the channel is closed");
    assert_eq!(TryRecvError::Empty.to_string(), "no message is waiting");
    for closed in [
        TryRecvError::Closed.to_string(),
        RecvError::Closed.to_string(),
        RecvTimeoutError::Closed.to_string(),
    ] {
        assert_eq!(closed, "the channel is closed and drained");
    }
    assert_eq!(ResetError::Foreign.to_string(), "the producer belongs to another channel");
    let errors: [Box<dyn std::error::Error>; 4] = [
        Box::new(TrySendError::Full(Opaque)),
        Box::new(TryRecvError::Empty),
        Box::new(ReserveError::Zero),
        Box::new(ResetError::Foreign),
    ];
    assert!(errors.iter().all(|error| error.source().is_none()));
}
