//! What went wrong while a topology was discovered.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// One thing the system did not tell. It cost the topology that one piece and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// A file or directory could not be read.
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why not.
        kind: io::ErrorKind,
    },
    /// A file was read, and does not say what it should.
    Malformed {
        /// Which one.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The usable CPUs could not be read, which stand in where sysfs tells nothing.
    UnknownCpus {
        /// Why not.
        kind: io::ErrorKind,
    },
}

impl Problem {
    /// `path` could not be read because of `error`.
    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::Unreadable { path: path.to_owned(), kind: error.kind() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, kind } => write!(f, "{}: {kind}", path.display()),
            Self::Malformed { path, what } => write!(f, "{}: {what}", path.display()),
            Self::UnknownCpus { kind } => write!(f, "the usable CPUs are unknown: {kind}"),
        }
    }
}

impl Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_what_and_where() {
        let path = Path::new("/sys/devices/system/node/online");
        let refused = io::Error::from(io::ErrorKind::PermissionDenied);
        let texts = [
            (
                Problem::unreadable(path, &refused),
                "/sys/devices/system/node/online: permission denied",
            ),
            (
                Problem::Malformed { path: path.to_owned(), what: "no node is online" },
                "/sys/devices/system/node/online: no node is online",
            ),
            (
                Problem::UnknownCpus { kind: refused.kind() },
                "the usable CPUs are unknown: permission denied",
            ),
        ];
        for (problem, text) in texts {
            assert_eq!(problem.to_string(), text);
        }
    }
}
