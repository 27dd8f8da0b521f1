//! What went wrong elsewhere with many producers, and must not go wrong here.

use std::sync::Barrier;
use std::thread;

use ringmpsc::{RegisterError, TryRecvError, ring_channel};
use ringmpsc_tests::channels::{mpsc_2, mpsc_4, mpsc_copy_4};
use ringmpsc_tests::{Ledger, Memory, Tracked, alone, caught};

/// A ring of 64 TiB: it can be named, but not made three times, whatever the kernel overcommits.
#[ring_channel(kind = mpsc, bits = 26, name = Enormous)]
#[ring_channel(kind = spsc, bits = 26, name = EnormousOne)]
pub struct Mebibyte(pub [u8; 1 << 20]);

#[test]
fn a_failed_allocation_leaves_the_count_as_it_was() {
    let (channel, mut consumer) = EnormousChannel::open();
    let mut producers = Vec::new();
    let error = loop {
        match channel.register() {
            Ok(producer) => producers.push(producer),
            Err(error) => break error,
        }
        assert!(producers.len() < 3, "three times 64 TiB");
    };
    assert_eq!(error, RegisterError::OutOfMemory);
    assert!(!error.is_closed());
    let text = "no memory for another ring: use fewer `bits`, or fewer producers";
    assert_eq!(error.to_string(), text);
    assert_eq!(channel.producer_count(), producers.len());
    assert_eq!(channel.register().unwrap_err(), RegisterError::OutOfMemory);
    assert_eq!(channel.producer_count(), producers.len());
    assert!(consumer.peek().is_none(), "it reads no ring that is not there");
    assert!(!consumer.is_fully_drained());
    producers.clear();
    assert_eq!(channel.producer_count(), 0);
    drop(channel);
    assert!(consumer.peek().is_none() && consumer.is_fully_drained());
}

#[test]
fn a_ring_that_cannot_be_made_is_a_panic_that_says_so() {
    let mut open = Vec::new();
    let panic = loop {
        match std::panic::catch_unwind(EnormousOneChannel::open) {
            Ok(ends) => open.push(ends),
            Err(panic) => break panic,
        }
        assert!(open.len() < 3, "three times 64 TiB");
    };
    let text = panic.downcast::<String>().unwrap();
    let size = EnormousOneChannel::TOTAL_MEMORY;
    assert_eq!(*text, format!("no memory for a ring of {size} bytes"));
}

/// At most two producers, of enormous rings.
#[ring_channel(kind = mpsc, bits = 26, max_producers = 2, name = Limited)]
pub struct Large(pub [u8; 1 << 20]);

#[test]
fn a_failed_allocation_does_not_use_up_the_limit() {
    let (channel, _consumer) = LimitedChannel::open();
    let mut producers = Vec::new();
    for _ in 0..9 {
        match channel.register() {
            Ok(producer) => producers.push(producer),
            Err(RegisterError::OutOfMemory) => assert!(producers.len() < 2),
            Err(error) => {
                assert_eq!((error, producers.len()), (RegisterError::LimitReached { limit: 2 }, 2));
            }
        }
    }
    assert_eq!(channel.producer_count(), producers.len());
}

#[test]
fn a_ring_is_closed_however_register_and_close_race() {
    for round in 0..300 {
        let ledger = Ledger::new();
        let (channel, mut consumer) = mpsc_2::MessageChannel::open();
        let start = Barrier::new(2);
        let producers = thread::scope(|scope| {
            let registering = scope.spawn(|| {
                start.wait();
                let mut producers = Vec::new();
                // It comes to an end when the close has won.
                while let Ok(mut producer) = channel.register() {
                    _ = producer.try_send(ledger.message());
                    producers.push(producer);
                }
                producers
            });
            start.wait();
            if round % 2 == 0 {
                thread::yield_now();
            }
            channel.close();
            assert_eq!(channel.register().unwrap_err(), RegisterError::Closed);
            registering.join().unwrap()
        });
        for mut producer in producers {
            assert!(producer.is_closed());
            assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
        }
        while consumer.try_recv().is_ok() {}
        assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
        ledger.assert_settled();
    }
}

