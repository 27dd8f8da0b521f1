//! Tests of which lines are taken, by a count of the bytes that are written.

use core::cell::Cell;

use ringmpsc_macros::ring_channel;

use super::*;
use crate::ring::slots::Slots;

thread_local! {
    /// How many lines this thread has taken.
    pub(super) static TAKEN: Cell<usize> = const { Cell::new(0) };
}

/// Returns how many lines `f` takes.
pub(crate) fn taken(f: impl FnOnce()) -> usize {
    let before = TAKEN.get();
    f();
    TAKEN.get() - before
}

/// The last bytes of lines of 64 bytes, found the slow way.
#[test]
fn each_line_that_ends_in_the_bytes_is_found() {
    for address in 0..130 {
        for len in 0..200 {
            let mut found = Vec::new();
            TakeLines(true).each_end_of_line(address, len, |offset| found.push(offset));
            let ends: Vec<_> = (0..len).filter(|offset| (address + offset) % 64 == 63).collect();
            assert_eq!(found, ends, "{address}, {len}");
            TakeLines(false).each_end_of_line(address, len, |_| unreachable!());
        }
    }
}

#[test]
fn the_last_byte_of_each_taken_line_is_written_across_the_wrap() {
    const SLOTS: usize = 1 << 11;
    // SAFETY: all zeroes is a value of the slots, which may hold no messages.
    let slots: Box<Slots<u64, SLOTS>> = Box::new(unsafe { core::mem::zeroed() });
    for cursor in 0..SLOTS as u64 {
        // SAFETY: this test owns the slots, and they hold no messages.
        unsafe { slots.write(cursor, u64::MAX) };
    }
    // SAFETY: as above.
    unsafe { TakeLines(true).take(&*slots, 2000, 2108) };
    for cursor in 0..SLOTS as u64 {
        // SAFETY: each slot holds a number.
        let number = unsafe { slots.read(cursor) };
        let is_taken = !(60..2000).contains(&cursor) && cursor % 8 == 7;
        assert_eq!(number, if is_taken { u64::MAX >> 8 } else { u64::MAX }, "slot {cursor}");
    }
}

#[test]
fn makers_are_told_apart() {
    let name = |name: &[u8; 12]| {
        let word = |at| u32::from_le_bytes([name[at], name[at + 1], name[at + 2], name[at + 3]]);
        is_made_by_amd([word(0), word(4), word(8)])
    };
    assert!(name(b"AuthenticAMD"));
    assert!(name(b"HygonGenuine"));
    assert!(!name(b"GenuineIntel"));
    assert!(!name(b"\0\0\0\0\0\0\0\0\0\0\0\0"));
}

#[ring_channel(crate = crate, kind = spsc, bits = 11, name = One)]
#[ring_channel(crate = crate, kind = mpsc, bits = 11, name = Many)]
#[ring_channel(crate = crate, kind = spmc, bits = 11, name = Shared)]
#[ring_channel(crate = crate, kind = mpmc, bits = 11, name = ManyShared)]
#[ring_channel(crate = crate, kind = spsc, bits = 10, name = Small)]
#[ring_channel(crate = crate, kind = spmc, bits = 10, name = SmallShared)]
type Number = u64;

/// Each way to consume takes each line of the ring once a lap, of whatever size the batches are.
/// `$producer` has a ring of `$slots` slots, of which `$lines` lines are taken.
macro_rules! check {
    ($producer:ident, $slots:expr, $lines:expr, $($take:expr),*) => {$(
        // Three laps, from different positions.
        for batch in [1, 3, 8, 64, 100, $slots] {
            let mut left = $slots * batch;
            let lines = taken(|| {
                while left > 0 {
                    let n = $producer.send_iter((0..).take(left.min(batch)));
                    let mut received = 0;
                    while received < n {
                        received += $take;
                    }
                    left -= n;
                }
            });
            let expected = if made_by_amd() { $lines * batch } else { 0 };
            assert_eq!(lines, expected, "{} of {batch}", stringify!($take));
        }
    )*};
}

#[test]
fn each_way_to_consume_takes_each_line_once_a_lap() {
    let mut buffer = [0; 2048];
    let (mut producer, mut consumer) = OneChannel::open();
    check!(
        producer,
        1024,
        128,
        consumer.try_recv().map_or(0, |_| 1),
        consumer.consume_batch(|_| ()),
        consumer.consume_batch_owned(drop),
        consumer.consume_up_to(5, |_| ()),
        consumer.drain().count(),
        consumer.drain_into(&mut Vec::new(), 7),
        consumer.recv_slice(&mut buffer),
        consumer.consume_count(),
        consumer.readable().map_or(0, |readable| {
            let n = readable.len();
            readable.advance_all();
            n
        })
    );
    let (channel, mut consumer) = ManyChannel::open();
    let mut producer = channel.register().unwrap();
    check!(
        producer,
        1024,
        128,
        consumer.try_recv().map_or(0, |_| 1),
        consumer.consume_batch(|_| ()),
        consumer.drain().count()
    );
    let (mut producer, channel) = SharedChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    check!(
        producer,
        1024,
        128,
        consumer.try_recv().map_or(0, |_| 1),
        consumer.consume_batch(drop),
        consumer.consume_up_to(5, drop)
    );
    let channel = ManySharedChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    let mut producer = channel.register().unwrap();
    check!(producer, 2048, 256, consumer.try_recv().map_or(0, |_| 1), consumer.steal_batch(drop));
}

#[test]
fn the_lines_of_a_small_ring_are_left_alone() {
    let (mut producer, mut consumer) = SmallChannel::open();
    check!(producer, 1024, 0, consumer.try_recv().map_or(0, |_| 1), consumer.consume_batch(|_| ()));
    let (mut producer, channel) = SmallSharedChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    check!(producer, 1024, 0, consumer.try_recv().map_or(0, |_| 1), consumer.consume_batch(drop));
}

/// The slots between processes begin at a multiple of 64, too.
#[cfg(feature = "shared")]
#[test]
fn between_processes_the_lines_of_batches_are_taken() {
    use crate::process::SharedRing;

    let (mut producer, mut consumer) = SharedRing::<u64>::create(11).unwrap().split().unwrap();
    let mut buffer = [0; 2048];
    for (batch, is_taken) in [(1, false), (63, false), (64, true), (100, true), (2048, true)] {
        for by_slice in [true, false] {
            let mut left = 2048 * batch;
            let lines = taken(|| {
                while left > 0 {
                    let n = left.min(batch);
                    assert_eq!(producer.send_slice(&buffer[..n]), Ok(n));
                    left -= n;
                    let received = match (by_slice, batch) {
                        (true, 1) => consumer.try_recv().map(|_| 1),
                        (true, _) => consumer.recv_slice(&mut buffer),
                        (false, _) => consumer.consume_batch(drop),
                    };
                    assert_eq!(received, Ok(n));
                }
            });
            let expected = if made_by_amd() && is_taken { 256 * batch } else { 0 };
            // The last batch of all may be too small.
            assert!((expected.saturating_sub(8)..=expected).contains(&lines), "{batch}: {lines}");
        }
    }
    let (mut producer, mut consumer) = SharedRing::<u64>::create(10).unwrap().split().unwrap();
    assert_eq!(producer.send_slice(&buffer), Ok(1024));
    assert_eq!(taken(|| assert_eq!(consumer.recv_slice(&mut buffer), Ok(1024))), 0);
}
