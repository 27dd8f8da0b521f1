//! Which rings the consumer polls.

use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

use ringmpsc_macros::ring_channel;

use crate::consumer::Source as _;
use crate::error::TryRecvError;
use crate::kind::mpsc::Mpsc;
use crate::kind::mpsc::MpscHandle;
use crate::kind::mpsc::poll_set::{FEW, RUN};
use crate::kind::polled_ring::{EMPTY_POLLS, LONGEST, PolledRing, Polling};
use crate::ring::hooked::{Hooked, with_hook};
use crate::ring::layout::Ring as _;
use crate::wait::EventNotifier;

#[ring_channel(crate = crate, kind = mpsc, bits = 2)]
#[ring_channel(crate = crate, kind = mpsc, bits = 2, notify, name = Notified)]
type Number = u64;

/// Rings with space for many runs.
#[ring_channel(crate = crate, kind = mpsc, bits = 8)]
type Long = u64;

/// The number of passes without a message after which a ring goes dormant: the intervals 1, 2, 4,
/// …, and then the longest one [`EMPTY_POLLS`] times.
const PASSES: u32 = (LONGEST - 1) + EMPTY_POLLS * LONGEST;

/// Opens a channel whose consumer polls so many rings, each in every pass. Each had one message.
fn open(rings: usize) -> (NumberChannel, NumberConsumer, Vec<NumberProducer>) {
    let (channel, mut consumer) = NumberChannel::open();
    let mut producers = (0..rings).map(|_| channel.register().unwrap()).collect::<Vec<_>>();
    for (number, producer) in (0..).zip(&mut producers) {
        producer.try_send(number).unwrap();
        assert_eq!(consumer.try_recv(), Ok(number));
    }
    consumer.reset_adaptive_skip();
    (channel, consumer, producers)
}

fn polled(consumer: &NumberConsumer) -> Vec<u32> {
    let set: &Mpsc<_> = &consumer.consumer.rings;
    for (index, ring) in (0..).zip(&set.known) {
        let is_polled = set.polled.contains(&index);
        assert_eq!(ring.polling == Polling::Polled, is_polled);
        assert_eq!(ring.side.ring.lines().cold.doorbell.load().is_unpolled(), !is_polled);
    }
    let mut polled = set.polled.clone();
    polled.sort_unstable();
    polled
}

/// Receives from the first ring until the consumer does not poll the others. Returns after how many
/// messages.
fn tire_of_others(consumer: &mut NumberConsumer, producers: &mut [NumberProducer]) -> u32 {
    (1..=9999)
        .find(|_| {
            producers[0].try_send(7).unwrap();
            assert_eq!(consumer.try_recv(), Ok(7));
            polled(consumer) == [0]
        })
        .expect("they go dormant")
}

#[test]
fn idle_rings_beside_a_busy_one_go_dormant_until_they_have_a_message() {
    for rings in [2, 3, 8, 9, 40] {
        let (_channel, mut consumer, mut producers) = open(rings);
        let all = polled(&consumer);
        assert_eq!(all.len(), rings);
        let passes = tire_of_others(&mut consumer, &mut producers);
        assert!((PASSES..=PASSES + 2).contains(&passes), "{rings} rings: {passes} passes");
        // The consumer polls each ring again after its first message, and no other ring. Each ring
        // has all of its empty polls again.
        for (k, producer) in producers.iter_mut().enumerate().skip(1) {
            producer.try_send(9).unwrap();
            assert_eq!(consumer.try_recv(), Ok(9));
            assert_eq!(polled(&consumer), all[..=k]);
            let ring = &consumer.consumer.rings.known[k];
            assert_eq!((ring.interval, ring.empty_polls_left), (1, EMPTY_POLLS));
        }
        // A search that finds no message in the rings that are due polls all of them. So a ring may
        // go dormant some passes earlier.
        let again = tire_of_others(&mut consumer, &mut producers);
        assert!((PASSES / 2..=PASSES + 2).contains(&again), "{rings} rings: {again} passes");
    }
}

#[test]
fn a_few_rings_are_polled_for_ever_while_there_are_no_messages() {
    let (_channel, mut consumer, _producers) = open(FEW);
    for _ in 0..3 * PASSES {
        assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
        assert_eq!(polled(&consumer).len(), FEW);
    }
}