/// Large enough for its ring to be mapped by itself: 256 KiB.
#[ring_channel(kind = mpsc, bits = 12)]
#[derive(Clone, Copy)]
pub struct Line([u64; 8]);

#[test]
fn memory_does_not_grow_with_producers_that_come_and_go() {
    // Every eighth cycle uses a slot. So the first cycles touch all slots of the ring.
    const FIRST: u64 = 8 * LineChannel::CAPACITY as u64;
    const CYCLES: u64 = 1_000_000;
    alone("memory_does_not_grow_with_producers_that_come_and_go", || {
        let (channel, mut consumer) = LineChannel::open();
        let cycle = |consumer: &mut LineConsumer, number: u64| {
            let mut producer = channel.register().unwrap();
            if number.is_multiple_of(8) {
                producer.try_send(Line([number; 8])).ok().unwrap();
                assert_eq!(consumer.try_recv().ok().unwrap().0[7], number);
            }
        };
        (0..FIRST).for_each(|number| cycle(&mut consumer, number));
        let before = Memory::now();
        (0..CYCLES).for_each(|number| cycle(&mut consumer, number));
        let after = Memory::now();
        // A second ring would show up in `mapped`. A leak of one byte in four cycles would show up
        // in `resident`. So do pages of the program that are used for the first time: the kernel
        // maps 64 KiB of them at once.
        let ring = LineChannel::TOTAL_MEMORY;
        assert!(after.mapped < before.mapped + ring, "{before:?} {after:?}");
        assert!(after.resident < before.resident + ring, "{before:?} {after:?}");
        assert_eq!(channel.producer_count(), 0);
        assert_eq!(channel.register().unwrap().id().get(), FIRST + CYCLES);
    });
}

#[test]
fn memory_is_bounded_by_the_producers_at_one_time() {
    alone("memory_is_bounded_by_the_producers_at_one_time", || {
        let (channel, mut consumer) = LineChannel::open();
        let wave = |consumer: &mut LineConsumer| {
            let mut producers: Vec<_> = (0..50).map(|_| channel.register().unwrap()).collect();
            for producer in &mut producers {
                assert_eq!(producer.send_slice(&[Line([1; 8]); 10]), 10);
            }
            // Some have left before their messages were received.
            producers.truncate(25);
            assert_eq!(consumer.drain().count(), 500);
        };
        wave(&mut consumer);
        let before = Memory::now();
        assert!(before.mapped > 50 * LineChannel::TOTAL_MEMORY);
        (0..200).for_each(|_| wave(&mut consumer));
        let after = Memory::now();
        let ring = LineChannel::TOTAL_MEMORY;
        assert!(after.mapped < before.mapped + ring, "{before:?} {after:?}");
    });
}

/// Producers whose rings the consumer has stopped looking at: only the last one was active.
fn dormant(
    ledger: &Ledger,
    n: usize,
) -> (mpsc_4::MessageChannel, Vec<mpsc_4::MessageProducer>, mpsc_4::MessageConsumer) {
    let (channel, mut consumer) = mpsc_4::MessageChannel::open();
    let mut producers: Vec<_> = (0..=n).map(|_| channel.register().unwrap()).collect();
    for producer in &mut producers {
        producer.try_send(ledger.message()).unwrap();
    }
    assert_eq!(consumer.drain_all(drop), n + 1);
    let mut active = producers.pop().unwrap();
    // The interval grows to 64 passes, and is waited for four times.
    for _ in 0..1000 {
        active.try_send(ledger.message()).unwrap();
        assert!(consumer.try_recv().is_ok());
    }
    (channel, producers, consumer)
}

