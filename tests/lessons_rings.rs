//! What went wrong in other rings, and must not go wrong here.

use std::mem;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ringmpsc::{TryRecvError, ring_channel};
use ringmpsc_tests::channels::{mpsc_4, spsc_4, spsc_copy_4};
use ringmpsc_tests::{Ledger, Memory, Tracked, alone};

type Consumer = spsc_4::MessageConsumer;

/// Consumes all messages of a ring.
type Consume = fn(&mut Consumer);

/// Every operation that consumes all messages of a full ring, wherever it wraps.
const CONSUME: [(&str, Consume); 14] = [
    ("try_recv", |consumer| while consumer.try_recv().is_ok() {}),
    ("consume_batch", |consumer| _ = consumer.consume_batch(|_| ())),
    ("consume_batch_owned", |consumer| _ = consumer.consume_batch_owned(drop)),
    ("consume_up_to", |consumer| while consumer.consume_up_to(3, |_| ()) > 0 {}),
    ("consume_while", |consumer| {
        _ = consumer.consume_while(|_| ControlFlow::Continue(()));
    }),
    ("consume_while, breaking off", |consumer| {
        while consumer.consume_while(|_| ControlFlow::Break(())) > 0 {}
    }),
    ("consume_count", |consumer| _ = consumer.consume_count()),
    ("skip", |consumer| while consumer.skip(3) > 0 {}),
    ("drain_into", |consumer| while consumer.drain_into(&mut Vec::new(), 3) > 0 {}),
    ("readable", |consumer| {
        while let Some(readable) = consumer.readable() {
            readable.advance_all();
        }
    }),
    ("iter", |consumer| {
        let mut iter = consumer.peek_iter();
        (&mut iter).into_iter().for_each(drop);
        iter.consume_seen();
    }),
    ("drain", |consumer| consumer.drain().for_each(drop)),
    ("drain, dropped", |consumer| drop(consumer.drain())),
    ("drain, partly", |consumer| assert!(consumer.drain().next().is_some())),
];

#[test]
fn a_single_receive_after_a_batch_returns_no_garbage_and_loses_nothing() {
    for (name, consume) in CONSUME {
        for start in 0..4 {
            let ledger = Ledger::new();
            let (mut producer, mut consumer) = spsc_4::open_at(start);
            for len in (1..=4).chain(1..=4) {
                assert_eq!(producer.send_iter(ledger.messages(len)), len, "{name}");
                consume(&mut consumer);
                assert_eq!(ledger.dropped(), ledger.made(), "{name}");
                assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty, "{name}");
                assert!(consumer.peek().is_none(), "{name}");
                let number = ledger.made();
                producer.try_send(ledger.message()).unwrap();
                assert_eq!(consumer.try_recv().unwrap().number(), number, "{name}");
            }
            ledger.assert_settled();
        }
    }
}

#[test]
fn a_ring_that_was_drained_has_room_for_all_its_capacity() {
    for (name, consume) in CONSUME {
        for start in 0..4 {
            let ledger = Ledger::new();
            let (mut producer, mut consumer) = spsc_4::open_at(start);
            for _ in 0..5 {
                assert_eq!(producer.send_iter(ledger.messages(9)), 4, "{name}");
                assert!(producer.is_full());
                consume(&mut consumer);
                assert!(producer.is_empty(), "{name}");
            }
            ledger.assert_settled();
        }
    }
}

#[test]
fn a_forgotten_drain_leaves_a_ring_that_works() {
    for taken in 0..=4 {
        let ledger = Ledger::new();
        let (mut producer, mut consumer) = spsc_4::MessageChannel::open();
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        let mut drain = consumer.drain();
        let received: Vec<_> = drain.by_ref().take(taken).collect();
        mem::forget(drain);
        assert!(received.iter().map(Tracked::number).eq(0..taken));
        for number in taken..4 {
            assert_eq!(consumer.try_recv().unwrap().number(), number);
        }
        assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);
        assert_eq!(producer.send_iter(ledger.messages(4)), 4, "after a drain of {taken} of 4");
        drop((consumer, received));
        ledger.assert_settled();
    }
}