#[test]
fn many_rings_go_dormant_when_there_are_no_messages() {
    let (_channel, mut consumer, mut producers) = open(FEW + 1);
    let passes = (1..=9999).find(|_| {
        assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
        polled(&consumer).len() <= FEW
    });
    let passes = passes.expect("some go dormant");
    assert!(passes <= PASSES, "{passes} passes");
    for producer in &mut producers {
        producer.try_send(9).unwrap();
        assert_eq!(consumer.try_recv(), Ok(9));
    }
    assert_eq!(polled(&consumer).len(), FEW + 1);
}

/// Opens a channel with `N` producers. The consumer has admitted their rings in this order.
fn open_long<const N: usize>() -> (LongChannel, LongConsumer, [LongProducer; N]) {
    let (channel, mut consumer) = LongChannel::open();
    let producers = std::array::from_fn(|_| {
        let mut producer = channel.register().unwrap();
        producer.try_send(0).unwrap();
        assert_eq!(consumer.try_recv(), Ok(0));
        producer
    });
    consumer.reset_adaptive_skip();
    (channel, consumer, producers)
}

/// Returns how many messages of each ring come before the next ring has its turn.
fn runs(messages: &[u64]) -> Vec<(u64, u64)> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for &message in messages {
        let ring = message / 1000;
        match runs.last_mut() {
            Some((last, n)) if *last == ring => *n += 1,
            _ => runs.push((ring, 1)),
        }
    }
    runs
}

#[test]
fn full_rings_have_turns_of_one_run() {
    let (_channel, mut consumer, mut producers) = open_long::<3>();
    for (ring, producer) in (0..).zip(&mut producers) {
        assert_eq!(producer.send_iter((0..100).map(|k| 1000 * ring + k)), 100);
    }
    let received: Vec<_> = std::iter::from_fn(|| consumer.try_recv().ok()).collect();
    for ring in 0..3 {
        let of_one = received.iter().filter(|&message| message / 1000 == ring);
        assert!(of_one.copied().eq(1000 * ring..1000 * ring + 100), "in order");
    }
    // The first message of each ring was received before.
    let lengths = [RUN - 1, RUN, RUN, RUN, RUN, RUN, 100 + 1 - 6 * RUN];
    let expected = lengths.iter().flat_map(|&n| [0, 1, 2].map(|ring| (ring, n)));
    assert_eq!(runs(&received), expected.collect::<Vec<_>>());
}

/// The consumer knows all messages of the busy ring all the time.
#[test]
fn a_ring_that_rings_is_met_at_the_end_of_a_run() {
    for before in 0..2 * RUN {
        let (channel, mut consumer, [mut busy]) = open_long();
        assert_eq!(busy.send_iter(1000..1200), 200);
        for k in 0..before {
            assert_eq!(consumer.try_recv(), Ok(1000 + k));
        }
        let mut newcomer = channel.register().unwrap();
        newcomer.try_send(2000).unwrap();
        let waited = (0..999).find(|_| consumer.try_recv() == Ok(2000)).unwrap();
        assert!(waited <= RUN, "{waited} after {before}");
    }
}

#[test]
fn a_ring_that_was_idle_waits_for_at_most_the_longest_interval() {
    for idle in 0..2 * PASSES {
        let (_channel, mut consumer, [mut busy, mut other]) = open_long();
        for _ in 0..idle {
            busy.try_send(1).unwrap();
            assert_eq!(consumer.try_recv(), Ok(1));
        }
        other.try_send(2).unwrap();
        let mut waited = 0;
        while {
            while busy.try_send(1).is_ok() {}
            consumer.try_recv() != Ok(2)
        } {
            waited += 1;
        }
        assert!(waited <= RUN * u64::from(LONGEST), "{waited} after {idle} passes");
    }
}

#[test]
fn a_run_ends_when_no_more_messages_are_known() {
    let (_channel, mut consumer, [mut first, mut second]) = open_long();
    first.try_send(1000).unwrap();
    second.try_send(2000).unwrap();
    assert_eq!(consumer.try_recv(), Ok(1000));
    // This message is behind `cached_tail`.
    first.try_send(1001).unwrap();
    assert_eq!(consumer.try_recv(), Ok(2000));
    assert_eq!(consumer.try_recv(), Ok(1001));
}