#[test]
fn skipping_idle_rings_strands_no_message() {
    for n in [1, 7, 8, 9, 100] {
        let ledger = Ledger::new();
        let (_channel, mut producers, mut consumer) = dormant(&ledger, n);
        for round in 0..3 {
            for producer in producers.iter_mut().skip(round).step_by(3) {
                producer.try_send(ledger.message()).unwrap();
                assert!(consumer.try_recv().is_ok(), "{n} idle");
            }
            for producer in &mut producers {
                assert_eq!(producer.send_iter(ledger.messages(2)), 2);
            }
            assert_eq!(consumer.drain().len(), 2 * n, "{n} idle");
        }
        assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);
        drop(consumer);
        ledger.assert_settled();
    }
}

#[test]
fn shutdown_does_not_lose_the_tail_of_rings_that_were_skipped() {
    for (n, close) in [(1, true), (9, true), (100, true), (1, false), (9, false), (100, false)] {
        let ledger = Ledger::new();
        let (channel, mut producers, mut consumer) = dormant(&ledger, n);
        let first = ledger.made();
        for producer in &mut producers {
            assert_eq!(producer.send_iter(ledger.messages(3)), 3);
        }
        if close {
            channel.close();
        } else {
            drop((channel, producers));
        }
        let mut received = Vec::new();
        assert_eq!(consumer.drain_all(|message| received.push(message)), 3 * n);
        received.sort_unstable_by_key(Tracked::number);
        assert!(received.iter().map(Tracked::number).eq(first..first + 3 * n));
        assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
        drop(received);
        ledger.assert_settled();
    }
}

#[test]
fn dropping_the_consumer_drops_what_is_in_rings_that_were_skipped() {
    let ledger = Ledger::new();
    let (_channel, mut producers, consumer) = dormant(&ledger, 20);
    for producer in &mut producers {
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    }
    drop(consumer);
    ledger.assert_settled();
    assert!(producers[0].try_send(ledger.message()).unwrap_err().is_closed());
}

#[test]
fn a_newcomer_gets_a_ring_that_was_skipped() {
    let ledger = Ledger::new();
    let (channel, producers, mut consumer) = dormant(&ledger, 20);
    drop(producers);
    for _ in 0..3 {
        let mut newcomers: Vec<_> = (0..20).map(|_| channel.register().unwrap()).collect();
        for newcomer in &mut newcomers {
            assert_eq!(newcomer.send_iter(ledger.messages(2)), 2);
        }
        assert_eq!(consumer.drain_all(drop), 40);
    }
    ledger.assert_settled();
}

#[test]
fn receiving_does_not_always_start_with_the_first_ring() {
    let (channel, mut consumer) = mpsc_copy_4::MessageChannel::open();
    let mut producers: Vec<_> = (0..10).map(|_| channel.register().unwrap()).collect();
    let mut received = [0; 10];
    for _ in 0..1000 {
        for (producer, k) in producers.iter_mut().zip(0..) {
            while producer.try_send(k).is_ok() {}
        }
        received[usize::try_from(consumer.try_recv().unwrap()).unwrap()] += 1;
    }
    assert_eq!(received, [100; 10]);
    for _ in 0..1000 {
        for (producer, k) in producers.iter_mut().zip(0..) {
            while producer.try_send(k).is_ok() {}
        }
        consumer.consume_up_to(2, |&k| received[usize::try_from(k).unwrap()] += 1);
    }
    assert_eq!(received, [300; 10]);
}

#[test]
fn an_empty_ring_is_not_hot_whatever_happened_to_it() {
    let (channel, mut consumer) = mpsc_copy_4::MessageChannel::open();
    let mut producer = channel.register().unwrap();
    for skipped in 0..=4 {
        assert_eq!(producer.send_slice(&[1, 2, 3, 4]), 4);
        consumer.skip(skipped);
        drop(consumer.drain());
        consumer.consume_count();
        assert_eq!((consumer.hottest(), channel.len(), producer.len()), (None, 0, 0));
    }
}

