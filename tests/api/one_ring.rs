//! What every producer does, and every consumer with one ring: for spsc, and for mpsc with one
//! producer.

use std::cell::RefCell;
use std::mem::{self, MaybeUninit};
use std::ops::ControlFlow;

use ringmpsc::{ReserveError, TryRecvError, TrySendError};
use ringmpsc_tests::{Ledger, Tracked, caught};

use super::{numbers, tracked};

/// Moves both cursors of a new ring on, by `n` slots.
macro_rules! advance {
    ($producer:ident, $consumer:ident, $n:expr, $message:expr) => {
        for _ in 0..$n {
            $producer.try_send($message).unwrap();
            $consumer.try_recv().unwrap();
        }
    };
}

fn numbers_of(messages: impl IntoIterator<Item = Tracked>) -> Vec<usize> {
    messages.into_iter().map(|message| message.number()).collect()
}

// Sending.

#[test]
fn try_send_fills_the_ring_and_gives_the_next_message_back() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    for _ in 0..4 {
        producer.try_send(ledger.message()).unwrap();
    }
    let error = producer.try_send(ledger.message()).unwrap_err();
    assert!(error.is_full() && !error.is_closed());
    assert_eq!(error.into_inner().number(), 4);
    assert_eq!(consumer.try_recv().unwrap().number(), 0);
    producer.try_send(ledger.message()).unwrap();
    assert_eq!(numbers_of(consumer.drain()), [1, 2, 3, 5]);
    ledger.assert_settled();
}

#[test]
fn send_slice_sends_as_many_as_fit_across_the_wrap() {
    for start in 0..4 {
        let (_channel, mut producer, mut consumer) = numbers();
        advance!(producer, consumer, start, 0);
        assert_eq!(producer.send_slice(&[1, 2, 3, 4, 5, 6]), 4);
        assert_eq!(producer.send_slice(&[7]), 0);
        assert_eq!(consumer.try_recv(), Ok(1));
        assert_eq!(producer.send_slice(&[8, 9]), 1);
        assert_eq!(consumer.drain().collect::<Vec<_>>(), [2, 3, 4, 8]);
        assert_eq!(producer.send_slice(&[]), 0);
        assert_eq!(producer.send_slice(&[10, 11]), 2);
        assert_eq!(consumer.drain().collect::<Vec<_>>(), [10, 11]);
    }
}

#[test]
fn send_iter_takes_no_item_that_it_cannot_place() {
    for start in 0..4 {
        let ledger = Ledger::new();
        let (_channel, mut producer, mut consumer) = tracked();
        advance!(producer, consumer, start, ledger.message());
        let mut items = ledger.messages(9);
        assert_eq!(producer.send_iter(&mut items), 4);
        assert_eq!(ledger.made(), start + 4);
        assert_eq!(producer.send_iter(&mut items), 0);
        assert_eq!(ledger.made(), start + 4);
        drop(consumer.try_recv());
        assert_eq!(producer.send_iter(&mut items), 1);
        assert_eq!(ledger.made(), start + 5);
        assert_eq!(numbers_of(consumer.drain()), (start + 1..start + 5).collect::<Vec<_>>());
        assert_eq!(
            producer.send_iter(&mut items),
            4,
            "all of the rest, which is no more than that"
        );
        assert_eq!(items.next().map(|message| message.number()), None);
        drop(consumer);
        ledger.assert_settled();
    }
}

#[test]
fn send_iter_publishes_when_the_items_run_out() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    assert_eq!(producer.send_iter(None), 0);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);
    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
    assert_eq!(numbers_of(consumer.drain()), [0, 1]);
}

// Reserving.

#[test]
fn only_reserve_contiguous_is_shorter_where_the_ring_wraps() {
    for start in 0..4 {
        for n in 1..=4 {
            let (_channel, mut producer, mut consumer) = numbers();
            advance!(producer, consumer, start, 0);
            assert_eq!(producer.reserve(n).unwrap().capacity(), n, "{n} from {start}");
            assert_eq!(producer.reserve_up_to(n).unwrap().capacity(), n);
            assert_eq!(producer.reserve_with_backoff(n).unwrap().capacity(), n);
            let mut adjacent = producer.reserve_contiguous(n).unwrap();
            assert_eq!(adjacent.capacity(), n.min(4 - start));
            let (slots, none) = adjacent.as_uninit_slices();
            assert_eq!((slots.len(), none.len()), (n.min(4 - start), 0));
            drop(adjacent);
            let mut all = producer.reserve(n).unwrap();
            let (before, after) = all.as_uninit_slices();
            assert_eq!(before.len(), n.min(4 - start), "before the wrap");
            assert_eq!(before.len() + after.len(), n);
        }
    }
}

