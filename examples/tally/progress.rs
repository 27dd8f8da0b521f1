//! The progress bar, on standard error. Without a terminal there, all of it does nothing.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::counts::Counts;
use crate::selection::Selection;

/// How far the count is.
pub(crate) struct Progress {
    bar: ProgressBar,
}

const UNMEASURED: &str = "{spinner} {bytes} ({binary_bytes_per_sec})";
const MEASURED: &str = "{bar:40} {bytes} of {total_bytes} ({binary_bytes_per_sec}, {eta} left)";

impl Progress {
    /// Starts without knowing how much there is to read.
    pub(crate) fn start() -> Self {
        let bar = ProgressBar::no_length().with_style(style(UNMEASURED));
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Self { bar }
    }

    /// Whether anybody sees it.
    pub(crate) fn is_visible(&self) -> bool {
        !self.bar.is_hidden()
    }

    /// Finds out how much there is to read: walks once more, while reading goes on, and only for
    /// the sizes. Gives up when reading was faster.
    pub(crate) fn measure(&self, selection: &Selection) {
        let mut total = 0;
        for entry in selection.entries().flatten() {
            if self.bar.is_finished() {
                return;
            }
            if entry.file_type().is_file() {
                total += entry.metadata().map_or(0, |metadata| metadata.len());
            }
        }
        self.bar.set_length(total);
        self.bar.set_style(style(MEASURED));
    }

    pub(crate) fn add(&self, counts: &Counts) {
        self.bar.inc(counts.bytes);
    }

    /// Takes the bar away while something else is written.
    pub(crate) fn suspend(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
