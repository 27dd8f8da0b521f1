//! Races between two competing consumers, one interleaving at a time.

mod ending;

use std::cell::RefCell;
use std::rc::Rc;

use ringmpsc_macros::ring_channel;

use crate::consumer::Consumer;
use crate::consumer::claim_source::ClaimSource;
use crate::fence::Mode;
use crate::kind::consumer_group::ConsumerGroup;
use crate::kind::mpmc::MpmcHandle;
use crate::kind::spmc::SpmcHandle;
use crate::producer::{Producer, Registration};
use crate::ring::hooked::{Hooked, with_hook};
use crate::ring::layout::{Message, Ring};
use crate::sync::{Arc, StdArc};

#[ring_channel(crate = crate, kind = spmc, bits = 2, metrics, wait, name = Single)]
#[ring_channel(crate = crate, kind = mpmc, bits = 2, metrics, name = Sharded)]
type Number = u64;

/// Two messages and two consumers. While the first consumer takes a message, the other one takes a
/// message before step `call` of the first. Returns how many races the first has lost and has
/// counted. Returns `None` if the first has fewer steps.
fn race<S, P>(
    producer: &mut Producer<S::Ring, P>,
    mut one: Consumer<S>,
    other: Consumer<S>,
    call: usize,
) -> Option<u64>
where
    S: ClaimSource<Ring: Ring> + 'static,
    Message<S::Ring>: From<u8> + Copy + Ord + core::fmt::Debug,
    P: Registration<S::Ring>,
{
    let other = Rc::new(RefCell::new(other));
    let taken = Rc::new(RefCell::new(Vec::new()));
    // Both consumers know the ring.
    for consumer in [&mut one, &mut *other.borrow_mut()] {
        assert!(producer.try_send(0.into()).is_ok());
        assert!(consumer.try_recv().is_ok());
    }
    let [first, second] = [1, 2].map(Message::<S::Ring>::from);
    assert!(producer.try_send(first).is_ok());
    assert!(producer.try_send(second).is_ok());
    let hook = {
        let (other, taken) = (Rc::clone(&other), Rc::clone(&taken));
        move || taken.borrow_mut().push(other.borrow_mut().try_recv().unwrap())
    };
    let mine = with_hook(call, hook, || one.try_recv().unwrap())?;
    let mut taken = taken.take();
    taken.push(mine);
    taken.sort_unstable();
    assert_eq!(taken, [first, second], "before step {call}");
    let counted = one.rings.counters().read();
    assert_eq!((counted.claimed, counted.batches), (2, 2));
    assert_eq!(other.borrow().rings.counters().read().lost_races, 0);
    Some(counted.lost_races)
}

/// Returns the number of lost races for each step before which the other consumer may take a
/// message.
fn races(race: impl FnMut(usize) -> Option<u64>) -> Vec<u64> {
    (0..).map_while(race).collect()
}

fn assert_one_is_lost_in_a_window(lost: &[u64]) {
    let changes: Vec<_> = lost.chunk_by(|one, other| one == other).map(|run| run[0]).collect();
    assert_eq!(changes, [0, 1, 0], "{lost:?}");
}

#[test]
fn a_consumer_of_one_ring_counts_the_races_that_it_loses() {
    let lost = races(|call| {
        let (mut producer, channel) = SpmcHandle::<Hooked<SingleRing>>::open();
        let [one, other] = [(); 2].map(|()| channel.register_consumer().unwrap());
        race(&mut producer, one, other, call)
    });
    assert_one_is_lost_in_a_window(&lost);
}

#[test]
fn a_consumer_of_many_rings_counts_the_races_that_it_loses() {
    let lost = races(|call| {
        let channel = MpmcHandle::<Hooked<ShardedRing>>::open();
        let [one, other] = [(); 2].map(|()| channel.register_consumer().unwrap());
        let mut producer = channel.register().unwrap();
        race(&mut producer, one, other, call)
    });
    assert_one_is_lost_in_a_window(&lost);
}

/// If each claim by a store takes a full fence, an exchange costs less.
#[test]
fn the_only_consumer_claims_by_a_store_unless_that_takes_a_fence() {
    for mode in [Mode::Asymmetric, Mode::Full] {
        let group = Arc::new(ConsumerGroup::new(StdArc::default(), 9, mode));
        let first = ConsumerGroup::join(&group).unwrap();
        let over = |registration: &super::ConsumerRegistration| {
            registration.biased.as_ref().map(|biased| !biased.try_fast(|| ()))
        };
        let only = (mode == Mode::Asymmetric).then_some(false);
        assert_eq!(over(&first), only, "{mode:?}");
        let second = ConsumerGroup::join(&group).unwrap();
        assert_eq!(over(&second), None, "it is one of two");
        assert_eq!(over(&first), only.map(|_| true), "and so is the first");
        assert!(!first.leave(None) && !second.leave(None), "there is a handle");
        let third = ConsumerGroup::join(&group).unwrap();
        assert_eq!(over(&third), only, "it is the only one again");
        assert_eq!(over(&first), only.map(|_| true));
    }
}
