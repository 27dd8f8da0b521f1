//! The consumer: adds up what all readers send.

use ringmpsc::TryRecvError;

use crate::batch::{LineBatch, LineBatchConsumer};
use crate::counts::Counts;
use crate::extensions::ExtensionId;
use crate::frequency::Frequency;
use crate::patience::Patience;
use crate::progress::Progress;

/// The sum of all batches.
#[derive(Debug, Default)]
pub(crate) struct Aggregate {
    /// Per extension, by its number.
    extensions: Vec<Counts>,
    pub(crate) words: Frequency,
}

impl Aggregate {
    /// Receives until the channel is closed and drained.
    pub(crate) fn receive(mut consumer: LineBatchConsumer, progress: &Progress) -> Self {
        let mut aggregate = Self::default();
        let mut patience = Patience::default();
        let mut add = |batch: LineBatch| {
            progress.add(&batch.counts);
            aggregate.add(&batch);
        };
        loop {
            if consumer.consume_batch_owned(&mut add) > 0 {
                patience.reset();
                continue;
            }
            // A batch of nothing does not tell whether more may come.
            match consumer.try_recv() {
                Ok(batch) => add(batch),
                Err(TryRecvError::Empty) => patience.wait(),
                Err(TryRecvError::Closed) => return aggregate,
            }
        }
    }

    fn add(&mut self, batch: &LineBatch) {
        let index = batch.extension.index();
        if index >= self.extensions.len() {
            self.extensions.resize(index + 1, Counts::default());
        }
        self.extensions[index] += batch.counts;
        for (word, count) in batch.words.iter() {
            self.words.add(word, count);
        }
    }

    /// What the files with this extension add up to.
    pub(crate) fn extension(&self, id: ExtensionId) -> Counts {
        self.extensions.get(id.index()).copied().unwrap_or_default()
    }

    /// What all files add up to.
    pub(crate) fn total(&self) -> Counts {
        self.extensions.iter().copied().sum()
    }
}
