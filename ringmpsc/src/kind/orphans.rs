//! The claims of consumers that have left.
//!
//! A consumer that leaves may hold claimed messages: its handler has panicked, or it has forgotten
//! a claim. The consumer puts such a claim into this list, and the other consumers take messages
//! from it. They load `total` before they report `Empty`, and before they park. They load it once
//! more before they report `Closed`: after `FINISHED` is set in every ring, so that no consumer can
//! claim another message. The last consumer, or the last control handle, drops the messages that
//! are in the list.
//!
//! # Protocol
//!
//! An entry describes the messages `end - left .. end` of one ring. Two parties write it:
//!
//! The consumer that leaves, under the lock of the [consumer group](crate::kind::consumer_group):
//!
//! 1. finds an entry with `left == 0` (Acquire);
//! 2. stores `ring` and `end` (Relaxed);
//! 3. adds to `total` (Relaxed);
//! 4. stores the next generation and `left` (Release);
//! 5. notifies all waiting consumers.
//!
//! A consumer that takes `n` messages, without a lock:
//!
//! 1. finds an entry with `left > 0` (Acquire);
//! 2. loads `ring` and `end` (Relaxed);
//! 3. exchanges `left` for `left - n` (Release), and begins again if that fails;
//! 4. subtracts `n` from `total` (Relaxed).
//!
//! * **Each message goes to one consumer.** `left` and a generation share one word, and every
//!   consumer that takes exchanges that word. The generation differs each time that the entry is
//!   filled, so a late exchange fails. (The generation has 33 bits. An exchange would have to be
//!   late by exactly 2^33 fillings.)
//! * **`ring` and `end` belong to the word.** The Release store in step 4 pairs with the Acquire
//!   load of the consumer that takes. That consumer reads the `ring` and `end` of this generation
//!   or of a later one. If they are of a later one, its exchange fails. The Release exchange pairs
//!   with the Acquire load of the next consumer that leaves. So that consumer does not write `ring`
//!   and `end` before the last consumer that uses them has loaded them. An exchange continues the
//!   release sequence of the store, so these edges also hold after other consumers have taken a
//!   part.
//! * **The messages themselves** were visible to the consumer that claimed them. The same edge
//!   carries them on.
//! * **No consumer sleeps while there is an entry.** A consumer takes the key of the event count,
//!   or adds itself to the listeners. Then it executes a fence, and loads `total`. The leaving
//!   consumer adds to `total`, and then notifies. A close reaches a sleeping consumer in the same
//!   way: see [`crate::wait`].
//! * **A stalled party holds back nothing.** A consumer that stalls between its steps has taken
//!   nothing, or has taken what it owns. A consumer that stalls while it leaves stalls with its
//!   claim, as any consumer may.
//! * **Leaving allocates nothing.** A consumer that registers ensures that there is a free entry
//!   for every consumer. So there are at most as many entries as consumers and abandoned claims at
//!   one time, and each such claim holds a slot.

use crate::kind::append_vec::AppendVec;
use crate::sync::{AtomicU32, AtomicU64, AtomicUsize, Ordering, edge};

/// The claim of a consumer that has left: the messages `from..from + n` of one ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Orphan {
    /// The index of the ring. 0 if the channel has one ring.
    pub(crate) ring: u32,
    pub(crate) from: u64,
    pub(crate) n: usize,
}

/// The claims of consumers that have left.
pub(crate) struct Orphans {
    /// The number of messages in all entries. For a moment it may be too large.
    total: AtomicUsize,
    entries: AppendVec<Entry>,
}

/// A claim, or what is left of it.
#[derive(Default)]
struct Entry {
    /// The generation, and the number of messages that are left.
    word: AtomicU64,
    ring: AtomicU32,
    end: AtomicU64,
}

/// The bits for the number of messages. A claim has at most 2^30 messages, the largest capacity.
const LEFT_BITS: u32 = 31;
const LEFT: u64 = (1 << LEFT_BITS) - 1;

