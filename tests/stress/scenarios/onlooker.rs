//! Somebody who only counts, while others send and receive.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ringmpsc::ChannelStats;

use crate::ends::Controls;
use crate::memory;
use crate::pace::pause;
use crate::random::Random;

/// Looks at one channel, at the most. A loaded machine must not make it more work.
const LOOKS: u64 = 1_000;

/// Looks at a channel until `done`, or [`LOOKS`] times, and returns how often it did.
pub(crate) fn look(
    handle: &impl Controls,
    capacity: usize,
    done: &AtomicBool,
    mut random: Random,
) -> u64 {
    let mut looks = 0;
    let mut sent = 0;
    let mut received = 0;
    while looks < LOOKS && !done.load(Ordering::Acquire) {
        let len = handle.len();
        // Rings only go when the channel does.
        let most = capacity * memory::rings();
        assert!(len <= most, "{len} messages in {most} slots");
        if let Some(stats) = handle.stats() {
            let most = capacity * memory::rings();
            assert!(stats.pending <= most, "{} messages in {most} slots", stats.pending);
            let (now_sent, now_received) = counted(&stats);
            assert!(now_sent >= sent, "{sent} messages had been sent, now {now_sent}");
            assert!(now_received >= received, "{received} had come, now {now_received}");
            sent = now_sent;
            received = now_received;
        }
        looks += 1;
        pause(random.below(500));
        thread::yield_now();
    }
    looks
}

/// How many messages were sent and received.
fn counted(stats: &ChannelStats) -> (u64, u64) {
    (stats.sent.expect("it counts"), stats.received.expect("it counts"))
}

/// Nothing moves any more: `sent` messages were accepted, and the consumers took `taken` of them.
/// The rest was dropped with the last consumer, which is not to be counted as received. The
/// counters are exact, except that those of a forgotten drain or claim may be missing.
pub(crate) fn check_quiescent(handle: &impl Controls, sent: u64, taken: u64, forgotten: u64) {
    assert_eq!(handle.len(), 0);
    if let Some(stats) = handle.stats() {
        assert_eq!(stats.pending, 0);
        let (counted, received) = counted(&stats);
        assert_eq!(counted, sent, "the counter of sent messages is wrong");
        assert!(
            (taken.saturating_sub(forgotten)..=taken).contains(&received),
            "{taken} messages were taken and {forgotten} forgotten, but {received} counted"
        );
    }
}