#[test]
fn a_forgotten_drain_of_one_of_many_rings_leaves_rings_that_work() {
    let ledger = Ledger::new();
    let (channel, mut consumer) = mpsc_4::MessageChannel::open();
    let mut producers = [(); 3].map(|()| channel.register().unwrap());
    for producer in &mut producers {
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    }
    let mut drain = consumer.drain();
    let received: Vec<_> = drain.by_ref().take(12).collect();
    mem::forget(drain);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);
    for producer in &mut producers {
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    }
    drop((consumer, received));
    ledger.assert_settled();
}

#[test]
#[expect(
    clippy::forget_non_drop,
    reason = "views need no drop now; forgetting one must do no harm ever"
)]
fn forgotten_views_consume_nothing() {
    let ledger = Ledger::new();
    let (mut producer, mut consumer) = spsc_4::MessageChannel::open();
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    mem::forget(consumer.readable());
    let mut iter = consumer.peek_iter();
    assert!(iter.next().is_some());
    mem::forget(iter);
    assert_eq!(consumer.drain().map(|message| message.number()).collect::<Vec<_>>(), [0, 1, 2, 3]);
    ledger.assert_settled();
}

/// A channel whose producer's steps are taken one at a time.
mod stepwise {
    /// The message.
    #[ringmpsc::ring_channel(kind = spsc, bits = 1)]
    pub(super) type Message = ringmpsc_tests::Tracked;

    /// Reserves a slot, lets `before` happen, and then sends the message. Returns it if it was not
    /// accepted.
    pub(super) fn send_late(
        producer: &mut MessageProducer,
        message: Message,
        before: impl FnOnce(),
    ) -> Result<(), Option<Message>> {
        let mut slots = producer.reserve(1).expect("there is space");
        before();
        slots.push(message).expect("the reservation has a slot");
        slots.commit().map(drop).map_err(|error| error.into_inner().pop())
    }
}

#[test]
fn a_send_that_loses_the_race_against_the_consumers_end_gets_its_message_back() {
    let ledger = Ledger::new();
    let (mut producer, consumer) = stepwise::MessageChannel::open();
    let sent = stepwise::send_late(&mut producer, ledger.message(), || drop(consumer));
    assert_eq!(ledger.dropped(), 0);
    assert!(matches!(sent, Err(Some(message)) if message.number() == 0));
    drop(producer);
    ledger.assert_settled();

    let (mut producer, mut consumer) = stepwise::MessageChannel::open();
    let sent = stepwise::send_late(&mut producer, ledger.message(), || {
        consumer.channel().close();
        assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    });
    assert!(matches!(sent, Err(Some(message)) if message.number() == 1));
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    drop((producer, consumer));
    ledger.assert_settled();
}

#[test]
fn a_send_that_wins_the_race_against_the_consumers_end_is_received() {
    let ledger = Ledger::new();
    let (mut producer, mut consumer) = stepwise::MessageChannel::open();
    let channel = consumer.channel();
    stepwise::send_late(&mut producer, ledger.message(), || channel.close()).unwrap();
    assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
    assert_eq!(consumer.try_recv().unwrap().number(), 0);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    ledger.assert_settled();
}

#[test]
fn the_last_message_is_not_overtaken_by_the_end() {
    for _ in 0..300 {
        let (mut producer, mut consumer) = spsc_copy_4::MessageChannel::open();
        let sender = thread::spawn(move || producer.send_slice(&[1, 2]));
        let mut received = Vec::new();
        loop {
            match consumer.try_recv() {
                Ok(message) => received.push(message),
                Err(TryRecvError::Empty) => thread::yield_now(),
                Err(TryRecvError::Closed) => break,
            }
        }
        assert_eq!(received, [1, 2]);
        assert_eq!(sender.join().unwrap(), 2);
    }
}

#[test]
fn len_seen_by_a_third_thread_is_within_the_capacity() {
    let (mut producer, mut consumer) = spsc_copy_4::MessageChannel::open();
    let channel = producer.channel();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for k in 0..20_000 {
                assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
                consumer.consume_up_to(3, |_| ());
                if k % 3 == 0 {
                    consumer.reset(&mut producer).unwrap();
                }
            }
            done.store(true, Ordering::Relaxed);
        });
        while !done.load(Ordering::Relaxed) {
            assert!(channel.len() <= 4 && channel.pending() <= 4);
        }
    });
}

