//! Where the lines of a ring lie, and that an option that is off takes no space.

use std::mem::{align_of, offset_of, size_of};

/// What a generated ring looks like in memory.
#[derive(Debug)]
struct Measured {
    producer: usize,
    consumer: usize,
    cold: usize,
    /// The lines of options, in bytes from the beginning.
    options: &'static [usize],
    slots: usize,
    /// If consumers share the ring.
    receipts: Option<usize>,
    align: usize,
    size: usize,
    /// `CAPACITY`, `BUFFER_MEMORY`, `TOTAL_MEMORY`.
    promised: [usize; 3],
    /// The sizes of the ends, which are the same whatever the options.
    ends: [usize; 3],
}

const LINE: usize = 128;

/// Four messages of eight bytes.
const BUFFER: usize = 32;

/// Eight bytes for each of their slots.
const RECEIPTS: usize = 32;

impl Measured {
    fn check(&self, lines: usize) {
        assert_eq!(self.producer, 0, "{self:?}");
        assert_eq!(self.consumer, LINE, "{self:?}");
        assert_eq!(self.cold, 2 * LINE, "{self:?}");
        let options: Vec<_> = (0..lines).map(|k| (3 + k) * LINE).collect();
        assert_eq!(self.options, options, "one line a writer: {self:?}");
        assert_eq!(self.slots, (3 + lines) * LINE, "{self:?}");
        assert_eq!(self.align, LINE, "{self:?}");
        let mut end = self.slots + BUFFER;
        if let Some(receipts) = self.receipts {
            assert_eq!(
                receipts,
                end.next_multiple_of(64),
                "on a cache line of their own: {self:?}"
            );
            end = receipts + RECEIPTS;
        }
        assert_eq!(self.size, end.next_multiple_of(LINE), "{self:?}");
        assert_eq!(self.promised, [4, BUFFER, self.size], "{self:?}");
    }
}

/// A channel with these options, whose ring has these lines for them.
macro_rules! measured {
    ($name:ident, [$($line:ident),*] $(+ $receipts:ident)?, $($options:tt)*) => {
        #[expect(dead_code, reason = "these channels are measured, not used")]
        mod $name {
            use super::*;

            #[ringmpsc::ring_channel($($options)*)]
            pub(super) type Message = u64;

            pub(super) fn measure() -> Measured {
                Measured {
                    producer: offset_of!(MessageRing, producer),
                    consumer: offset_of!(MessageRing, consumer),
                    cold: offset_of!(MessageRing, cold),
                    options: &[$(offset_of!(MessageRing, $line)),*],
                    slots: offset_of!(MessageRing, slots),
                    receipts: [$(offset_of!(MessageRing, $receipts))?].first().copied(),
                    align: align_of::<MessageRing>(),
                    size: size_of::<MessageRing>(),
                    promised: [
                        MessageChannel::CAPACITY,
                        MessageChannel::BUFFER_MEMORY,
                        MessageChannel::TOTAL_MEMORY,
                    ],
                    ends: [
                        size_of::<MessageProducer>(),
                        size_of::<MessageConsumer>(),
                        size_of::<MessageChannel>(),
                    ],
                }
            }
        }
    };
}

/// The same options for both kinds whose consumer owns the rings.
macro_rules! matrix {
    ($($name:ident, $spsc:ident, $mpsc:ident, $lines:tt, [$($options:tt)*];)*) => {
        $(
            measured!($spsc, $lines, kind = spsc, bits = 2, $($options)*);
            measured!($mpsc, $lines, kind = mpsc, bits = 2, $($options)*);

            #[test]
            fn $name() {
                let lines = [$spsc::measure(), $mpsc::measure()].map(|measured| {
                    measured.check(measured.options.len());
                    measured
                });
                assert_eq!(lines[0].ends, bare_spsc::measure().ends);
                assert_eq!(lines[1].ends, bare_mpsc::measure().ends);
            }
        )*
    };
}

