//! The command line.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;

use clap::Parser;
use clap::builder::RangedU64ValueParser;

use crate::rules::WordStart;

/// Counts lines, words and bytes of many files, and the most frequent words.
#[derive(Debug, Parser)]
#[command(name = "tally", after_long_help = NOTES)]
pub(crate) struct Args {
    /// Files and directories to count; without any, this workspace except `target` and `.git`.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// How many threads read [default: what the system offers].
    #[arg(
        long,
        value_name = "N",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024)
    )]
    threads: Option<usize>,

    /// How many bytes are read at a time; each block becomes one record.
    #[arg(
        long,
        value_name = "BYTES",
        default_value = "65536",
        value_parser = RangedU64ValueParser::<usize>::new().range(16..=1 << 24)
    )]
    pub(crate) block_size: usize,

    /// What makes a word of something between white space.
    #[arg(long, value_enum, default_value_t, value_name = "RULE")]
    pub(crate) words: WordStart,

    /// Prints JSON instead of tables.
    #[arg(long)]
    pub(crate) json: bool,
}

impl Args {
    pub(crate) fn threads(&self) -> usize {
        let offered = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.threads.unwrap_or_else(offered)
    }
}

const NOTES: &str = "\
What is counted:
  Every regular file below every PATH, as `find PATH -type f` lists them: hidden files too, and no
  file system boundary stops it. Symbolic links are not followed, not even a PATH that is one (write
  `link/` to count the directory it points to); links, devices, pipes and sockets are reported as
  skipped. A file that is reached through two PATHs counts twice. File names longer than the
  system's limit (4096 bytes on Linux) cannot be opened and are reported as unreadable.

How it is counted:
  As `wc -lwc` counts: a line is a newline byte, and white space and printable characters are those
  of the locale (LC_ALL, LC_CTYPE or LANG), where UTF-8 and C are known and everything else is taken
  for C. Words are counted per file. `cat a b | wc -w` joins the last word of `a` to the first of
  `b` if `a` ends without white space and `b` begins without; `wc -w a b` does not, and neither does
  tally. In UTF-8, characters that Unicode may yet assign are taken for printable ones.

The most frequent words:
  Words count as they are, with case and punctuation. Of words longer than 64 bytes only the first
  64 are compared. Up to 1048576 different words are counted exactly; beyond that the rare ones are
  forgotten, and the report says by how much the counts may be too low.

Exit codes:
  0  Everything was counted, or all but some files inside the PATHs: those that cannot be read are
     reported on standard error and counted as unreadable.
  1  A PATH itself could not be read, or does not exist; the other PATHs have been counted. Or the
     count failed as a whole, and there is no report.
  2  The command line was wrong.";
