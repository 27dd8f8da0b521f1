//! Cursors that are about to wrap: at 2^32, where a 32-bit cursor would, and at 2^64.

use std::collections::VecDeque;

use ringmpsc::ChannelStats;
use ringmpsc_tests::channels::{
    mpmc_2, mpmc_4, mpmc_copy_4, mpmc_one_ring_4, mpsc_4, spmc_2, spmc_4, spmc_copy_4, spsc_2,
    spsc_4, spsc_8, spsc_copy_4,
};
use ringmpsc_tests::{Ledger, Tracked};

/// Just below what wraps; no multiples of a capacity among them only.
const STARTS: [u64; 7] =
    [0, (1 << 32) - 3, (1 << 32) - 1, (1 << 63) - 2, u64::MAX - 5, u64::MAX - 2, u64::MAX];

#[test]
fn every_operation_works_across_the_end_of_the_cursors() {
    for start in STARTS {
        let ledger = Ledger::new();
        let (mut producer, mut consumer) = spsc_4::open_at(start);
        let channel = producer.channel();
        let mut expected = VecDeque::new();
        for step in 0..24 {
            let first = ledger.made();
            let sent = match step % 3 {
                0 => producer.send_iter(ledger.messages(3)),
                1 => usize::from(producer.try_send(ledger.message()).is_ok()),
                _ => producer.reserve_up_to(3).map_or(0, |mut slots| {
                    assert_eq!(slots.fill_from(ledger.messages(9)), slots.capacity());
                    slots.commit().unwrap()
                }),
            };
            expected.extend(first..first + sent);
            let len = expected.len();
            assert_eq!([channel.len(), producer.len(), consumer.len()], [len; 3], "{start} {step}");
            assert_eq!(producer.available_capacity(), 4 - len, "{start} {step}");
            assert_eq!((producer.is_full(), producer.is_empty()), (len == 4, len == 0));
            let mut check = |number: usize| {
                assert_eq!(Some(number), expected.pop_front(), "{start} {step}");
            };
            match step % 5 {
                0 => _ = consumer.consume_up_to(2, |message| check(message.number())),
                1 => check(consumer.try_recv().unwrap().number()),
                2 => consumer.drain().for_each(|message| check(message.number())),
                3 => {
                    let readable = consumer.readable().unwrap();
                    readable.iter().for_each(|message| check(message.number()));
                    readable.advance_all();
                }
                _ => {
                    let mut iter = consumer.peek_iter();
                    (&mut iter).into_iter().for_each(|message| check(message.number()));
                    iter.consume_seen();
                }
            }
        }
        drop((producer, consumer));
        ledger.assert_settled();
    }
}

#[test]
fn a_ring_is_full_and_empty_across_the_end_of_the_cursors() {
    for start in STARTS {
        let ledger = Ledger::new();
        let (mut producer, mut consumer) = spsc_2::open_at(start);
        for _ in 0..9 {
            assert_eq!(producer.send_iter(ledger.messages(9)), 2);
            assert!(producer.try_send(ledger.message()).unwrap_err().is_full());
            assert!(producer.reserve(1).is_err());
            assert_eq!(consumer.consume_count(), 2);
            assert!(consumer.try_recv().unwrap_err().is_empty());
        }
        ledger.assert_settled();
    }
}

#[test]
fn slices_are_copied_across_the_end_of_the_cursors() {
    for start in STARTS {
        let (mut producer, mut consumer) = spsc_copy_4::open_at(start);
        for _ in 0..9 {
            let mut target = [0; 5];
            assert_eq!(producer.send_slice(&[1, 2, 3, 4, 5]), 4);
            assert_eq!(consumer.recv_slice(&mut target), 4);
            assert_eq!(target, [1, 2, 3, 4, 0]);
            assert_eq!(producer.send_slice(&[6]), 1);
            assert_eq!(consumer.peek(), Some(&6));
            assert_eq!(consumer.skip(3), 1);
        }
    }
}

