//! A file in memory that both processes map, for routes that know nothing better.

use std::ffi::CStr;
use std::fs::File;
use std::num::NonZeroUsize;
use std::os::fd::AsFd;

use ringmpsc_runtime::memfd;
use ringmpsc_runtime::shared_mapping::{Access, SharedMapping};

use super::{address, open};
use crate::processes::Attempt;

/// The name that proc shows.
const NAME: &CStr = c"compare";

/// The memory, and the file that its address names.
pub(crate) struct Memory {
    pub(crate) mapping: SharedMapping,
    file: File,
}

impl Memory {
    /// Creates so many zeros.
    pub(crate) fn create(bytes: usize) -> Attempt<(Self, String)> {
        let size = NonZeroUsize::new(bytes).ok_or("a route has memory")?;
        let memory = Self::map(memfd::create(NAME, size)?.into(), size)?;
        let address = address(&memory.file);
        Ok((memory, address))
    }

    /// Maps the memory of another process.
    pub(crate) fn join(address: &str, bytes: usize) -> Attempt<Self> {
        Self::map(open(address)?, NonZeroUsize::new(bytes).ok_or("a route has memory")?)
    }

    fn map(file: File, size: NonZeroUsize) -> Attempt<Self> {
        let mapping = SharedMapping::new(file.as_fd(), size, Access::ReadWrite)?;
        Ok(Self { mapping, file })
    }
}