#[test]
fn a_ring_that_is_looked_at_in_part_has_had_its_turn() {
    let (channel, mut consumer) = mpsc_copy_4::MessageChannel::open();
    let mut busy = channel.register().unwrap();
    let mut other = channel.register().unwrap();
    other.try_send(99).unwrap();
    for _ in 0..2 {
        while busy.try_send(1).is_ok() {}
        let mut iter = consumer.peek_iter();
        for _ in 0..3 {
            iter.next();
        }
        assert_eq!(iter.consume_seen(), 3);
    }
    assert!(other.is_empty(), "one of two turns was its own");
}

#[test]
fn a_ring_whose_messages_panic_has_had_its_turn() {
    type Consume = fn(&mut mpsc_4::MessageConsumer);
    let operations: [Consume; 4] = [
        |consumer| _ = consumer.consume_batch(|_| ()),
        |consumer| _ = consumer.consume_batch_owned(drop),
        |consumer| consumer.readable().unwrap().advance(1),
        |consumer| {
            let mut iter = consumer.peek_iter();
            iter.next();
            iter.consume_seen();
        },
    ];
    for operation in operations {
        let ledger = Ledger::new();
        let (channel, mut consumer) = mpsc_4::MessageChannel::open();
        let mut busy = channel.register().unwrap();
        let mut other = channel.register().unwrap();
        other.try_send(ledger.message()).unwrap();
        for _ in 0..2 {
            let free = busy.available_capacity();
            assert_eq!(busy.send_iter(ledger.messages(free)), free);
            ledger.panic_at_drop(0);
            assert!(caught(|| operation(&mut consumer)));
        }
        ledger.calm();
        assert!(other.is_empty(), "one of two turns was its own");
    }
}

#[test]
fn counting_and_skipping_pass_over_no_ring() {
    for round in 0..200 {
        let (channel, mut consumer) = mpsc_copy_4::MessageChannel::open();
        let mut producers = [(); 3].map(|()| channel.register().unwrap());
        for producer in &mut producers {
            producer.try_send(1).unwrap();
        }
        consumer.consume_count();
        for _ in 0..round {
            producers[0].try_send(1).unwrap();
            consumer.consume_batch(|_| ());
        }
        for producer in &mut producers {
            producer.try_send(1).unwrap();
        }
        let n = if round % 2 == 0 { consumer.consume_count() } else { consumer.skip(3) };
        assert_eq!(n, 3, "after {round} rounds");
    }
}

/// At most two producers.
#[ring_channel(kind = mpsc, bits = 2, max_producers = 2, name = Two)]
pub type Number = u64;

#[test]
fn there_are_never_more_rings_than_producers_are_allowed() {
    let (channel, mut consumer) = TwoChannel::open();
    for n in 0..2 * TwoChannel::CAPACITY as u64 {
        channel.register().unwrap().try_send(n).unwrap();
    }
    let error = channel.register().unwrap().try_send(0).unwrap_err();
    assert!(error.is_full(), "the two rings are full of what those left behind");
    let mut received: Vec<_> = consumer.drain().collect();
    received.sort_unstable();
    assert!(received.into_iter().eq(0..2 * TwoChannel::CAPACITY as u64));
}

#[test]
fn the_end_comes_after_the_last_commit() {
    let (channel, mut consumer) = mpsc_copy_4::MessageChannel::open();
    let mut producer = channel.register().unwrap();
    let mut slots = producer.reserve(1).unwrap();
    slots.push(1).unwrap();
    channel.close();
    let drained = [channel.is_fully_drained(), consumer.is_fully_drained()];
    assert_eq!(drained, [false; 2], "there is a reservation that may be committed");
    assert_eq!(slots.commit().unwrap(), 1);
    let mut received = 0;
    while !consumer.is_fully_drained() {
        received += consumer.consume_batch(|_| ());
    }
    assert_eq!((received, channel.is_fully_drained()), (1, true));
    assert!(producer.try_send(2).unwrap_err().is_closed());
}