#[test]
fn reserve_is_refused_if_there_is_less_space_than_asked_for() {
    for start in 0..4 {
        for used in 0..=4 {
            let (_channel, mut producer, mut consumer) = numbers();
            advance!(producer, consumer, start, 0);
            for _ in 0..used {
                producer.try_send(0).unwrap();
            }
            for n in 1..=4 {
                let granted = n <= 4 - used;
                assert_eq!(producer.reserve(n).is_ok(), granted, "{n} of {} free", 4 - used);
                assert_eq!(producer.reserve_with_backoff(n).is_ok(), granted);
                if !granted {
                    let error = producer.reserve(n).unwrap_err();
                    assert!(error == ReserveError::Full && error.is_full() && !error.is_closed());
                    assert_eq!(producer.reserve_with_backoff(n).unwrap_err(), error);
                }
            }
        }
    }
}

#[test]
fn reserve_up_to_grants_what_there_is() {
    let (_channel, mut producer, mut consumer) = numbers();
    assert_eq!(producer.reserve_up_to(100).unwrap().capacity(), 4);
    assert_eq!(producer.send_slice(&[1, 2]), 2);
    assert_eq!(producer.reserve_up_to(4).unwrap().capacity(), 2);
    assert_eq!(producer.reserve_up_to(1).unwrap().capacity(), 1);
    assert_eq!(producer.send_slice(&[3, 4]), 2);
    assert_eq!(producer.reserve_up_to(1).unwrap_err(), ReserveError::Full);
    assert_eq!(consumer.try_recv(), Ok(1));
    assert_eq!(producer.reserve_up_to(4).unwrap().capacity(), 1);
}

#[test]
fn a_reservation_publishes_on_commit_and_not_before() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    let mut slots = producer.reserve(3).unwrap();
    assert_eq!((slots.capacity(), slots.remaining(), slots.written()), (3, 3, 0));
    slots.push(ledger.message()).unwrap();
    slots.push(ledger.message()).unwrap();
    assert_eq!((slots.capacity(), slots.remaining(), slots.written()), (3, 1, 2));
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);
    assert_eq!(channel.len(), 0);
    assert_eq!(slots.commit().unwrap(), 2);
    assert_eq!(channel.len(), 2);
    // The third slot is the next one to be written.
    producer.try_send(ledger.message()).unwrap();
    assert_eq!(numbers_of(consumer.drain()), [0, 1, 2]);
    ledger.assert_settled();
}

#[test]
fn push_gives_back_what_there_is_no_slot_for() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    let mut slots = producer.reserve(1).unwrap();
    slots.push(ledger.message()).unwrap();
    assert_eq!(slots.push(ledger.message()).unwrap_err().number(), 1);
    assert_eq!(slots.commit().unwrap(), 1);
    assert_eq!(numbers_of(consumer.drain()), [0]);
    ledger.assert_settled();
}

#[test]
fn fill_from_takes_no_item_that_it_cannot_place() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    let mut items = ledger.messages(9);
    let mut slots = producer.reserve(3).unwrap();
    slots.push(items.next().unwrap()).unwrap();
    assert_eq!(slots.fill_from(&mut items), 2);
    assert_eq!(slots.fill_from(&mut items), 0);
    assert_eq!(ledger.made(), 3);
    assert_eq!(slots.commit().unwrap(), 3);
    let mut slots = producer.reserve(1).unwrap();
    assert_eq!(slots.fill_from(None), 0);
    assert_eq!(slots.commit().unwrap(), 0);
    assert_eq!(numbers_of(consumer.drain()), [0, 1, 2]);
    ledger.assert_settled();
}