/// While no messages come, the intervals do not change. The first message changes that.
#[test]
fn a_few_empty_rings_are_polled_without_bookkeeping() {
    let (_channel, mut consumer, mut producers) = open(3);
    assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
    let intervals = |consumer: &NumberConsumer| {
        consumer.consumer.rings.known.iter().map(|ring| ring.interval).collect::<Vec<_>>()
    };
    let before = intervals(&consumer);
    for _ in 0..3 * PASSES {
        assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
    }
    assert_eq!(intervals(&consumer), before);
    // Whichever ring has the message, the search begins at the ring whose turn it is.
    for round in 0..3 * PASSES {
        let ring = round as usize % 3;
        producers[ring].try_send(7).unwrap();
        assert_eq!(consumer.try_recv(), Ok(7));
        assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
        assert!(polled(&consumer).contains(&u32::try_from(ring).unwrap()));
    }
    assert!(tire_of_others(&mut consumer, &mut producers) <= PASSES + 2);
}

/// Each operation that may skip an idle ring, as a function that returns how many messages it took.
const BATCHES: [fn(&mut NumberConsumer) -> usize; 4] = [
    |consumer| consumer.consume_batch(|_| ()),
    |consumer| consumer.consume_batch_owned(drop),
    |consumer| consumer.consume_up_to(99, |_| ()),
    |consumer| consumer.consume_while(|_| ControlFlow::Continue(())),
];

#[test]
fn the_first_batch_after_an_idle_time_takes_from_every_ring() {
    for rings in [1, 3, FEW, FEW + 1, 20] {
        for idle in [1, 2, 9, 40, 3 * PASSES] {
            for consume in BATCHES {
                let (_channel, mut consumer, mut producers) = open(rings);
                for _ in 0..2 {
                    // The rings prove idle, and the consumer polls them less often.
                    for _ in 0..idle {
                        assert_eq!(consume(&mut consumer), 0);
                    }
                    for producer in &mut producers {
                        producer.try_send(7).unwrap();
                    }
                    assert_eq!(consume(&mut consumer), rings, "after {idle} empty polls");
                }
            }
        }
    }
}

/// One ring is busy, and the others are idle. Then the busy ring has no message, and each of the
/// others has one.
#[test]
fn a_batch_that_finds_the_busy_rings_empty_takes_from_every_ring() {
    for rings in [2, 3, FEW, FEW + 1, 20] {
        // No ring goes dormant: its message would make it due.
        for passes in 0..PASSES - LONGEST {
            for consume in BATCHES {
                let (_channel, mut consumer, mut producers) = open(rings);
                for _ in 0..passes {
                    producers[0].try_send(7).unwrap();
                    assert_eq!(consume(&mut consumer), 1);
                }
                for producer in &mut producers[1..] {
                    producer.try_send(8).unwrap();
                }
                let due = |ring: &PolledRing<_>| ring.skip == 0;
                let none_is_due = !consumer.consumer.rings.known[1..].iter().any(due);
                let taken = consume(&mut consumer);
                assert!(!none_is_due || taken == rings - 1, "{taken} after {passes} passes");
            }
        }
    }
}

/// `iter` and `drain` find nothing, and are no reason to poll a ring less often.
#[test]
fn a_view_of_an_empty_channel_changes_no_interval() {
    for rings in 1..=FEW {
        let (_channel, mut consumer, _producers) = open(rings);
        assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
        let bookkeeping = |consumer: &NumberConsumer| {
            let known = consumer.consumer.rings.known.iter();
            known.map(|ring| (ring.interval, ring.empty_polls_left)).collect::<Vec<_>>()
        };
        for look in [
            |consumer: &mut NumberConsumer| assert!(consumer.peek_iter().next().is_none()),
            |consumer: &mut NumberConsumer| assert!(consumer.drain().next().is_none()),
        ] {
            let before = bookkeeping(&consumer);
            look(&mut consumer);
            assert_eq!(bookkeeping(&consumer), before, "{rings} rings");
        }
    }
}