#[test]
fn the_end_is_found_across_the_end_of_the_cursors() {
    for start in STARTS {
        let ledger = Ledger::new();
        let (mut producer, mut consumer) = spsc_8::open_at(start);
        assert_eq!(producer.send_iter(ledger.messages(5)), 5);
        let mut slots = producer.reserve_up_to(3).unwrap();
        let pushed = slots.fill_from(ledger.messages(3).take(3));
        consumer.channel().close();
        while consumer.try_recv().is_ok() {}
        let returned = slots.commit().unwrap_err().into_inner();
        assert!(returned.iter().map(Tracked::number).eq(5..5 + pushed));
        drop((producer, consumer, returned));
        ledger.assert_settled();
    }
}

#[test]
fn rings_of_many_producers_cross_the_end_of_the_cursors() {
    for start in STARTS {
        let ledger = Ledger::new();
        let (channel, mut consumer) = mpsc_4::open_at(start);
        let mut producers = [(); 3].map(|()| channel.register().unwrap());
        for _ in 0..9 {
            for producer in &mut producers {
                assert_eq!(producer.send_iter(ledger.messages(3)), 3);
            }
            assert_eq!(channel.len(), 9);
            assert_eq!(consumer.consume_up_to(4, |_| ()), 4);
            assert_eq!(consumer.drain_all(drop), 5);
            // A recycled ring goes on where it was.
            producers[0] = channel.register().unwrap();
        }
        for producer in &mut producers {
            assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        }
        drop(consumer);
        ledger.assert_settled();
    }
}

/// Two consumers in turn, with claims of all lengths and one that is held meanwhile.
macro_rules! shared_ring {
    ($channel:ident, $start:ident) => {{
        let ledger = Ledger::new();
        let (channel, mut producer) = $channel::open_at($start);
        let mut consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
        let mut expected = 0;
        for step in 0..40 {
            assert_eq!(producer.send_iter(ledger.messages(9)), 4, "{} {step}", $start);
            assert_eq!((producer.available_capacity(), producer.is_full()), (0, true));
            let [first, second] = &mut consumers;
            // Its slots come back after those of the other, which lie behind them.
            let claim = first.steal(1 + step % 3).unwrap();
            let held = claim.len();
            let mut later = Vec::new();
            assert_eq!(second.steal_into(&mut later, 9), 4 - held);
            assert!(later.iter().map(Tracked::number).eq(expected + held..expected + 4));
            assert!(second.try_recv().unwrap_err().is_empty(), "{} {step}", $start);
            assert_eq!((channel.len(), producer.available_capacity()), (0, 0));
            assert!(claim.map(|message| message.number()).eq(expected..expected + held));
            assert_eq!((producer.available_capacity(), producer.is_empty()), (4, true));
            expected += 4;
            consumers.reverse();
        }
        assert_eq!(producer.send_iter(ledger.messages(3)), 3);
        drop((channel, consumers));
        ledger.assert_settled();
    }};
}

#[test]
fn claims_and_receipts_cross_the_end_of_the_cursors() {
    for start in STARTS {
        shared_ring!(spmc_4, start);
        shared_ring!(mpmc_4, start);
    }
}

/// Full, empty, and the end, with two slots and messages one by one.
macro_rules! narrow_shared_ring {
    ($channel:ident, $start:ident) => {{
        let ledger = Ledger::new();
        let (channel, mut producer) = $channel::open_at($start);
        let mut consumer = channel.register_consumer().unwrap();
        for _ in 0..9 {
            assert_eq!(producer.send_iter(ledger.messages(9)), 2);
            assert!(producer.try_send(ledger.message()).unwrap_err().is_full());
            drop(consumer.try_recv().unwrap());
            producer.try_send(ledger.message()).unwrap();
            assert_eq!(consumer.consume_batch(drop), 2);
            assert!(consumer.try_recv().unwrap_err().is_empty());
            drop(channel.register_consumer().unwrap());
        }
        let mut slots = producer.reserve_up_to(2).unwrap();
        let pushed = slots.fill_from(ledger.messages(2).take(2));
        channel.close();
        assert!(consumer.try_recv().unwrap_err().is_closed());
        assert_eq!(slots.commit().unwrap_err().into_inner().len(), pushed);
        assert_eq!((channel.len(), producer.len()), (0, 0));
        drop((channel, producer, consumer));
        ledger.assert_settled();
    }};
}

