//! What comes out: the same numbers for the tables and for JSON.

use std::cmp::Reverse;
use std::ffi::OsStr;
use std::time::Duration;

use ringmpsc::ChannelStats;
use serde::Serialize;

use crate::aggregate::Aggregate;
use crate::batch::LineBatchChannel;
use crate::counts::Counts;
use crate::extensions::ExtensionId;
use crate::files::Walk;
use crate::selection::Selection;

/// How many of the most frequent words are reported.
const FREQUENT: usize = 10;

/// How the count went.
pub(crate) struct Run<'a> {
    pub(crate) selection: &'a Selection,
    pub(crate) threads: usize,
    pub(crate) elapsed: Duration,
    pub(crate) channel: ChannelStats,
    pub(crate) unreadable: u64,
    pub(crate) unreadable_paths: u64,
}

/// The result of a count. Names that are not UTF-8 are replaced where they are not.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) paths: Vec<String>,
    /// Names directly below the paths that were left out.
    pub(crate) excluded: Vec<&'static str>,
    pub(crate) total: Counts,
    /// The extension with the most bytes comes first.
    pub(crate) extensions: Vec<ExtensionCounts>,
    /// Extensions that are not told apart, because there are too many.
    pub(crate) other_extensions: Counts,
    pub(crate) frequent_words: Vec<WordCount>,
    /// By how much the counts of words may be too low.
    pub(crate) frequent_words_uncertainty: u64,
    /// Files and directories that could not be read; what was read of them is in the total.
    pub(crate) unreadable: u64,
    /// Those of the unreadable that are `paths`.
    pub(crate) unreadable_paths: u64,
    /// What is neither a file nor a directory.
    pub(crate) skipped: u64,
    pub(crate) channel: Channel,
    pub(crate) threads: usize,
    pub(crate) elapsed_ns: u64,
    pub(crate) bytes_per_second: u64,
    pub(crate) records_per_second: u64,
}

/// What the files with one extension add up to.
#[derive(Debug, Serialize)]
pub(crate) struct ExtensionCounts {
    /// `None`: no extension.
    pub(crate) extension: Option<String>,
    #[serde(flatten)]
    pub(crate) counts: Counts,
}

/// A word and how often it occurs.
#[derive(Debug, Serialize)]
pub(crate) struct WordCount {
    pub(crate) word: String,
    pub(crate) count: u64,
}

/// The channel's `snapshot()` at the end: the part that the option `metrics` fills.
#[derive(Debug, Serialize)]
pub(crate) struct Channel {
    pub(crate) capacity: usize,
    pub(crate) producers: usize,
    pub(crate) consumers: usize,
    pub(crate) pending: usize,
    pub(crate) closed: bool,
    pub(crate) sent: u64,
    pub(crate) received: u64,
    pub(crate) batches: u64,
    pub(crate) largest_batch: u64,
}

impl Report {
    pub(crate) fn new(run: &Run<'_>, aggregate: &Aggregate, walk: &Walk) -> Self {
        let total = aggregate.total();
        Self {
            paths: run.selection.paths.iter().map(|path| lossy(path.as_os_str())).collect(),
            excluded: run.selection.excluded.to_vec(),
            total,
            extensions: extensions(aggregate, walk),
            other_extensions: aggregate.extension(ExtensionId::OTHER),
            frequent_words: frequent_words(aggregate),
            frequent_words_uncertainty: aggregate.words.uncertainty(),
            unreadable: run.unreadable,
            unreadable_paths: run.unreadable_paths,
            skipped: walk.skipped,
            channel: Channel::from(run.channel),
            threads: run.threads,
            elapsed_ns: u64::try_from(run.elapsed.as_nanos()).unwrap_or(u64::MAX),
            bytes_per_second: per_second(total.bytes, run.elapsed),
            records_per_second: per_second(run.channel.received.unwrap_or(0), run.elapsed),
        }
    }

    /// Whether every path could be read.
    pub(crate) fn paths_counted(&self) -> bool {
        self.unreadable_paths == 0
    }
}

impl From<ChannelStats> for Channel {
    fn from(stats: ChannelStats) -> Self {
        Self {
            capacity: LineBatchChannel::CAPACITY,
            producers: stats.producers,
            consumers: stats.consumers,
            pending: stats.pending,
            closed: stats.closed,
            // The option `metrics` counts all of them.
            sent: stats.sent.unwrap_or(0),
            received: stats.received.unwrap_or(0),
            batches: stats.batches.unwrap_or(0),
            largest_batch: stats.largest_batch.unwrap_or(0),
        }
    }
}

fn extensions(aggregate: &Aggregate, walk: &Walk) -> Vec<ExtensionCounts> {
    let counts = |(name, id): (Option<&OsStr>, _)| ExtensionCounts {
        extension: name.map(lossy),
        counts: aggregate.extension(id),
    };
    let mut rows: Vec<_> = walk.extensions.iter().map(counts).collect();
    rows.sort_by(|a, b| {
        let order = |row: &ExtensionCounts| Reverse(row.counts.bytes);
        order(a).cmp(&order(b)).then_with(|| a.extension.cmp(&b.extension))
    });
    rows
}

fn frequent_words(aggregate: &Aggregate) -> Vec<WordCount> {
    let words = aggregate.words.top(FREQUENT).into_iter();
    let lossy = |word| String::from_utf8_lossy(word).into_owned();
    words.map(|(word, count)| WordCount { word: lossy(word), count }).collect()
}

fn lossy(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

fn per_second(n: u64, elapsed: Duration) -> u64 {
    let rate = u128::from(n) * 1_000_000_000 / elapsed.as_nanos().max(1);
    u64::try_from(rate).unwrap_or(u64::MAX)
}