/// `drain` visits every ring, so the turn is again with the ring with which it began.
#[test]
fn a_drain_ends_the_turn_of_every_ring() {
    for taken in [0, 1, 5, 6] {
        let (_channel, mut consumer, mut producers) = open_long::<3>();
        let send = |producers: &mut [LongProducer; 3]| {
            for (ring, producer) in (0..).zip(producers) {
                assert_eq!(producer.send_slice(&[ring, ring]), 2);
            }
        };
        send(&mut producers);
        let turn = consumer.consumer.rings.turn;
        assert_eq!(consumer.drain().take(taken).count(), taken);
        assert_eq!(consumer.consumer.rings.turn, turn);
        send(&mut producers);
        let order: Vec<_> = std::iter::from_fn(|| consumer.try_recv().ok()).collect();
        assert_eq!(order, [0, 0, 1, 1, 2, 2], "the drain returned {taken}");
    }
}

/// A consumer of a few rings keeps polling them when it waits. So no producer pushes a ring.
#[test]
fn a_wait_keeps_a_few_rings_polled() {
    for rings in [1, 3, FEW] {
        let (_channel, mut consumer, mut producers) = open(rings);
        let all = polled(&consumer);
        for round in 0..3 {
            for producer in &mut producers {
                assert!(consumer.consumer.rings.prepare_park());
                let set = &consumer.consumer.rings;
                let doorbell = |k: usize| set.known[k].side.ring.lines().cold.doorbell.load();
                assert!((0..rings).all(|k| doorbell(k).is_dormant()));
                producer.try_send(round).unwrap();
                assert_eq!((0..rings).filter(|&k| !doorbell(k).is_dormant()).count(), 1);
                assert!(!set.registry.ready.is_non_empty());
                assert_eq!(consumer.try_recv(), Ok(round));
                assert_eq!(polled(&consumer), all);
            }
        }
    }
}

/// With more rings all of them go dormant, and each producer pushes its ring once.
#[test]
fn a_wait_lets_many_rings_go_dormant() {
    let (_channel, mut consumer, mut producers) = open(FEW + 1);
    assert!(consumer.consumer.rings.prepare_park());
    assert!(polled(&consumer).is_empty());
    for (number, producer) in (0..).zip(&mut producers) {
        producer.try_send(number).unwrap();
        assert_eq!(consumer.try_recv(), Ok(number));
    }
    assert_eq!(polled(&consumer).len(), FEW + 1);
}

/// The producer publishes while the consumer prepares to wait, before any step of the consumer.
/// Earlier waits have left `DORMANT` in the other ring, or in this one.
#[test]
fn a_message_that_comes_while_the_consumer_prepares_to_wait_is_noticed() {
    for before in 0..3 {
        let steps = (0..).map_while(|step| {
            let (channel, mut consumer) = MpscHandle::<Hooked<NumberRing>>::open();
            let [mut one, two] = [(); 2].map(|()| channel.register().unwrap());
            let two = Rc::new(RefCell::new(two));
            assert!(one.try_send(1).is_ok() && two.borrow_mut().try_send(2).is_ok());
            assert_eq!(consumer.consume_batch_owned(drop), 2);
            if before > 0 {
                assert!(consumer.rings.prepare_park());
            }
            if before > 1 {
                assert!(one.try_send(1).is_ok());
                assert_eq!(consumer.try_recv(), Ok(1));
            }
            let publish = {
                let two = Rc::clone(&two);
                move || assert!(two.borrow_mut().try_send(3).is_ok())
            };
            let mut waits = false;
            with_hook(step, publish, || waits = consumer.rings.prepare_park())?;
            // A consumer that would wait is woken: the producer has found `DORMANT`.
            let doorbell = &consumer.rings.known[1].side.ring.lines().cold.doorbell;
            assert!(!waits || !doorbell.load().is_dormant(), "before step {step}");
            assert!(!consumer.rings.registry.ready.is_non_empty());
            assert_eq!(consumer.try_recv(), Ok(3), "before step {step}");
            assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
            // Once more, to show that each ring still reaches the consumer.
            consumer.rings.make_dormant(|_| true);
            assert!(two.borrow_mut().try_send(4).is_ok() && one.try_send(5).is_ok());
            assert_eq!(consumer.consume_batch_owned(drop), 2);
            Some(())
        });
        let steps = steps.count();
        assert!(steps >= 3, "{steps}");
    }
}