#[test]
fn copy_from_slice_copies_as_many_as_there_are_slots() {
    let (_channel, mut producer, mut consumer) = numbers();
    let mut slots = producer.reserve(3).unwrap();
    assert_eq!(slots.copy_from_slice(&[1]), 1);
    assert_eq!(slots.copy_from_slice(&[2, 3, 4]), 2);
    assert_eq!(slots.copy_from_slice(&[5]), 0);
    assert_eq!(slots.commit().unwrap(), 3);
    assert_eq!(consumer.drain().collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn commit_init_publishes_what_was_written_in_place() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    let mut slots = producer.reserve(4).unwrap();
    slots.push(ledger.message()).unwrap();
    let (rest, none) = slots.as_uninit_slices();
    assert_eq!((rest.len(), none.len()), (3, 0));
    rest[0].write(ledger.message());
    rest[1].write(ledger.message());
    // SAFETY: one message was pushed and two were written into the slots behind it.
    assert_eq!(unsafe { slots.commit_init(3) }.unwrap(), 3);
    assert_eq!(numbers_of(consumer.drain()), [0, 1, 2]);
    ledger.assert_settled();
}

#[test]
fn commit_init_drops_what_was_pushed_beyond_its_count() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    let mut slots = producer.reserve(4).unwrap();
    assert_eq!(slots.fill_from(ledger.messages(3)), 3);
    // SAFETY: the first slot was written by `fill_from`.
    assert_eq!(unsafe { slots.commit_init(1) }.unwrap(), 1);
    assert_eq!(ledger.dropped(), 2);
    assert_eq!(numbers_of(consumer.drain()), [0]);
    ledger.assert_settled();
}

#[test]
fn commit_init_of_more_than_was_reserved_panics_and_publishes_nothing() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    let mut slots = producer.reserve(2).unwrap();
    assert_eq!(slots.fill_from(ledger.messages(2)), 2);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        // SAFETY: it panics before it looks at any slot.
        unsafe { slots.commit_init(3) }
    }));
    let text = panicked.unwrap_err().downcast::<String>().unwrap();
    assert_eq!(*text, "committed 3 of 2 reserved slots");
    ledger.assert_settled();
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);
}

#[test]
fn a_reservation_is_written_as_memory() {
    let (_channel, mut producer, mut consumer) = numbers();
    let mut slots = producer.reserve(2).unwrap();
    let (memory, _): (&mut [MaybeUninit<u64>], _) = slots.as_uninit_slices();
    memory[1].write(2);
    memory[0].write(1);
    // SAFETY: both were written.
    unsafe { slots.commit_init(2) }.unwrap();
    assert_eq!(consumer.drain().collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn dropping_a_reservation_drops_what_was_pushed_and_publishes_nothing() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    let mut slots = producer.reserve(4).unwrap();
    assert_eq!(slots.fill_from(ledger.messages(3)), 3);
    drop(slots);
    assert_eq!((ledger.dropped(), channel.len()), (3, 0));
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    assert_eq!(numbers_of(consumer.drain()), [3, 4, 5, 6]);
    ledger.assert_settled();
}

#[test]
fn a_forgotten_reservation_harms_nobody() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    producer.try_send(ledger.message()).unwrap();
    let mut slots = producer.reserve(2).unwrap();
    assert_eq!(slots.fill_from(ledger.messages(2)), 2);
    mem::forget(slots);
    assert_eq!(channel.len(), 1);
    assert_eq!(producer.send_iter(ledger.messages(9)), 3, "its slots are free");
    assert_eq!(numbers_of(consumer.drain()), [0, 3, 4, 5]);
    drop((producer, consumer, channel));
    assert_eq!(ledger.dropped(), 4, "what was in it leaked");
    ledger.assert_none_twice();
}

// Status.

#[test]
fn all_ends_agree_on_how_many_messages_wait() {
    let (channel, mut producer, mut consumer) = numbers();
    for len in 0..=4 {
        assert_eq!([producer.len(), consumer.len(), channel.len(), channel.pending()], [len; 4]);
        assert_eq!(producer.available_capacity(), 4 - len);
        assert_eq!([producer.is_empty(), consumer.is_empty(), channel.is_empty()], [len == 0; 3]);
        assert_eq!(producer.is_full(), len == 4);
        assert_eq!([producer.capacity(), consumer.capacity()], [4; 2]);
        assert_eq!(producer.try_send(0).is_ok(), len < 4);
    }
    for len in (0..4).rev() {
        consumer.try_recv().unwrap();
        assert_eq!([producer.len(), consumer.len(), channel.len(), channel.pending()], [len; 4]);
    }
    let debug = [format!("{producer:?}"), format!("{consumer:?}"), format!("{channel:?}")];
    for (debug, name) in debug.iter().zip(["Producer", "Consumer", "Channel"]) {
        assert!(debug.starts_with(&format!("Message{name} {{")), "{debug}");
        assert!(debug.contains("len: 0") && debug.contains("closed: false"), "{debug}");
    }
}

