//! The most frequent words, in bounded memory.
//!
//! Every word has a counter, as long as there are not too many. When there would be, the median of
//! the counters is taken off each of them, and those that fall to zero, at least half, are dropped.
//! This is the algorithm of Misra and Gries: a count is never too high, and it is too low by at
//! most the sum of what was taken off, the *uncertainty*. Words that are frequent stay.

use std::collections::HashMap;

/// How many words have counters. With words of 64 bytes, that is about 150 MiB.
const LIMIT: usize = 1 << 20;

/// Counts words.
#[derive(Debug, Default)]
pub(crate) struct Frequency {
    counts: HashMap<Box<[u8]>, u64>,
    uncertainty: u64,
}

impl Frequency {
    pub(crate) fn add(&mut self, word: &[u8], times: u64) {
        if let Some(count) = self.counts.get_mut(word) {
            *count += times;
            return;
        }
        if self.counts.len() >= LIMIT {
            self.forget();
        }
        self.counts.insert(word.into(), times);
    }

    /// Drops at least half of the words.
    fn forget(&mut self) {
        let mut counts: Vec<u64> = self.counts.values().copied().collect();
        let middle = counts.len() / 2;
        let (_, &mut median, _) = counts.select_nth_unstable(middle);
        self.counts.retain(|_, count| {
            *count = count.saturating_sub(median);
            *count > 0
        });
        self.uncertainty += median;
    }

    /// By how much counts may be too low.
    pub(crate) fn uncertainty(&self) -> u64 {
        self.uncertainty
    }

    /// The most frequent words with their counts; of equally frequent ones, the first in the order
    /// of bytes.
    pub(crate) fn top(&self, n: usize) -> Vec<(&[u8], u64)> {
        let mut words: Vec<_> = self.counts.iter().map(|(word, &count)| (&**word, count)).collect();
        let order = |a: &(&[u8], u64), b: &(&[u8], u64)| (b.1, a.0).cmp(&(a.1, b.0));
        if words.len() > n {
            words.select_nth_unstable_by(n, order);
            words.truncate(n);
        }
        words.sort_unstable_by(order);
        words
    }
}
