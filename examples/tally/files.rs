//! The files that are still to be read: one walk that all readers share.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::extensions::{ExtensionId, Extensions};
use crate::problems::Problems;
use crate::selection::{Entries, Selection};

/// A regular file to read.
#[derive(Debug)]
pub(crate) struct FoundFile {
    pub(crate) path: PathBuf,
    pub(crate) extension: ExtensionId,
    /// Whether the path is one of those that are to be counted, and not somewhere below.
    pub(crate) given: bool,
}

/// A walk that hands out each file once. A directory is read when its first file is wanted.
pub(crate) struct Files {
    walk: Mutex<Walk>,
}

/// The state of the walk, and in the end what it has found.
pub(crate) struct Walk {
    entries: Entries,
    pub(crate) extensions: Extensions,
    /// Links, devices, pipes and sockets.
    pub(crate) skipped: u64,
}

impl Files {
    pub(crate) fn new(selection: &Selection) -> Self {
        let entries = selection.entries();
        Self { walk: Mutex::new(Walk { entries, extensions: Extensions::default(), skipped: 0 }) }
    }

    /// The next file. What cannot be read on the way to it is reported.
    pub(crate) fn next(&self, problems: &Problems<'_>) -> Option<FoundFile> {
        // Nothing here panics halfway through a change.
        let mut walk = self.walk.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match walk.entries.next()? {
                Ok(entry) if entry.file_type().is_file() => {
                    let extension = walk.extensions.intern(entry.path());
                    let given = entry.depth() == 0;
                    return Some(FoundFile { path: entry.into_path(), extension, given });
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(_) => walk.skipped += 1,
                Err(error) => problems.report_walk(&error),
            }
        }
    }

    pub(crate) fn into_walk(self) -> Walk {
        self.walk.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
