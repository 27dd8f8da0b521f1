//! A directory that replaces `/sys`.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A directory that replaces `/sys`. It is deleted on drop.
pub(crate) struct Tree {
    root: TempDir,
}

impl Tree {
    /// Creates an empty tree.
    pub(crate) fn empty() -> Self {
        let root = tempfile::tempdir().expect("a temporary directory can be made");
        Self { root }
    }

    /// Creates a tree in which these nodes are online.
    pub(crate) fn online(list: &str) -> Self {
        Self::empty().file("online", format!("{list}\n"))
    }

    /// Adds a node, with its files as the kernel writes them.
    pub(crate) fn node(self, id: u32, cpus: &str, kilobytes: u64, distances: &str) -> Self {
        let meminfo = format!(
            "Node {id} MemTotal:       {kilobytes} kB\nNode {id} MemFree:         {} kB\n",
            kilobytes / 2
        );
        self.file(&format!("node{id}/cpulist"), format!("{cpus}\n"))
            .file(&format!("node{id}/meminfo"), meminfo)
            .file(&format!("node{id}/distance"), format!("{distances}\n"))
    }

    /// Adds or replaces a file, given by its path below `devices/system/node`.
    pub(crate) fn file(self, path: &str, contents: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        let directory = path.parent().expect("a file is in a directory");
        fs::create_dir_all(directory).expect("a directory can be made");
        fs::write(&path, contents).expect("a file can be written");
        self
    }

    /// Returns the directory that replaces `/sys`.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// Returns a path below `devices/system/node`.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join("devices/system/node").join(path)
    }
}