/// A ring that is about to go dormant gets a message, and stays polled.
#[test]
fn a_ring_with_a_message_does_not_go_dormant() {
    let (_channel, mut consumer, mut producers) = open(3);
    producers[1].try_send(9).unwrap();
    let set = &mut consumer.consumer.rings;
    set.make_dormant(|_| true);
    assert_eq!(polled(&consumer), [1]);
    assert_eq!(consumer.try_recv(), Ok(9));
}

/// The producer publishes while the ring goes dormant, before any step of the consumer.
#[test]
fn a_message_that_comes_while_a_ring_goes_dormant_is_received() {
    // How often the producer found `DORMANT` although the ring stays polled.
    let mut called = 0;
    let steps = (0..).map_while(|step| {
        let (channel, mut consumer) = MpscHandle::<Hooked<NumberRing>>::open();
        let [mut one, two] = [(); 2].map(|()| channel.register().unwrap());
        let two = Rc::new(RefCell::new(two));
        assert!(one.try_send(1).is_ok() && two.borrow_mut().try_send(2).is_ok());
        assert_eq!(consumer.consume_batch_owned(drop), 2);
        let publish = {
            let two = Rc::clone(&two);
            move || assert!(two.borrow_mut().try_send(3).is_ok())
        };
        let set = &mut consumer.rings;
        with_hook(step, publish, || set.make_dormant(|_| true))?;
        called += u32::from(set.known[1].polling == Polling::Ready);
        assert_eq!(consumer.try_recv(), Ok(3), "before step {step}");
        assert!(consumer.rings.known[1].polling == Polling::Polled);
        assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
        // Once more, to show that the producer has pushed the ring no more than once.
        consumer.rings.make_dormant(|_| true);
        assert!(two.borrow_mut().try_send(4).is_ok() && one.try_send(5).is_ok());
        assert_eq!(consumer.consume_batch_owned(drop), 2);
        Some(())
    });
    let steps = steps.count();
    assert!(steps >= 4, "{steps}");
    assert!(called > 0);
}

/// Two producers publish, and stall before they load the doorbell. The consumer has armed its
/// notifier before, takes both messages, and finds the channel empty. The next message of the
/// producer that goes on signals the notifier, whatever the other producer does.
#[test]
fn a_ring_that_stays_polled_signals_a_notifier_that_is_armed() {
    let mut pairs = 0;
    for outer in 0.. {
        let mut runs = false;
        for inner in 0.. {
            let (channel, consumer) = MpscHandle::<Hooked<NotifiedRing>>::open();
            let [one, mut two] = [(); 2].map(|()| channel.register().unwrap());
            let (consumer, one) = (Rc::new(RefCell::new(consumer)), Rc::new(RefCell::new(one)));
            assert!(one.borrow_mut().try_send(1).is_ok() && two.try_send(2).is_ok());
            let notifier = Arc::new(EventNotifier::new().unwrap());
            {
                let mut consumer = consumer.borrow_mut();
                consumer.set_notifier(Some(Arc::clone(&notifier)));
                notifier.consume().unwrap();
                assert_eq!((0..).map_while(|_| consumer.try_recv().ok()).count(), 2);
            }
            let done = Rc::new(Cell::new(false));
            let stalls = {
                let (done, one) = (Rc::clone(&done), Rc::clone(&one));
                let consumer = Rc::clone(&consumer);
                move || {
                    // Rings go dormant in a pass with a message.
                    let makes_dormant = consumer.borrow_mut().try_recv().is_ok();
                    let receives = move || {
                        let mut consumer = consumer.borrow_mut();
                        if makes_dormant {
                            consumer.rings.make_dormant(|_| true);
                        }
                        while consumer.try_recv().is_ok() {}
                    };
                    let send = || assert!(one.borrow_mut().try_send(3).is_ok());
                    done.set(with_hook(inner, receives, send).is_some());
                    assert!(one.borrow_mut().try_send(4).is_ok());
                    assert!(!done.get() || notifier.is_signalled(), "{outer} {inner}");
                }
            };
            let sent = with_hook(outer, stalls, || assert!(two.try_send(5).is_ok()));
            runs |= sent.is_some();
            pairs += u32::from(done.get());
            if !done.get() {
                break;
            }
        }
        if !runs {
            break;
        }
    }
    assert!(pairs >= 9, "{pairs}");
}
