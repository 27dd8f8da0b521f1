//! What cannot be read is reported and counted, and the rest goes on.

use std::fmt::{self, Display};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::progress::Progress;
use crate::visible::visible;

/// Reports problems, from any thread.
pub(crate) struct Problems<'a> {
    progress: &'a Progress,
    unreadable: AtomicU64,
    unreadable_paths: AtomicU64,
}

impl<'a> Problems<'a> {
    pub(crate) fn new(progress: &'a Progress) -> Self {
        Self { progress, unreadable: AtomicU64::new(0), unreadable_paths: AtomicU64::new(0) }
    }

    /// A file or directory cannot be read; `given`, if the user has named it.
    pub(crate) fn report(&self, path: &Path, given: bool, error: &dyn Display) {
        self.unreadable.fetch_add(1, Ordering::Relaxed);
        if given {
            self.unreadable_paths.fetch_add(1, Ordering::Relaxed);
        }
        let path = visible(&path.to_string_lossy());
        self.progress.suspend(|| complain(format_args!("{path}: {error}")));
    }

    /// The walk cannot get at something.
    pub(crate) fn report_walk(&self, error: &walkdir::Error) {
        let path = error.path().unwrap_or(Path::new("?"));
        let given = error.depth() == 0;
        match error.io_error() {
            Some(cause) => self.report(path, given, cause),
            None => self.report(path, given, error),
        }
    }

    /// How many files and directories could not be read.
    pub(crate) fn unreadable(&self) -> u64 {
        self.unreadable.load(Ordering::Relaxed)
    }

    /// How many of them were paths that the user gave.
    pub(crate) fn unreadable_paths(&self) -> u64 {
        self.unreadable_paths.load(Ordering::Relaxed)
    }
}

/// Writes a line to standard error. If that fails too, there is nobody to tell.
pub(crate) fn complain(message: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "tally: {message}");
}
