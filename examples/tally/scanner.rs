//! Counts the words of a file that comes in blocks.

use std::collections::HashMap;

use crate::batch::{LONGEST_WORD, WordCounts};
use crate::rules::{Rules, Run};

/// Finds the words of one file, also those that go across blocks.
#[derive(Debug)]
pub(crate) struct Scanner<'a> {
    rules: &'a Rules,
    /// The run that the last block ended in.
    carry: Option<Carry>,
}

/// A run whose end has not been seen yet.
#[derive(Debug)]
struct Carry {
    /// As much of it as distinguishes it from others.
    prefix: Vec<u8>,
    is_word: bool,
}

/// Words that ended in a block.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub(crate) total: u64,
    pub(crate) counts: WordCounts,
}

impl<'a> Scanner<'a> {
    /// Begins a file.
    pub(crate) fn new(rules: &'a Rules) -> Self {
        Self { rules, carry: None }
    }

    /// The words that end in the next block of the file. It must consist of whole characters, and
    /// must not be empty unless it is the last one.
    pub(crate) fn scan(&mut self, block: &[u8], last: bool) -> Words {
        let goes_on = |run: &Run| run.end == block.len() && !last;
        let mut runs = self.rules.runs(block).peekable();
        let mut carried = self.carry.take();
        if let Some(carry) = &mut carried
            && let Some(run) = runs.next_if(|run| run.start == 0)
        {
            carry.extend(run, block);
            if goes_on(&run) {
                self.carry = carried;
                return Words::default();
            }
        }

        let mut tally = Tally::default();
        if let Some(carry) = &carried {
            tally.add(&carry.prefix, carry.is_word);
        }
        for run in runs {
            if goes_on(&run) {
                self.carry.get_or_insert_default().extend(run, block);
            } else {
                tally.add(&block[run.start..run.end], run.is_word);
            }
        }
        tally.finish()
    }
}

impl Default for Carry {
    fn default() -> Self {
        Self { prefix: Vec::with_capacity(LONGEST_WORD), is_word: false }
    }
}

impl Carry {
    fn extend(&mut self, run: Run, block: &[u8]) {
        let room = LONGEST_WORD - self.prefix.len();
        let bytes = &block[run.start..run.end];
        self.prefix.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.is_word |= run.is_word;
    }
}

/// Counts words where they stand.
#[derive(Default)]
struct Tally<'a> {
    total: u64,
    counts: HashMap<&'a [u8], u64>,
}

impl<'a> Tally<'a> {
    fn add(&mut self, run: &'a [u8], is_word: bool) {
        if is_word {
            self.total += 1;
            *self.counts.entry(&run[..run.len().min(LONGEST_WORD)]).or_default() += 1;
        }
    }

    fn finish(self) -> Words {
        Words { total: self.total, counts: self.counts.into_iter().collect() }
    }
}
