//! What readers send: the record type, and the channel that is generated for it.

use ringmpsc::ring_channel;

use crate::counts::Counts;
use crate::extensions::ExtensionId;

/// What one block of a file adds: the lines and the words that end in it.
///
/// A ring has 64 slots, so at most 64 batches per reader wait to be added up.
#[ring_channel(kind = mpsc, bits = 6, metrics)]
#[derive(Debug)]
pub(crate) struct LineBatch {
    pub(crate) extension: ExtensionId,
    pub(crate) counts: Counts,
    pub(crate) words: WordCounts,
}

/// The longest word that is told from others; longer ones are known by their first bytes.
pub(crate) const LONGEST_WORD: usize = 64;

/// Different words and how often they occur, in two allocations.
#[derive(Debug, Default)]
pub(crate) struct WordCounts {
    /// The words, one after the other.
    text: Vec<u8>,
    /// Their lengths and how often they occur.
    entries: Vec<(usize, u64)>,
}

impl WordCounts {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], u64)> {
        let mut rest = self.text.as_slice();
        self.entries.iter().map(move |&(len, count)| {
            let (word, behind) = rest.split_at(len);
            rest = behind;
            (word, count)
        })
    }
}

impl<'a> FromIterator<(&'a [u8], u64)> for WordCounts {
    fn from_iter<I: IntoIterator<Item = (&'a [u8], u64)>>(words: I) -> Self {
        let mut counts = Self::default();
        for (word, count) in words {
            counts.text.extend_from_slice(word);
            counts.entries.push((word.len(), count));
        }
        counts
    }
}
