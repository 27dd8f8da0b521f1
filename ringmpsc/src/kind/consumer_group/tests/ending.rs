//! The end of the channel, while a consumer leaves with a claim.

use std::mem;

use crate::consumer::claim_source::ClaimSource;
use crate::consumer::{AfterEmpty, Consumer};
use crate::error::TryRecvError;
use crate::kind::consumer_group::tests::{ShardedRing, SingleRing};
use crate::kind::mpmc::{Mpmc, MpmcHandle};
use crate::kind::one_ring::Fixed;
use crate::kind::registered::Registered;
use crate::kind::spmc::{Spmc, SpmcHandle};
use crate::producer::{Producer, Registration};
use crate::ring::hooked::{Hooked, with_hook};
use crate::ring::layout::{Message, Ring};

/// A channel with a producer and three consumers.
struct Channel<S: ClaimSource, P: Registration<S::Ring>, H> {
    producer: Producer<S::Ring, P>,
    consumers: [Consumer<S>; 3],
    handle: H,
}

/// One consumer holds a claim. Another consumer finds no message. The first one leaves, and the
/// channel closes. Then the other consumer must not be told that it has received everything.
fn claim_left_before_the_end<S, P, H>(channel: Channel<S, P, H>, close: fn(&H))
where
    S: ClaimSource,
    Message<S::Ring>: From<u8> + PartialEq + core::fmt::Debug,
    P: Registration<S::Ring>,
{
    let Channel { mut producer, consumers: [mut stays, mut leaves, _idle], handle } = channel;
    assert!(producer.try_send(1.into()).is_ok());
    mem::forget(leaves.steal(1));
    assert_eq!(stays.rings.take(), None);
    drop(leaves);
    close(&handle);
    assert_eq!(stays.rings.after_empty(), AfterEmpty::Retry);
    assert!(!stays.is_fully_drained());
    assert_eq!(stays.try_recv(), Ok(1.into()));
    assert_eq!(stays.try_recv(), Err(TryRecvError::Closed));
    assert!(stays.is_fully_drained());
}

#[test]
fn a_claim_that_was_left_before_the_end_is_received() {
    claim_left_before_the_end(single(), SpmcHandle::close);
    claim_left_before_the_end(sharded(), MpmcHandle::close);
}

/// The channel is closed. There is always a message: first in the ring, then in the claim of a
/// consumer that has left. So the consumer that settles the end must not report it, before whatever
/// step of it the other consumers act. Returns `None` if it has fewer steps.
fn claim_left_during_the_end<S, P, H>(
    channel: Channel<S, P, H>,
    close: fn(&H),
    step: usize,
) -> Option<()>
where
    S: ClaimSource + 'static,
    Message<S::Ring>: From<u8>,
    P: Registration<S::Ring>,
{
    let Channel { mut producer, consumers: [mut stays, mut leaves, mut claims], handle } = channel;
    assert!(producer.try_send(1.into()).is_ok());
    mem::forget(leaves.steal(1));
    assert!(stays.rings.take().is_none());
    assert!(producer.try_send(2.into()).is_ok());
    close(&handle);
    let claims_after_the_other_has_left = move || {
        drop(leaves);
        mem::forget(claims.steal(1));
        // It keeps its claim.
        mem::forget(claims);
    };
    let after_empty =
        with_hook(step, claims_after_the_other_has_left, || stays.rings.after_empty())?;
    assert_eq!(after_empty, AfterEmpty::Retry, "before step {step}");
    Some(())
}

#[test]
fn a_claim_that_is_left_while_the_end_is_settled_is_not_missed() {
    for n in [
        (0..).map_while(|k| claim_left_during_the_end(single(), SpmcHandle::close, k)).count(),
        (0..).map_while(|k| claim_left_during_the_end(sharded(), MpmcHandle::close, k)).count(),
    ] {
        assert!(n >= 3, "{n} steps");
    }
}

/// A consumer that was closed takes no message of such a claim, and does not wait for it.
#[test]
fn a_consumer_that_was_closed_leaves_the_claim_to_others() {
    fn check<S, P, H>(channel: Channel<S, P, H>, close: fn(&H))
    where
        S: ClaimSource,
        Message<S::Ring>: From<u8> + PartialEq + core::fmt::Debug,
        P: Registration<S::Ring>,
    {
        let Channel { mut producer, consumers: [mut closed, mut leaves, mut stays], handle } =
            channel;
        closed.close();
        assert!(producer.try_send(1.into()).is_ok());
        mem::forget(leaves.steal(1));
        drop(leaves);
        close(&handle);
        assert_eq!(closed.try_recv(), Err(TryRecvError::Closed));
        assert_eq!(stays.try_recv(), Ok(1.into()));
        assert_eq!(stays.try_recv(), Err(TryRecvError::Closed));
        assert_eq!(closed.try_recv(), Err(TryRecvError::Closed));
    }
    check(single(), SpmcHandle::close);
    check(sharded(), MpmcHandle::close);
}

type Single = Hooked<SingleRing>;
type Sharded = Hooked<ShardedRing>;

fn single() -> Channel<Spmc<Single>, Fixed, SpmcHandle<Single>> {
    let (producer, handle) = SpmcHandle::open();
    let consumers = [(); 3].map(|()| handle.register_consumer().unwrap());
    know_the_ring(Channel { producer, consumers, handle })
}

fn sharded() -> Channel<Mpmc<Sharded>, Registered<Sharded>, MpmcHandle<Sharded>> {
    let handle = MpmcHandle::open();
    let producer = handle.register().unwrap();
    let consumers = [(); 3].map(|()| handle.register_consumer().unwrap());
    know_the_ring(Channel { producer, consumers, handle })
}

/// Each consumer receives a message, so that it knows the ring.
fn know_the_ring<S, P, H>(mut channel: Channel<S, P, H>) -> Channel<S, P, H>
where
    S: ClaimSource<Ring: Ring>,
    Message<S::Ring>: From<u8>,
    P: Registration<S::Ring>,
{
    for consumer in &mut channel.consumers {
        assert!(channel.producer.try_send(0.into()).is_ok());
        assert!(consumer.try_recv().is_ok());
    }
    channel
}
