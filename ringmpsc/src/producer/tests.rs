//! Tests of a send while the channel ends, for each interleaving.

use std::cell::RefCell;
use std::sync::Arc;

use ringmpsc_macros::ring_channel;

use crate::error::{TryRecvError, TrySendError};
use crate::kind::spmc::SpmcHandle;
use crate::kind::spsc::SpscHandle;
use crate::producer::{Producer, Registration};
use crate::ring::hooked::{Hooked, with_hook};
use crate::ring::layout::Ring;
use crate::ring::slots::Buffer;

/// A message that counts its copies.
#[ring_channel(crate = crate, kind = spsc, bits = 1, name = Exclusive)]
#[ring_channel(crate = crate, kind = spmc, bits = 1, name = Competing)]
type Counted = Arc<()>;

/// The result of a send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Received,
    Dropped,
    Returned,
}

/// Sends a message, and runs `end` before step `step` of the send. `end` ends the channel. `rest`
/// then receives the remaining messages, and returns how many messages were received in all.
/// Returns the message's fate, or `None` if the send has fewer steps.
fn fate<R, S>(
    step: usize,
    mut producer: Producer<R, S>,
    end: impl FnOnce() + 'static,
    rest: impl FnOnce() -> usize,
) -> Option<Fate>
where
    R: Ring<Slots: Buffer<Message = Counted>>,
    S: Registration<R>,
{
    let message = Arc::new(());
    let sent = with_hook(step, end, || producer.try_send(Arc::clone(&message)))?;
    let returned = match sent {
        Ok(()) => false,
        Err(TrySendError::Closed(back)) => Arc::ptr_eq(&back, &message),
        Err(TrySendError::Full(_)) => panic!("the ring is empty"),
    };
    let received = rest();
    drop(producer);
    assert_eq!(Arc::strong_count(&message), 1, "before step {step}");
    match (returned, received) {
        (true, 0) => Some(Fate::Returned),
        (false, 1) => Some(Fate::Received),
        (false, 0) => Some(Fate::Dropped),
        _ => panic!("before step {step}: returned {returned}, received {received} times"),
    }
}

/// Returns the fates at each step, without repetitions.
fn fates(fate: impl FnMut(usize) -> Option<Fate>) -> Vec<Fate> {
    let mut fates: Vec<_> = (0..).map_while(fate).collect();
    fates.dedup();
    fates
}

#[test]
fn the_only_consumer_finishes_during_a_send() {
    let fates = fates(|step| {
        let (producer, consumer) = SpscHandle::<Hooked<ExclusiveRing>>::open();
        let channel = consumer.handle();
        let consumer = std::rc::Rc::new(RefCell::new(consumer));
        let received = std::rc::Rc::new(RefCell::new(0));
        let drain = {
            let (consumer, received) = (consumer.clone(), received.clone());
            move || {
                *received.borrow_mut() += consumer.borrow_mut().consume_count();
                assert_eq!(consumer.borrow_mut().try_recv(), Err(TryRecvError::Closed));
            }
        };
        let again = drain.clone();
        let end = move || {
            channel.close();
            drain();
        };
        fate(step, producer, end, || {
            again();
            received.take()
        })
    });
    assert_eq!(fates, [Fate::Returned, Fate::Received]);
}

#[test]
fn the_only_consumer_is_dropped_during_a_send() {
    let fates = fates(|step| {
        let (producer, consumer) = SpscHandle::<Hooked<ExclusiveRing>>::open();
        fate(step, producer, || drop(consumer), || 0)
    });
    assert_eq!(fates, [Fate::Returned, Fate::Dropped]);
}

#[test]
fn competing_consumers_are_dropped_during_a_send() {
    let fates = fates(|step| {
        let (producer, channel) = SpmcHandle::<Hooked<CompetingRing>>::open();
        let consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
        fate(step, producer, || drop((channel, consumers)), || 0)
    });
    assert_eq!(fates, [Fate::Returned, Fate::Dropped]);
}