matrix! {
    nothing_is_added_without_options, bare_spsc, bare_mpsc, [], [];
    wait_adds_nothing, wait_spsc, wait_mpsc, [], [wait];
    notify_adds_nothing, notify_spsc, notify_mpsc, [], [notify];
    metrics_adds_a_line_for_each_side, metrics_spsc, metrics_mpsc, [sent, received], [metrics];
    latency_adds_no_more, latency_spsc, latency_mpsc, [sent, received], [metrics(latency)];
    contention_adds_a_line_for_the_producer, contention_spsc, contention_mpsc, [contention],
        [contention];
    numa_adds_nothing, numa_spsc, numa_mpsc, [], [numa];
    numa_with_a_node_adds_nothing, node_spsc, node_mpsc, [], [numa(node = 0)];
    prefetch_adds_nothing, prefetch_spsc, prefetch_mpsc, [], [prefetch = 4];
    fence_adds_nothing, fence_spsc, fence_mpsc, [], [fence = full];
    everything_adds_three_lines, all_spsc, all_mpsc, [sent, received, contention],
        [wait, notify, metrics(latency), contention, numa, prefetch = 2, fence = full];
}

/// The same options for both kinds whose consumers share the rings. They count on lines of their
/// own, in no ring.
macro_rules! sharing {
    ($($name:ident, $spmc:ident, $mpmc:ident, $lines:tt, [$($options:tt)*];)*) => {
        $(
            measured!($spmc, $lines + receipts, kind = spmc, bits = 2, $($options)*);
            measured!($mpmc, $lines + receipts, kind = mpmc, bits = 2, $($options)*);

            #[test]
            fn $name() {
                let lines = [$spmc::measure(), $mpmc::measure()].map(|measured| {
                    measured.check(measured.options.len());
                    measured
                });
                assert_eq!(lines[0].ends, bare_spmc::measure().ends);
                assert_eq!(lines[1].ends, bare_mpmc::measure().ends);
            }
        )*
    };
}

sharing! {
    sharing_adds_receipts, bare_spmc, bare_mpmc, [], [];
    wait_adds_nothing_to_a_shared_ring, wait_spmc, wait_mpmc, [], [wait];
    notify_adds_nothing_to_a_shared_ring, notify_spmc, notify_mpmc, [], [notify];
    metrics_adds_a_line_for_the_producer, metrics_spmc, metrics_mpmc, [sent], [metrics];
    latency_adds_no_more_to_a_shared_ring, latency_spmc, latency_mpmc, [sent], [metrics(latency)];
    contention_adds_a_line_to_a_shared_ring, contention_spmc, contention_mpmc, [contention],
        [contention];
    numa_adds_nothing_to_a_shared_ring, numa_spmc, numa_mpmc, [], [numa];
    numa_with_a_node_adds_nothing_to_a_shared_ring, node_spmc, node_mpmc, [], [numa(node = 0)];
    prefetch_adds_nothing_to_a_shared_ring, prefetch_spmc, prefetch_mpmc, [], [prefetch = 4];
    fence_adds_nothing_to_a_shared_ring, fence_spmc, fence_mpmc, [], [fence = full];
    a_limit_adds_nothing_to_a_shared_ring, limited_spmc, limited_mpmc, [], [max_consumers = 3];
    everything_adds_two_lines_to_a_shared_ring, all_spmc, all_mpmc, [sent, contention],
        [wait, notify, metrics(latency), contention, numa, prefetch = 2, fence = full,
            max_consumers = 3];
}

measured!(limited, [], kind = mpsc, bits = 2, max_producers = 7);
measured!(at_home, [] + receipts, kind = mpmc, bits = 2, max_producers = 7, shard = 5);

#[test]
fn a_limit_adds_nothing() {
    limited::measure().check(0);
    assert_eq!(limited::measure().ends, bare_mpsc::measure().ends);
}