/// Returns how many messages are left according to `word`.
fn left(word: u64) -> usize {
    usize::try_from(word & LEFT).expect("no more than the capacity of a ring")
}

/// There is no memory for an entry.
pub(crate) struct OutOfEntries;

impl Orphans {
    pub(crate) fn new() -> Self {
        Self { total: AtomicUsize::new(0), entries: AppendVec::new() }
    }

    fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter_from(0)
    }

    /// Ensures that so many consumers can [put](Self::put) a claim each. The caller holds the lock
    /// of the consumer group.
    pub(crate) fn reserve(&self, consumers: usize) -> Result<(), OutOfEntries> {
        // Other consumers may take from entries meanwhile. That only makes more entries free.
        let free = |entry: &&Entry| left(entry.word.load(Ordering::Relaxed)) == 0;
        for _ in self.iter().filter(free).count()..consumers {
            self.entries.push(Entry::default()).map_err(|_| OutOfEntries)?;
        }
        Ok(())
    }

    /// Puts the claim of a consumer that leaves into the list. The caller holds the lock of the
    /// consumer group. It notifies all waiting consumers afterwards.
    ///
    /// # Panics
    ///
    /// Panics if more consumers put a claim than entries were [reserved](Self::reserve) for.
    pub(crate) fn put(&self, orphan: Orphan) {
        // Acquire pairs with the exchange in `take_from`: see the module.
        let free = |entry: &Entry| {
            let word = entry.word.load(Ordering::Acquire);
            (left(word) == 0).then_some(word)
        };
        let (entry, word) = self
            .iter()
            .find_map(|entry| Some((entry, free(entry)?)))
            .expect("every consumer has reserved an entry");
        let n = orphan.n as u64;
        debug_assert!((1..=LEFT).contains(&n));
        entry.ring.store(orphan.ring, Ordering::Relaxed);
        entry.end.store(orphan.from.wrapping_add(n), Ordering::Relaxed);
        // Add before other consumers can take from the entry, so that `total` never falls below
        // zero.
        self.total.fetch_add(orphan.n, Ordering::Relaxed);
        let generation = (word >> LEFT_BITS).wrapping_add(1);
        entry.word.store((generation << LEFT_BITS) + n, edge("orphan.put", Ordering::Release));
    }

    /// Returns whether there may be messages in the list.
    #[inline]
    pub(crate) fn any(&self) -> bool {
        self.total.load(Ordering::Relaxed) > 0
    }

    /// Takes up to `max` messages, of one ring. Returns `None` if there are none.
    ///
    /// Lock-free: it tries again only if another consumer has taken messages. Linear in the number
    /// of entries.
    #[cold]
    pub(crate) fn take(&self, max: usize) -> Option<Orphan> {
        if max == 0 {
            return None;
        }
        self.iter().find_map(|entry| self.take_from(entry, max))
    }

    fn take_from(&self, entry: &Entry, max: usize) -> Option<Orphan> {
        let mut word = entry.word.load(edge("orphan.take", Ordering::Acquire));
        while left(word) > 0 {
            let ring = entry.ring.load(Ordering::Relaxed);
            let end = entry.end.load(Ordering::Relaxed);
            let n = left(word).min(max);
            // Release pairs with the Acquire load of `put`. Acquire pairs with the Release store of
            // `put`.
            let exchanged = entry.word.compare_exchange(
                word,
                word - n as u64,
                Ordering::Release,
                edge("orphan.take", Ordering::Acquire),
            );
            match exchanged {
                Ok(_) => {
                    self.total.fetch_sub(n, Ordering::Relaxed);
                    return Some(Orphan { ring, from: end.wrapping_sub(word & LEFT), n });
                }
                Err(now) => word = now,
            }
        }
        None
    }

    /// Returns the number of messages that are left.
    pub(crate) fn len(&self) -> usize {
        if !self.any() {
            return 0;
        }
        self.iter().map(|entry| left(entry.word.load(Ordering::Relaxed))).sum()
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::*;

    fn orphan(ring: u32, from: u64, n: usize) -> Orphan {
        Orphan { ring, from, n }
    }

    #[test]
    fn claims_are_taken_in_parts_and_entries_used_again() {
        let orphans = Orphans::new();
        assert!(orphans.reserve(2).is_ok());
        for start in [0, u64::MAX - 1] {
            let at = |k: u64| start.wrapping_add(k);
            assert_eq!((orphans.take(9), orphans.len(), orphans.any()), (None, 0, false));
            orphans.put(orphan(3, at(0), 5));
            orphans.put(orphan(1, at(7), 1));
            assert_eq!((orphans.len(), orphans.any()), (6, true));
            assert_eq!(orphans.take(0), None);
            assert_eq!(orphans.take(2), Some(orphan(3, at(0), 2)));
            assert_eq!(orphans.take(2), Some(orphan(3, at(2), 2)));
            assert_eq!(orphans.len(), 2);
            assert_eq!(orphans.take(usize::MAX), Some(orphan(3, at(4), 1)));
            assert_eq!(orphans.take(usize::MAX), Some(orphan(1, at(7), 1)));
        }
        assert_eq!(orphans.entries.len(), 2);
    }

    /// For this reason a late exchange fails.
    #[test]
    fn an_entry_has_another_generation_each_time_that_it_is_filled() {
        let orphans = Orphans::new();
        assert!(orphans.reserve(1).is_ok());
        let mut words = Vec::new();
        for _ in 0..3 {
            orphans.put(orphan(0, 0, 2));
            words.push(orphans.entries.get(0).map(|entry| entry.word.load(Ordering::Relaxed)));
            assert!(orphans.take(2).is_some());
        }
        words.dedup();
        assert_eq!(words.len(), 3);
    }

    #[test]
    fn there_is_an_entry_for_every_consumer() {
        let orphans = Orphans::new();
        assert!(orphans.reserve(1).is_ok());
        orphans.put(orphan(0, 0, 1));
        assert!(orphans.reserve(1).is_ok());
        assert_eq!(orphans.entries.len(), 2);
        assert!(orphans.take(1).is_some());
        assert!(orphans.reserve(2).is_ok());
        assert_eq!(orphans.entries.len(), 2, "the first one is free again");
    }

    #[test]
    fn each_message_is_taken_once() {
        const ROUNDS: u64 = 20_000;

        let orphans = Orphans::new();
        assert!(orphans.reserve(2).is_ok());
        let filling = std::sync::atomic::AtomicBool::new(true);
        let take_all = || {
            let mut mine = Vec::new();
            loop {
                // Load this before `take`, so that no entry is filled after the last `take`.
                let last = !filling.load(Ordering::Acquire);
                match orphans.take(3) {
                    Some(some) => mine.push(some),
                    None if last => return mine,
                    None => std::thread::yield_now(),
                }
            }
        };
        let mut taken = std::thread::scope(|scope| {
            let takers = [(); 2].map(|()| scope.spawn(take_all));
            for round in 0..ROUNDS {
                let full = |entry: &Entry| left(entry.word.load(Ordering::Relaxed)) > 0;
                while orphans.iter().all(full) {
                    std::thread::yield_now();
                }
                let ring = u32::try_from(round % 5).unwrap();
                orphans.put(orphan(ring, round * 4, 4));
            }
            filling.store(false, Ordering::Release);
            takers.map(|taker| taker.join().unwrap()).concat()
        });
        assert_eq!((orphans.len(), orphans.total.into_inner()), (0, 0));
        taken.sort_unstable_by_key(|one| one.from);
        let mut next = 0;
        for one in taken {
            assert_eq!((one.from, u64::from(one.ring)), (next, next / 4 % 5));
            next += one.n as u64;
        }
        assert_eq!(next, ROUNDS * 4);
    }
}
