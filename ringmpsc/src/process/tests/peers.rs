//! Peers that lie, end, or hang up.

use std::sync::Barrier;

use super::*;

/// The peer's process may clear the word of this end that says that it has closed.
#[test]
fn a_close_is_final_whatever_the_peer_writes() {
    let ring = SharedRing::<u64>::create(2).unwrap();
    let peer = Hostile::of(&ring);
    let (mut producer, consumer) = ring.split().unwrap();
    producer.close();
    peer.write(0x188, 0);
    assert!(producer.is_closed());
    assert_eq!(producer.try_send(1), Err(SendError::Closed));
    assert_eq!(producer.send_slice(&[1]), Err(SendError::Closed));
    assert_eq!(producer.reserve(1).unwrap_err(), SendError::Closed);
    drop(consumer);

    let ring = SharedRing::<u64>::create(2).unwrap();
    let peer = Hostile::of(&ring);
    let (producer, mut consumer) = ring.split().unwrap();
    consumer.close();
    peer.write(0x1c8, 0);
    assert!(consumer.is_closed());
    assert_eq!(consumer.try_recv(), Err(RecvError::Closed));
    drop(producer);
}

/// Each wait here is shorter than a slice.
#[test]
fn short_waits_find_that_the_peer_is_gone() {
    let short = Duration::from_millis(40);
    let (ours, theirs) = Connection::pair().unwrap();
    let (mut producer, consumer) = SharedRing::<u64>::create(1).unwrap().split().unwrap();
    let mut consumer = consumer.watch(ours);
    drop(theirs);
    let waits: Vec<_> = (0..4).map(|_| consumer.recv_timeout(short)).collect();
    assert_eq!(waits[3], Err(RecvError::PeerGone { delivered: 0 }), "{waits:?}");

    producer.send_all(&[1, 2]).unwrap();
    let (ours, theirs) = Connection::pair().unwrap();
    let mut producer = producer.watch(ours);
    drop(theirs);
    let waits: Vec<_> = (0..4).map(|_| producer.send_timeout(3, short)).collect();
    assert_eq!(waits[3], Err(SendError::PeerGone), "{waits:?}");
}

/// The consumer closes, and then its connection ends. The producer must not report the second
/// event without the first one.
#[test]
fn a_close_comes_before_the_end_of_the_connection() {
    for _ in 0..2000 {
        let (ours, theirs) = Connection::pair().unwrap();
        let (producer, consumer) = SharedRing::<u64>::create(1).unwrap().split().unwrap();
        let (mut producer, consumer) = (producer.watch(ours), consumer.watch(theirs));
        producer.send_slice(&[1, 2]).unwrap();
        let start = Barrier::new(2);
        thread::scope(|scope| {
            scope.spawn(|| {
                start.wait();
                drop(consumer);
            });
            start.wait();
            let end = loop {
                match producer.try_send(3) {
                    Err(SendError::Full) => {}
                    end => break end,
                }
            };
            assert_eq!(end, Err(SendError::Closed));
        });
    }
}

#[test]
fn a_split_that_fails_takes_no_role() {
    let ring = SharedRing::<u64>::create(1).unwrap();
    let attach = || SharedRing::<u64>::attach(ring.fd().try_clone_to_owned().unwrap()).unwrap();
    let (second, third) = (attach(), attach());
    let consumer = second.into_consumer().unwrap();
    third.split().unwrap_err();
    ring.into_producer().unwrap();
    drop(consumer);
}
