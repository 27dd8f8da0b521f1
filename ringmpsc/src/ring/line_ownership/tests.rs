//! Tests of which lines are taken, by a count of the bytes that are written.

use core::cell::Cell;

use ringmpsc_macros::ring_channel;

use super::*;

thread_local! {
    /// How many lines this thread has taken.
    pub(super) static TAKEN: Cell<usize> = const { Cell::new(0) };
}

/// Returns how many lines `f` takes.
fn taken(f: impl FnOnce()) -> usize {
    let before = TAKEN.get();
    f();
    TAKEN.get() - before
}

/// 8 lines of 8 words.
#[repr(align(64))]
struct Lines([u64; 64]);

#[test]
fn the_last_byte_of_each_line_that_ends_in_the_slots_is_written() {
    if !*MADE_BY_AMD {
        return;
    }
    for begin in 0..64 {
        for end in begin..=64 {
            let mut lines = Lines([u64::MAX; 64]);
            // SAFETY: the words belong to this test.
            unsafe { take_run(lines.0[begin..].as_mut_ptr(), end - begin) };
            for (word, value) in lines.0.into_iter().enumerate() {
                let is_taken = (begin..end).contains(&word) && word % 8 == 7;
                assert_eq!(value, if is_taken { u64::MAX >> 8 } else { u64::MAX }, "word {word}");
            }
        }
    }
}

#[test]
fn a_message_may_end_in_the_middle_of_a_line() {
    // 3 messages of 40 bytes: the lines end at 64, in the second one, and at 128, beyond.
    let mut bytes = Lines([u64::MAX; 64]);
    // SAFETY: the words belong to this test.
    let lines = taken(|| unsafe { take_run(bytes.0.as_mut_ptr().cast::<[u64; 5]>(), 3) });
    assert_eq!(lines, usize::from(*MADE_BY_AMD));
    assert_eq!(bytes.0[7] == u64::MAX >> 8, *MADE_BY_AMD);
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

#[ring_channel(crate = crate, kind = spsc, bits = 10, name = One)]
#[ring_channel(crate = crate, kind = mpsc, bits = 10, name = Many)]
#[ring_channel(crate = crate, kind = spmc, bits = 10, name = Shared)]
#[ring_channel(crate = crate, kind = mpmc, bits = 10, name = ManyShared)]
#[ring_channel(crate = crate, kind = spsc, bits = 9, name = Small)]
#[ring_channel(crate = crate, kind = spmc, bits = 9, name = SmallShared)]
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
            let expected = if *MADE_BY_AMD { $lines * batch } else { 0 };
            assert_eq!(lines, expected, "{} of {batch}", stringify!($take));
        }
    )*};
}

#[test]
fn each_way_to_consume_takes_each_line_once_a_lap() {
    let mut buffer = [0; 1024];
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
    check!(producer, 1024, 128, consumer.try_recv().map_or(0, |_| 1), consumer.steal_batch(drop));
}

#[test]
fn the_lines_of_a_small_ring_are_left_alone() {
    let (mut producer, mut consumer) = SmallChannel::open();
    check!(producer, 512, 0, consumer.try_recv().map_or(0, |_| 1), consumer.consume_batch(|_| ()));
    let (mut producer, channel) = SmallSharedChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    check!(producer, 512, 0, consumer.try_recv().map_or(0, |_| 1), consumer.consume_batch(drop));
}