#[test]
fn all_ends_agree_on_whether_it_is_closed() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    producer.try_send(ledger.message()).unwrap();
    assert_eq!([producer.is_closed(), consumer.is_closed(), channel.is_closed()], [false; 3]);
    channel.close();
    assert_eq!([producer.is_closed(), consumer.is_closed(), channel.is_closed()], [true; 3]);
    assert!(!channel.is_fully_drained(), "a message is waiting");
    consumer.try_recv().unwrap();
    assert!(!channel.is_fully_drained(), "the producer may have a reservation");
    assert!(consumer.try_recv().unwrap_err().is_closed());
    assert!(channel.is_fully_drained());
    assert_eq!([producer.is_closed(), consumer.is_closed(), channel.is_closed()], [true; 3]);
}

#[test]
fn an_open_channel_is_never_fully_drained() {
    let (channel, _producer, _consumer) = tracked();
    assert!(!channel.is_fully_drained());
}

// Receiving.

#[test]
fn try_recv_receives_in_order_and_then_finds_nothing() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    for round in 0..7 {
        assert_eq!(producer.send_iter(ledger.messages(3)), 3);
        for k in 0..3 {
            assert_eq!(consumer.try_recv().unwrap().number(), 3 * round + k);
        }
        let error = consumer.try_recv().unwrap_err();
        assert!(error == TryRecvError::Empty && error.is_empty() && !error.is_closed());
    }
    ledger.assert_settled();
}

#[test]
fn readable_shows_what_lies_side_by_side() {
    for start in 0..4 {
        let (_channel, mut producer, mut consumer) = numbers();
        assert!(consumer.readable().is_none());
        advance!(producer, consumer, start, 0);
        assert_eq!(producer.send_slice(&[1, 2, 3, 4]), 4);
        let readable = consumer.readable().unwrap();
        assert_eq!(*readable, [1, 2, 3, 4][..4 - start]);
        readable.advance_all();
        let rest = consumer.readable().map(|readable| readable.to_vec()).unwrap_or_default();
        assert_eq!(rest, [1, 2, 3, 4][4 - start..]);
    }
}

#[test]
fn advance_consumes_and_drops_the_first_ones() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    consumer.readable().unwrap().advance(0);
    assert_eq!((ledger.dropped(), channel.len()), (0, 4));
    consumer.readable().unwrap().advance(3);
    assert_eq!((ledger.dropped(), channel.len()), (3, 1));
    assert!(!ledger.is_dropped(3));
    consumer.readable().unwrap().advance_all();
    assert_eq!((ledger.dropped(), channel.len()), (4, 0));
    assert!(consumer.readable().is_none());
    ledger.assert_settled();
}

#[test]
fn dropping_a_readable_consumes_nothing() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
    assert_eq!(consumer.readable().unwrap().len(), 2);
    assert_eq!((ledger.dropped(), channel.len()), (0, 2));
    assert_eq!(consumer.readable().unwrap().len(), 2);
}

#[test]
fn advancing_beyond_the_slice_panics_and_consumes_nothing() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    assert_eq!(producer.send_iter(ledger.messages(2)), 2);
    let readable = consumer.readable().unwrap();
    let advance = std::panic::AssertUnwindSafe(|| readable.advance(3));
    let text = std::panic::catch_unwind(advance).unwrap_err().downcast::<String>().unwrap();
    assert_eq!(*text, "advanced by 3 in a slice of 2");
    assert_eq!((ledger.dropped(), channel.len()), (0, 2));
}

