//! How much memory the process has.

use std::fs;

/// The memory of this process, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// What is mapped.
    pub mapped: usize,
    /// What is in memory.
    pub resident: usize,
}

impl Memory {
    /// The memory now. Meaningful only in a process that does nothing else.
    ///
    /// # Panics
    ///
    /// If `/proc` does not tell.
    pub fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").expect("Linux has /proc");
        let kibibytes = |name: &str| -> usize {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).expect(name);
            let number = line.trim_start_matches(':').trim().trim_end_matches(" kB");
            number.parse().expect(name)
        };
        Self { mapped: kibibytes("VmSize") * 1024, resident: kibibytes("VmRSS") * 1024 }
    }
}
