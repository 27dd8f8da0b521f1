//! What a process may leak: descriptors, mappings, and files.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;

/// What the process and the system had at one time.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Resources {
    descriptors: usize,
    /// The mappings of rings.
    mappings: usize,
    /// The names in the folders for shared memory and for temporary files that look like ours.
    names: BTreeSet<OsString>,
}

impl Resources {
    pub(crate) fn now() -> Self {
        let descriptors = fs::read_dir("/proc/self/fd").expect("procfs is mounted").count();
        let maps = fs::read_to_string("/proc/self/maps").expect("procfs is mounted");
        let mappings = maps.lines().filter(|line| line.contains("memfd:ringmpsc")).count();
        let folders = ["/dev/shm".into(), std::env::temp_dir()];
        let names = folders.iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten());
        let names = names
            .filter_map(Result::ok)
            .map(|entry| entry.file_name())
            .filter(|name| name.to_string_lossy().contains("ringmpsc-process-"))
            .collect();
        Self { descriptors, mappings, names }
    }

    /// # Panics
    ///
    /// If something was leaked.
    pub(crate) fn assert_unchanged(&self, when: &str) {
        assert_eq!(*self, Self::now(), "leaked by: {when}");
    }
}