#[test]
fn recv_slice_copies_as_many_as_there_are_or_it_holds_across_the_wrap() {
    for start in 0..4 {
        let (channel, mut producer, mut consumer) = numbers();
        advance!(producer, consumer, start, 0);
        assert_eq!(producer.send_slice(&[1, 2, 3, 4]), 4);
        assert_eq!(consumer.recv_slice(&mut []), 0);
        let mut target = [0; 3];
        assert_eq!(consumer.recv_slice(&mut target), 3);
        assert_eq!((target, channel.len()), ([1, 2, 3], 1));
        assert_eq!(producer.send_slice(&[5]), 1);
        assert_eq!(consumer.recv_slice(&mut target), 2);
        assert_eq!((target, channel.len()), ([4, 5, 3], 0), "what is not filled is not touched");
        assert_eq!(consumer.recv_slice(&mut target), 0);
    }
}

#[test]
fn drain_into_appends_up_to_the_maximum_across_the_wrap() {
    for start in 0..4 {
        let ledger = Ledger::new();
        let (_channel, mut producer, mut consumer) = tracked();
        advance!(producer, consumer, start, ledger.message());
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        let mut messages = vec![ledger.message()];
        assert_eq!(consumer.drain_into(&mut messages, 0), 0);
        assert_eq!(consumer.drain_into(&mut messages, 3), 3);
        assert_eq!(consumer.drain_into(&mut messages, usize::MAX), 1);
        assert_eq!(consumer.drain_into(&mut messages, usize::MAX), 0);
        assert_eq!(ledger.dropped(), start);
        let expected = [start + 4, start, start + 1, start + 2, start + 3];
        assert_eq!(numbers_of(messages), expected);
        ledger.assert_settled();
    }
}

#[test]
fn consume_batch_hands_over_everything_and_drops_each_after_its_turn() {
    for start in 0..4 {
        let ledger = Ledger::new();
        let (channel, mut producer, mut consumer) = tracked();
        advance!(producer, consumer, start, ledger.message());
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        let mut seen = Vec::new();
        let n = consumer.consume_batch(|message| {
            assert_eq!(ledger.dropped(), message.number(), "all before it, and not itself");
            seen.push(message.number());
        });
        assert_eq!(n, 4);
        assert_eq!(seen, (start..start + 4).collect::<Vec<_>>());
        assert_eq!((channel.len(), consumer.consume_batch(|_| unreachable!())), (0, 0));
        ledger.assert_settled();
    }
}

#[test]
fn a_batch_updates_head_once() {
    for start in 0..4 {
        let (channel, mut producer, mut consumer) = numbers();
        advance!(producer, consumer, start, 0);
        assert_eq!(producer.send_slice(&[1, 2, 3, 4]), 4);
        consumer.consume_batch(|_| assert_eq!(channel.len(), 4, "by reference, from {start}"));
        assert_eq!(channel.len(), 0);
        assert_eq!(producer.send_slice(&[1, 2, 3, 4]), 4);
        consumer.consume_batch_owned(|_| assert_eq!(channel.len(), 4, "by value, from {start}"));
        assert_eq!(channel.len(), 0);
    }
}

#[test]
fn consume_batch_owned_hands_over_everything_by_value() {
    for start in 0..4 {
        let ledger = Ledger::new();
        let (_channel, mut producer, mut consumer) = tracked();
        advance!(producer, consumer, start, ledger.message());
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        let mut kept = Vec::new();
        assert_eq!(consumer.consume_batch_owned(|message| kept.push(message)), 4);
        assert_eq!(ledger.dropped(), start);
        assert_eq!(numbers_of(kept), (start..start + 4).collect::<Vec<_>>());
        assert_eq!(consumer.consume_batch_owned(|_| unreachable!()), 0);
        ledger.assert_settled();
    }
}

#[test]
fn consume_up_to_stops_at_the_maximum() {
    for start in 0..4 {
        let ledger = Ledger::new();
        let (channel, mut producer, mut consumer) = tracked();
        advance!(producer, consumer, start, ledger.message());
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        let mut seen = Vec::new();
        assert_eq!(consumer.consume_up_to(0, |_| unreachable!()), 0);
        assert_eq!(consumer.consume_up_to(3, |message| seen.push(message.number())), 3);
        assert_eq!((seen.len(), channel.len()), (3, 1));
        assert_eq!(consumer.consume_up_to(9, |message| seen.push(message.number())), 1);
        assert_eq!(seen, (start..start + 4).collect::<Vec<_>>());
        ledger.assert_settled();
    }
}

