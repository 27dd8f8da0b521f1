//! Which paths are counted.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

/// The paths to count, and what is left out of them.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) paths: Vec<PathBuf>,
    /// Names directly below the paths that are not counted. None, if the user gave the paths.
    pub(crate) excluded: &'static [&'static str],
}

/// All that is found below the paths of a selection.
pub(crate) type Entries = Box<dyn Iterator<Item = walkdir::Result<DirEntry>> + Send>;

impl Selection {
    /// Exactly the given paths, or the workspace without what no author has written.
    pub(crate) fn new(given: &[PathBuf]) -> Self {
        if given.is_empty() {
            let package = Path::new(env!("CARGO_MANIFEST_DIR"));
            let workspace = package.parent().unwrap_or(package);
            Self { paths: vec![workspace.into()], excluded: &["target", ".git"] }
        } else {
            Self { paths: given.into(), excluded: &[] }
        }
    }

    /// Walks the paths, in the same way as `find`: without following links.
    pub(crate) fn entries(&self) -> Entries {
        let excluded = self.excluded;
        let walk = move |path| {
            WalkDir::new(path).follow_root_links(false).into_iter().filter_entry(move |entry| {
                entry.depth() != 1 || !excluded.iter().any(|&name| entry.file_name() == name)
            })
        };
        Box::new(self.paths.clone().into_iter().flat_map(walk))
    }
}