#[test]
fn a_shared_ring_is_full_empty_and_ended_across_the_end_of_the_cursors() {
    for start in STARTS {
        narrow_shared_ring!(spmc_2, start);
        narrow_shared_ring!(mpmc_2, start);
    }
}

#[test]
fn slices_are_stolen_across_the_end_of_the_cursors() {
    for start in STARTS {
        let (channel, mut producer) = spmc_copy_4::open_at(start);
        let mut consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
        for _ in 0..9 {
            let mut target = [0; 5];
            assert_eq!(producer.send_slice(&[1, 2, 3, 4, 5]), 4);
            assert_eq!(consumers[0].steal_slice(&mut target[..3]), 3);
            assert_eq!(consumers[1].steal_slice(&mut target[3..]), 1);
            assert_eq!(target, [1, 2, 3, 4, 0]);
            assert_eq!(producer.send_slice(&[6]), 1);
            assert_eq!(consumers[1].try_recv(), Ok(6));
        }
    }
}

/// Messages sent and received.
fn sums(stats: &ChannelStats) -> (u64, u64) {
    (stats.sent.unwrap(), stats.received.unwrap())
}

#[test]
fn counting_starts_at_zero_wherever_the_cursors_start() {
    for start in STARTS {
        let (channel, mut producer) = spmc_copy_4::open_at(start);
        let mut consumer = channel.register_consumer().unwrap();
        assert_eq!(sums(&channel.snapshot()), (0, 0), "{start}");
        assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
        assert_eq!(consumer.consume_batch(drop), 3);
        assert_eq!(sums(&channel.snapshot()), (3, 3), "{start}");

        let (channel, mut producer) = mpmc_copy_4::open_at(start);
        let mut consumer = channel.register_consumer().unwrap();
        for sent in [3, 6] {
            assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
            assert_eq!(producer.metrics().sent, 3, "{start}: of each producer its own");
            assert_eq!(consumer.consume_batch(drop), 3);
            drop(producer);
            producer = channel.register().unwrap();
            assert_eq!(sums(&channel.snapshot()), (sent, sent));
        }
    }
}

/// What one producer has followed of the receipts, the next one goes on from.
#[test]
fn a_shared_ring_is_taken_over_across_the_end_of_the_cursors() {
    for start in STARTS {
        let ledger = Ledger::new();
        let (channel, mut producer) = mpmc_one_ring_4::open_at(start);
        let mut consumer = channel.register_consumer().unwrap();
        let mut slow = channel.register_consumer().unwrap();
        for step in 0..20 {
            assert_eq!(producer.send_iter(ledger.messages(3)), 3);
            let claim = slow.steal(2).unwrap();
            assert_eq!(consumer.consume_batch(drop), 1);
            drop(producer);
            // There may be no other, so it is reused, though some of its slots have yet to come
            // back.
            producer = channel.register().unwrap();
            assert_eq!(producer.available_capacity(), 1, "{start} {step}");
            producer.try_send(ledger.message()).unwrap();
            assert!(producer.try_send(ledger.message()).unwrap_err().is_full());
            drop(claim);
            assert_eq!(producer.available_capacity(), 3, "{start} {step}");
            assert_eq!(consumer.consume_batch(drop), 1);
        }
        drop((consumer, slow, producer, channel));
        ledger.assert_settled();
    }
}