#[test]
fn consume_while_consumes_the_message_it_breaks_off_at() {
    for start in 0..4 {
        for end in 0..4 {
            let ledger = Ledger::new();
            let (channel, mut producer, mut consumer) = tracked();
            advance!(producer, consumer, start, ledger.message());
            assert_eq!(producer.send_iter(ledger.messages(4)), 4);
            let mut seen = 0;
            let n = consumer.consume_while(|_| {
                seen += 1;
                if seen > end { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            assert_eq!((n, seen, channel.len()), (end + 1, end + 1, 3 - end));
            assert_eq!(ledger.dropped(), start + end + 1);
            let left = consumer.consume_while(|_| ControlFlow::Continue(()));
            assert_eq!(left, 3 - end);
            ledger.assert_settled();
        }
    }
}

#[test]
fn consume_count_and_skip_drop_without_looking() {
    for start in 0..4 {
        let ledger = Ledger::new();
        let (channel, mut producer, mut consumer) = tracked();
        advance!(producer, consumer, start, ledger.message());
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        assert_eq!(consumer.skip(0), 0);
        assert_eq!((consumer.skip(3), ledger.dropped(), channel.len()), (3, start + 3, 1));
        assert!(!ledger.is_dropped(start + 3));
        assert_eq!((consumer.skip(3), consumer.skip(3)), (1, 0));
        assert_eq!(producer.send_iter(ledger.messages(3)), 3);
        assert_eq!((consumer.consume_count(), ledger.dropped()), (3, start + 7));
        assert_eq!(consumer.consume_count(), 0);
        ledger.assert_settled();
    }
}

#[test]
fn peek_shows_what_try_recv_will_give() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    assert!(consumer.peek().is_none());
    assert_eq!(producer.send_iter(ledger.messages(3)), 3);
    for number in 0..3 {
        assert_eq!(consumer.peek().unwrap().number(), number);
        assert_eq!(consumer.peek().unwrap().number(), number);
        assert_eq!(channel.len(), 3 - number);
        assert_eq!(consumer.try_recv().unwrap().number(), number);
    }
    assert!(consumer.peek().is_none());
    ledger.assert_settled();
}

#[test]
fn peek_many_shows_what_lies_side_by_side() {
    for start in 0..4 {
        let (channel, mut producer, mut consumer) = numbers();
        assert_eq!(consumer.peek_many(1), None);
        advance!(producer, consumer, start, 0);
        assert_eq!(producer.send_slice(&[1, 2, 3, 4]), 4);
        assert_eq!(consumer.peek_many(0), None);
        for n in 1..6 {
            let expected = &[1, 2, 3, 4][..n.min(4 - start)];
            assert_eq!(consumer.peek_many(n), Some(expected), "{n} from {start}");
        }
        assert_eq!(channel.len(), 4);
    }
}

#[test]
fn finish_consumes_what_the_iterator_showed() {
    for start in 0..4 {
        for looked_at in 0..=4 {
            let ledger = Ledger::new();
            let (channel, mut producer, mut consumer) = tracked();
            advance!(producer, consumer, start, ledger.message());
            assert_eq!(producer.send_iter(ledger.messages(4)), 4);
            let mut iter = consumer.peek_iter();
            for (k, message) in (&mut iter).into_iter().take(looked_at).enumerate() {
                assert_eq!(message.number(), start + k);
            }
            assert_eq!(iter.consume_seen(), looked_at);
            assert_eq!((ledger.dropped(), channel.len()), (start + looked_at, 4 - looked_at));
            assert_eq!(
                numbers_of(consumer.drain()),
                (start + looked_at..start + 4).collect::<Vec<_>>()
            );
            ledger.assert_settled();
        }
    }
}

#[test]
fn an_iterator_goes_on_where_it_stopped() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    advance!(producer, consumer, 3, ledger.message());
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    let mut iter = consumer.peek_iter();
    assert_eq!(iter.next().unwrap().number(), 3);
    for message in (&mut iter).into_iter().take(1) {
        assert_eq!(message.number(), 4);
    }
    let rest: Vec<_> = (&mut iter).into_iter().map(Tracked::number).collect();
    assert_eq!(rest, [5, 6]);
    assert!(iter.next().is_none());
    assert_eq!(iter.consume_seen(), 4);
    ledger.assert_settled();
}

#[test]
fn an_iterator_without_finish_consumes_nothing() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    assert_eq!(producer.send_iter(ledger.messages(3)), 3);
    assert_eq!(consumer.peek_iter().into_iter().take(2).count(), 2);
    assert_eq!((ledger.dropped(), channel.len()), (0, 3));
    assert_eq!(numbers_of(consumer.drain()), [0, 1, 2]);
}