#[test]
fn two_reservations_in_a_row_are_for_the_same_slots() {
    let ledger = Ledger::new();
    let (mut producer, mut consumer) = spsc_4::MessageChannel::open();
    let first = producer.reserve(2).unwrap().as_uninit_slices().0.as_ptr();
    let mut slots = producer.reserve(2).unwrap();
    assert_eq!(slots.as_uninit_slices().0.as_ptr(), first, "what was not committed is free");
    assert_eq!(slots.fill_from(ledger.messages(2)), 2);
    slots.commit().unwrap();
    assert_ne!(producer.reserve(2).unwrap().as_uninit_slices().0.as_ptr(), first);
    assert_eq!(consumer.consume_count(), 2);
    ledger.assert_settled();
}

#[test]
fn what_was_not_written_is_not_committed() {
    let ledger = Ledger::new();
    let (mut producer, mut consumer) = spsc_4::MessageChannel::open();
    for written in 0..4 {
        let mut slots = producer.reserve_up_to(4).unwrap();
        let written = slots.fill_from(ledger.messages(written));
        assert_eq!(slots.commit().unwrap(), written);
        assert_eq!(consumer.consume_count(), written);
    }
    ledger.assert_settled();
}

/// A kibibyte, a million times in a ring.
#[ring_channel(kind = spsc, bits = 20, name = One)]
/// The same for many producers.
#[ring_channel(kind = mpsc, bits = 20, name = Many)]
#[derive(Clone, Copy)]
pub struct Kibibyte([u8; 1024]);

const SMALL: usize = 64 << 10;

fn on_a_small_stack(f: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(SMALL);
        builder.spawn_scoped(scope, f).unwrap().join().unwrap();
    });
}

#[test]
fn a_large_ring_opens_on_a_small_stack_and_its_memory_comes_with_its_messages() {
    alone("a_large_ring_opens_on_a_small_stack_and_its_memory_comes_with_its_messages", || {
        const { assert!(OneChannel::TOTAL_MEMORY > 1 << 30) };
        let before = Memory::now();
        on_a_small_stack(|| {
            let (mut producer, mut consumer) = OneChannel::open();
            let (channel, mut many) = ManyChannel::open();
            let mut member = channel.register().unwrap();
            let opened = Memory::now();
            assert!(opened.mapped - before.mapped > 2 << 30, "both rings are there");
            assert!(opened.resident - before.resident < 4 << 20, "and nothing of them is");

            producer.try_send(Kibibyte([1; 1024])).ok().unwrap();
            member.try_send(Kibibyte([2; 1024])).ok().unwrap();
            assert_eq!(consumer.try_recv().ok().unwrap().0[1023], 1);
            assert_eq!(many.try_recv().ok().unwrap().0[1023], 2);
        });
        assert!(Memory::now().mapped - before.mapped < 1 << 30, "and they are gone");
    });
}

#[test]
fn batches_of_large_messages_do_not_pass_over_the_stack() {
    const BATCH: usize = 4096;
    let messages = vec![Kibibyte([3; 1024]); BATCH];
    on_a_small_stack(|| {
        let (mut producer, mut consumer) = OneChannel::open();
        let check = |message: &Kibibyte| assert_eq!(message.0[1023], 3);
        assert_eq!(producer.send_slice(&messages), BATCH);
        assert_eq!(consumer.consume_batch(check), BATCH);
        assert_eq!(producer.send_iter(messages.iter().copied()), BATCH);
        assert_eq!(consumer.consume_batch_owned(|message| check(&message)), BATCH);
        let mut slots = producer.reserve(BATCH).unwrap();
        assert_eq!(slots.copy_from_slice(&messages), BATCH);
        assert_eq!(slots.commit().unwrap(), BATCH);
        let mut received = Vec::new();
        assert_eq!(consumer.drain_into(&mut received, BATCH), BATCH);
        assert_eq!(producer.send_slice(&received), BATCH);
        assert_eq!(consumer.recv_slice(&mut received), BATCH);
        received.iter().for_each(check);
        assert_eq!(producer.send_slice(&received), received.len());
        assert_eq!(consumer.drain().filter(|message| message.0[0] == 3).count(), BATCH);
    });
}
