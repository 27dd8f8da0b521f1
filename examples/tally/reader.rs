//! A reader thread: takes files from the walk, reads them in blocks, and sends a record per block.

use std::fs::File;
use std::io::{self, Read};

use ringmpsc::TrySendError;

use crate::batch::{LineBatch, LineBatchProducer};
use crate::counts::Counts;
use crate::files::{Files, FoundFile};
use crate::patience::Patience;
use crate::problems::Problems;
use crate::rules::Rules;
use crate::scanner::Scanner;

/// Nobody receives what is sent: there is no point in reading on.
#[derive(Debug)]
pub(crate) struct Hangup;

/// Reads files and sends what is in them.
pub(crate) struct Reader<'a> {
    pub(crate) files: &'a Files,
    pub(crate) problems: &'a Problems<'a>,
    pub(crate) rules: &'a Rules,
    pub(crate) producer: LineBatchProducer,
    /// Where blocks are read to; its length is the size of a block.
    pub(crate) block: Vec<u8>,
}

impl Reader<'_> {
    /// Reads files until there are no more.
    pub(crate) fn run(mut self) -> Result<(), Hangup> {
        while let Some(file) = self.files.next(self.problems) {
            self.read(&file)?;
        }
        Ok(())
    }

    /// Reads a file, as far as it can be read.
    fn read(&mut self, file: &FoundFile) -> Result<(), Hangup> {
        match File::open(&file.path) {
            Ok(source) => self.count(source, file),
            Err(error) => {
                self.problems.report(&file.path, file.given, &error);
                Ok(())
            }
        }
    }

    fn count(&mut self, mut source: File, file: &FoundFile) -> Result<(), Hangup> {
        let mut scanner = Scanner::new(self.rules);
        // Bytes at the front of the block that are the beginning of a character.
        let mut kept = 0;
        loop {
            let (read, outcome) = fill(&mut source, &mut self.block[kept..]);
            let filled = kept + read;
            let last = filled < self.block.len();
            let whole = if last { filled } else { self.rules.whole_characters(&self.block) };

            let text = &self.block[..whole];
            let words = scanner.scan(text, last);
            let counts = Counts {
                files: u64::from(last && outcome.is_ok()),
                lines: text.iter().map(|&byte| u64::from(byte == b'\n')).sum(),
                words: words.total,
                bytes: whole as u64,
            };
            self.send(LineBatch { extension: file.extension, counts, words: words.counts })?;

            if let Err(error) = outcome {
                self.problems.report(&file.path, file.given, &error);
            }
            if last {
                return Ok(());
            }
            self.block.copy_within(whole.., 0);
            kept = filled - whole;
        }
    }

    /// Sends a batch, and waits while the ring is full.
    fn send(&mut self, mut batch: LineBatch) -> Result<(), Hangup> {
        let mut patience = Patience::default();
        loop {
            match self.producer.try_send(batch) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Full(returned)) => batch = returned,
                Err(TrySendError::Closed(_)) => return Err(Hangup),
            }
            patience.wait();
        }
    }
}

/// Reads until the block is full or there is no more; how much it was, and whether that went well.
/// If it did not, the block is not full.
fn fill(source: &mut impl Read, block: &mut [u8]) -> (usize, io::Result<()>) {
    let mut filled = 0;
    while filled < block.len() {
        match source.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (filled, Err(error)),
        }
    }
    (filled, Ok(()))
}