#[test]
fn an_iterator_shows_what_was_there_when_it_was_made() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    producer.try_send(ledger.message()).unwrap();
    let mut iter = consumer.peek_iter();
    producer.try_send(ledger.message()).unwrap();
    assert_eq!((&mut iter).into_iter().count(), 1);
    assert_eq!(iter.consume_seen(), 1);
    assert_eq!(consumer.peek_iter().consume_seen(), 0);
    assert_eq!(numbers_of(consumer.drain()), [1]);
}

#[test]
fn drain_knows_how_many_are_left_and_drops_them() {
    for start in 0..4 {
        for taken in 0..=4 {
            let ledger = Ledger::new();
            let (channel, mut producer, mut consumer) = tracked();
            advance!(producer, consumer, start, ledger.message());
            assert_eq!(producer.send_iter(ledger.messages(4)), 4);
            let mut drain = consumer.drain();
            for k in 0..taken {
                assert_eq!((drain.len(), drain.size_hint()), (4 - k, (4 - k, Some(4 - k))));
                assert_eq!(drain.next().unwrap().number(), start + k);
            }
            if taken == 4 {
                assert!(drain.next().is_none());
            }
            assert_eq!(ledger.dropped(), start + taken);
            drop(drain);
            assert_eq!((ledger.dropped(), channel.len()), (start + 4, 0));
            assert_eq!(producer.send_iter(ledger.messages(9)), 4, "all slots are free again");
            drop(consumer);
            ledger.assert_settled();
        }
    }
}

#[test]
fn drain_takes_what_was_there_when_it_was_made() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    producer.try_send(ledger.message()).unwrap();
    let mut drain = consumer.drain();
    producer.try_send(ledger.message()).unwrap();
    assert_eq!(numbers_of(&mut drain), [0]);
    drop(drain);
    assert_eq!(consumer.try_recv().unwrap().number(), 1);
}

// The end.

#[test]
fn close_refuses_the_next_message_and_gives_it_back() {
    let ledger = Ledger::new();
    let (channel, mut producer, _consumer) = tracked();
    producer.try_send(ledger.message()).unwrap();
    channel.close();
    channel.close();
    let error = producer.try_send(ledger.message()).unwrap_err();
    assert!(error.is_closed() && !error.is_full());
    assert_eq!(error.into_inner().number(), 1);
    assert_eq!(producer.send_iter(ledger.messages(1)), 0);
    assert_eq!(ledger.made(), 2, "it takes no item");
    for error in [
        producer.reserve(1).unwrap_err(),
        producer.reserve_up_to(1).unwrap_err(),
        producer.reserve_with_backoff(1).unwrap_err(),
    ] {
        assert!(error == ReserveError::Closed && error.is_closed() && !error.is_full());
    }
}

#[test]
fn close_refuses_slices() {
    let (channel, mut producer, _consumer) = numbers();
    channel.close();
    assert_eq!(producer.send_slice(&[1]), 0);
}

#[test]
fn what_was_sent_before_the_close_is_received_and_then_the_end_is_told() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    channel.close();
    for number in 0..4 {
        assert_eq!(consumer.try_recv().unwrap().number(), number);
    }
    let error = consumer.try_recv().unwrap_err();
    assert!(error == TryRecvError::Closed && error.is_closed() && !error.is_empty());
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed, "it is final");
    assert_eq!(consumer.consume_batch(|_| unreachable!()), 0);
    assert!(consumer.peek().is_none() && consumer.readable().is_none());
    ledger.assert_settled();
}

#[test]
fn a_full_ring_that_is_closed_says_closed() {
    let (channel, mut producer, _consumer) = numbers();
    assert_eq!(producer.send_slice(&[1, 2, 3, 4]), 4);
    channel.close();
    assert!(matches!(producer.try_send(5), Err(TrySendError::Closed(5))));
    assert_eq!(producer.reserve(1).unwrap_err(), ReserveError::Closed);
}

