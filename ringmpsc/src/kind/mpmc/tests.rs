//! The order in which a consumer tries the rings.

use ringmpsc_macros::ring_channel;

use crate::consumer::claim_source::ClaimSource;
use crate::consumer::competing::Competing;
use crate::kind::mpmc::Mpmc;
use crate::kind::mpmc::search::{FAIRNESS_INTERVAL, Origin, XorShift};
use crate::ring::layout::Ring as _;
use crate::sync::{Ordering, StdArc};

/// The home shard of each consumer is one ring.
#[ring_channel(crate = crate, kind = mpmc, bits = 2, shard = 1, metrics)]
type Number = u64;

const RINGS: usize = 16;

/// A seed for tests that need to know the random numbers.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// Opens a channel with one consumer, whose home is ring 0 of [`RINGS`]. Each ring has a message.
fn open() -> (NumberChannel, NumberConsumer, [NumberProducer; RINGS]) {
    let channel = NumberChannel::open();
    let consumer = channel.register_consumer().unwrap();
    let mut producers = [(); RINGS].map(|()| channel.register().unwrap());
    for producer in &mut producers {
        producer.try_send(0).unwrap();
    }
    (channel, consumer, producers)
}

fn index(ring: &Competing<NumberRing>) -> usize {
    ring.ring().lines().cold.index.load(Ordering::Relaxed) as usize
}

/// Returns which rings an operation tries if its first `failures` attempts come back with nothing,
/// as if another consumer had always been faster.
fn attempts(rings: &mut Mpmc<NumberRing>, failures: usize) -> Vec<usize> {
    let mut tried = Vec::new();
    let found = rings.try_rings(1, |ring| {
        tried.push(index(ring));
        (tried.len() > failures).then_some(())
    });
    assert!(found.is_some());
    tried
}

#[test]
fn two_rings_are_drawn_at_random_after_the_fullest_came_to_nothing() {
    let mut random = XorShift(SEED);
    let drawn = [(); 4].map(|()| random.draw(RINGS));
    assert!(!drawn.contains(&0), "no ring of these is at home");
    // The current ring; the home shard; the fullest ring. That is the next one, since all have the
    // same number of messages.
    let order = [0, 0, 0, drawn[0], drawn[1], 1, drawn[2], drawn[3], 2];
    let origins = [
        (3, Origin::Random),
        (4, Origin::Random),
        (5, Origin::Fullest),
        (6, Origin::Random),
        (7, Origin::Random),
        (8, Origin::Fullest),
    ];
    for (failures, origin) in origins {
        let (_channel, mut consumer, _producers) = open();
        let rings = &mut consumer.consumer.rings;
        rings.random = XorShift(SEED);
        assert_eq!(attempts(rings, failures), order[..=failures]);
        assert_eq!(rings.current, order[failures]);
        assert!(rings.origin == origin, "after {failures} failures");
    }
}

#[test]
fn the_search_for_the_fullest_ring_goes_round() {
    let (_channel, mut consumer, _producers) = open();
    let rings = &mut consumer.consumer.rings;
    assert_eq!(attempts(rings, 0), [0]);
    for last in [3, RINGS - 1] {
        rings.search = last;
        assert_eq!(rings.fullest(), Some(last));
        assert_eq!(rings.search, last + 1);
    }
    assert_eq!(rings.fullest(), Some(0));
}

/// On a machine with several nodes.
#[test]
fn the_nearest_ring_comes_first_and_then_the_fullest() {
    let (_channel, mut consumer, mut producers) = open();
    assert_eq!(producers[5].send_slice(&[1, 1]), 2);
    assert_eq!(producers[9].send_slice(&[1, 1]), 2);
    let rings = &mut consumer.consumer.rings;
    assert_eq!(attempts(rings, 0), [0]);
    let mut expect = |distances: &[(usize, u32)], expected| {
        rings.rings.iter_mut().for_each(|ring| ring.set_distance(21));
        for &(at, distance) in distances {
            rings.rings[at].set_distance(distance);
        }
        assert_eq!(rings.fullest_of_nearest(0..RINGS), expected, "{distances:?}");
    };
    expect(&[], Some(5));
    expect(&[(7, 20), (8, 20)], Some(7));
    expect(&[(7, 20), (9, 20)], Some(9));
    expect(&[(7, 20), (9, 20), (RINGS - 1, 0)], Some(RINGS - 1));
    while consumer.try_recv().is_ok() {}
    assert_eq!(consumer.consumer.rings.fullest_of_nearest(0..RINGS), None);
}