#[test]
fn a_shard_adds_nothing() {
    at_home::measure().check(0);
    assert_eq!(at_home::measure().ends, bare_mpmc::measure().ends);
}

#[test]
fn a_bare_ring_is_three_lines_and_the_slots() {
    assert_eq!(bare_spsc::measure().size, 384 + 128);
    assert_eq!(bare_mpsc::measure().size, 384 + 128);
    assert_eq!(metrics_spsc::measure().size, 384 + 2 * 128 + 128);
    assert_eq!(contention_mpsc::measure().size, 384 + 128 + 128);
}

#[test]
fn a_bare_shared_ring_is_three_lines_the_slots_and_the_receipts() {
    assert_eq!(bare_spmc::measure().size, 384 + 128);
    assert_eq!(bare_mpmc::measure().size, 384 + 128);
    assert_eq!(metrics_spmc::measure().size, 384 + 128 + 128);
    assert_eq!(contention_mpmc::measure().size, 384 + 128 + 128);
}

/// Rings of other messages, and where their slots lie.
macro_rules! slots {
    ($(
        $name:ident: $message:ty, $bits:literal, $slots:literal, $size:literal, $align:literal;
    )*) => {
        $(
            #[expect(dead_code, reason = "these channels are measured, not used")]
            #[allow(clippy::result_large_err, reason = "one of the messages is large")]
            mod $name {
                use super::*;

                #[ringmpsc::ring_channel(kind = spsc, bits = $bits)]
                pub(super) type Message = $message;

                #[test]
                fn lie_there() {
                    assert_eq!(offset_of!(MessageRing, slots), $slots);
                    assert_eq!(size_of::<MessageRing>(), $size);
                    assert_eq!(align_of::<MessageRing>(), $align);
                    assert_eq!(MessageChannel::TOTAL_MEMORY, $size);
                    assert_eq!(MessageChannel::BUFFER_MEMORY, (1 << $bits) * size_of::<Message>());
                }
            }
        )*
    };
}

/// A message with an alignment of its own.
#[repr(align(4096))]
struct Page;

slots! {
    slots_of_nothing: (), 10, 384, 384, 128;
    slots_of_bytes: u8, 1, 384, 512, 128;
    slots_of_lines: [u8; 64], 2, 384, 640, 128;
    slots_of_pages: (Page, u8), 1, 4096, 12288, 4096;
}

/// Shared rings of other messages, and where their receipts lie.
macro_rules! receipts {
    ($(
        $name:ident: $kind:ident, $message:ty, $bits:literal, $slots:literal, $receipts:literal,
            $size:literal;
    )*) => {
        $(
            #[expect(dead_code, reason = "these channels are measured, not used")]
            #[allow(clippy::result_large_err, reason = "one of the messages is large")]
            mod $name {
                use super::*;

                #[ringmpsc::ring_channel(kind = $kind, bits = $bits)]
                pub(super) type Message = $message;

                #[test]
                fn lie_there() {
                    assert_eq!(offset_of!(MessageRing, slots), $slots);
                    assert_eq!(offset_of!(MessageRing, receipts), $receipts);
                    assert_eq!(size_of::<MessageRing>(), $size);
                    assert_eq!(MessageChannel::TOTAL_MEMORY, $size);
                    assert_eq!(MessageChannel::BUFFER_MEMORY, (1 << $bits) * size_of::<Message>());
                }
            }
        )*
    };
}

// Where there are many, half a receipt more for each slot would show in the size.
receipts! {
    receipts_of_nothing: spmc, (), 10, 384, 384, 8576;
    receipts_of_bytes: mpmc, u8, 1, 384, 448, 512;
    receipts_of_many_bytes: spmc, u8, 10, 384, 1408, 9600;
    receipts_of_numbers: mpmc, u64, 10, 384, 8576, 16768;
    receipts_of_pages: spmc, (Page, u8), 1, 4096, 12288, 16384;
}