#[test]
fn dropping_the_consumer_closes_the_channel_and_drops_what_is_left_once() {
    for start in 0..4 {
        let ledger = Ledger::new();
        let (channel, mut producer, mut consumer) = tracked();
        advance!(producer, consumer, start, ledger.message());
        assert_eq!(producer.send_iter(ledger.messages(4)), 4);
        drop(consumer);
        ledger.assert_settled();
        assert!(channel.is_closed() && producer.is_closed() && channel.is_fully_drained());
        assert_eq!(channel.consumer_count(), 0);
        let error = producer.try_send(ledger.message()).unwrap_err();
        assert!(error.is_closed());
        assert_eq!(error.into_inner().number(), start + 4);
        assert_eq!(producer.send_iter(ledger.messages(1)), 0);
    }
}

#[test]
fn a_commit_between_close_and_the_end_is_received() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    let mut slots = producer.reserve(2).unwrap();
    assert_eq!(slots.fill_from(ledger.messages(2)), 2);
    channel.close();
    assert_eq!(slots.commit().unwrap(), 2);
    assert_eq!(consumer.try_recv().unwrap().number(), 0);
    assert_eq!(consumer.try_recv().unwrap().number(), 1);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
    ledger.assert_settled();
}

#[test]
fn a_commit_after_the_end_returns_its_messages() {
    let ledger = Ledger::new();
    let (channel, mut producer, mut consumer) = tracked();
    advance!(producer, consumer, 1, ledger.message());
    let mut slots = producer.reserve(3).unwrap();
    assert_eq!(slots.fill_from(ledger.messages(2)), 2);
    channel.close();
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    let error = slots.commit().unwrap_err();
    assert_eq!((error.committed(), error.is_closed()), (0, true));
    assert_eq!(error.to_string(), "the channel is closed: 2 messages were returned");
    assert_eq!(ledger.dropped(), 1);
    assert_eq!(numbers_of(error.into_inner()), [1, 2]);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
    assert_eq!((channel.len(), producer.len()), (0, 0));
    ledger.assert_settled();
}

#[test]
fn a_commit_after_the_consumer_has_gone_returns_its_messages() {
    let ledger = Ledger::new();
    let (channel, mut producer, consumer) = tracked();
    producer.try_send(ledger.message()).unwrap();
    let mut slots = producer.reserve(2).unwrap();
    assert_eq!(slots.fill_from(ledger.messages(2)), 2);
    drop(consumer);
    assert_eq!(ledger.dropped(), 1);
    assert_eq!(numbers_of(slots.commit().unwrap_err().into_inner()), [1, 2]);
    drop((producer, channel));
    ledger.assert_settled();
}

#[test]
fn send_iter_counts_only_what_will_be_received() {
    for received in [false, true] {
        let ledger = Ledger::new();
        let (channel, mut producer, consumer) = tracked();
        let consumer = RefCell::new(consumer);
        let mut left = ledger.messages(3);
        let items = std::iter::from_fn(|| {
            let item = left.next()?;
            if item.number() == 1 {
                channel.close();
                if received {
                    let end = consumer.borrow_mut().try_recv().unwrap_err();
                    assert_eq!(end, TryRecvError::Closed);
                }
            }
            Some(item)
        });
        // The consumer has been told the end before the items were published, or it will find them.
        assert_eq!(producer.send_iter(items), if received { 0 } else { 3 });
        assert_eq!(consumer.borrow_mut().consume_count(), if received { 0 } else { 3 });
        ledger.assert_settled();
    }
}

#[test]
fn an_iterator_that_panics_publishes_nothing() {
    let ledger = Ledger::new();
    let (_channel, mut producer, mut consumer) = tracked();
    let items = || ledger.messages(2).chain(std::iter::from_fn(|| ringmpsc_tests::panic_wanted()));
    assert!(caught(|| _ = producer.send_iter(items())));
    assert_eq!(ledger.dropped(), 2);
    assert!(caught(|| _ = producer.reserve(4).unwrap().fill_from(items())));
    assert_eq!(ledger.dropped(), 4);
    assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Empty);
    assert_eq!(producer.send_iter(ledger.messages(4)), 4);
    assert_eq!(numbers_of(consumer.drain()), [4, 5, 6, 7]);
    ledger.assert_settled();
}