#[test]
fn lots_are_below_their_limit_and_reach_every_number() {
    for n in [1, 2, 3, 16, 100] {
        let mut random = XorShift::new();
        let mut seen = vec![false; n];
        // The probability that a number is missed is less than e^-100.
        (0..100 * n * n).for_each(|_| seen[random.draw(n)] = true);
        assert!(seen.iter().all(|&seen| seen), "{n}");
    }
    assert_eq!(XorShift::new().draw(0), 0);
}

#[test]
fn consumers_draw_differently() {
    let draw = |_| {
        let mut random = XorShift::new();
        [(); 16].map(|()| random.draw(1 << 16))
    };
    let drawn: std::collections::HashSet<_> = (0..8).map(draw).collect();
    assert_eq!(drawn.len(), 8);
}

/// After [`FAIRNESS_INTERVAL`] receives the next ring has its turn, and so on for all rings.
#[test]
fn turns_go_round() {
    let (_channel, mut consumer, _producers) = open();
    let rings = &mut consumer.consumer.rings;
    for at in (0..RINGS).chain([0, 1]) {
        for k in 0..FAIRNESS_INTERVAL {
            assert_eq!(attempts(rings, 0), [at], "receive {k}");
            assert_eq!(rings.current, at);
        }
    }
}

/// With more rings, a pause would delay the messages of the others.
#[test]
fn a_consumer_keeps_its_distance_from_the_only_producer() {
    let channel = NumberChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    let mut producers = Vec::new();
    for expected in [vec![true], vec![false; 2], vec![false; 3]] {
        producers.push(channel.register().unwrap());
        assert!(consumer.try_recv().is_err());
        let rings = &consumer.consumer.rings.rings;
        assert!(rings.iter().map(Competing::is_slipping).eq(expected));
    }
    // The consumer learns of no new ring, so nothing changes.
    drop(producers);
    assert!(consumer.try_recv().is_err());
    assert!(!consumer.consumer.rings.rings[0].is_slipping());
}

#[test]
fn a_consumer_that_leaves_takes_its_spares_along() {
    let channel = NumberChannel::open();
    let consumers = [(); 3].map(|()| channel.register_consumer().unwrap());
    let spares = consumers.each_ref().map(|one| StdArc::downgrade(&one.consumer.rings.spares));
    let [first, second, third] = consumers;
    let alive = || spares.each_ref().map(|spares| spares.upgrade().is_some());
    assert_eq!(alive(), [true; 3]);
    drop(second);
    assert_eq!(alive(), [true, false, true]);
    drop((first, third));
    assert_eq!(alive(), [false; 3]);
}

/// A poll that has found nothing makes the next one cheap. The cheap poll must not miss a message
/// that came in between.
#[test]
fn a_poll_after_a_poll_that_found_nothing_finds_whatever_has_come() {
    let (channel, mut consumer, mut producers) = open();
    let empty = |consumer: &mut NumberConsumer| {
        while consumer.try_recv().is_ok() {}
        assert!(consumer.consumer.rings.is_still_empty());
    };
    for (number, producer) in (0..).zip(&mut producers) {
        empty(&mut consumer);
        producer.try_send(number).unwrap();
        assert_eq!(consumer.try_recv(), Ok(number));
    }
    // A message in a ring that the consumer does not know.
    empty(&mut consumer);
    let mut newcomer = channel.register().unwrap();
    newcomer.try_send(100).unwrap();
    assert_eq!(consumer.try_recv(), Ok(100));
    // A message in the claim of a consumer that leaves.
    let mut other = channel.register_consumer().unwrap();
    assert_eq!(newcomer.send_slice(&[101, 102]), 2);
    std::mem::forget(other.steal(2));
    empty(&mut consumer);
    drop(other);
    assert_eq!(consumer.try_recv(), Ok(101));
    assert_eq!(consumer.try_recv(), Ok(102));
}

/// Another consumer has taken everything. A poll of the empty channel is cheap all the same.
#[test]
fn a_channel_that_another_consumer_has_emptied_is_still_empty() {
    let (channel, mut consumer, mut producers) = open();
    while consumer.try_recv().is_ok() {}
    let mut other = channel.register_consumer().unwrap();
    for producer in &mut producers {
        producer.try_send(1).unwrap();
        assert!(!consumer.consumer.rings.is_still_empty());
        assert_eq!(other.try_recv(), Ok(1));
        assert!(consumer.consumer.rings.is_still_empty());
    }
}
