//! A problem that occurred while a topology was read.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A problem that occurred while a topology was read. The topology lacks only the affected piece.
///
/// ```
/// use ringmpsc_runtime::numa::{Problem, Topology};
///
/// for problem in Topology::discover().problems() {
///     match problem {
///         Problem::Unreadable { path, kind } => println!("{}: {kind}", path.display()),
///         Problem::Malformed { path, what } => println!("{}: {what}", path.display()),
///         problem => println!("{problem}"),
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// A file or directory could not be read.
    Unreadable {
        /// The path of the file or directory.
        path: PathBuf,
        /// The kind of the error.
        kind: io::ErrorKind,
    },
    /// A file was read, but its contents are malformed.
    Malformed {
        /// The path of the file.
        path: PathBuf,
        /// A description of the fault.
        what: &'static str,
    },
    /// sysfs reported no node, and the usable CPUs for the assumed node could not be read.
    UnknownCpus {
        /// The kind of the error.
        kind: io::ErrorKind,
    },
}

impl Problem {
    /// Creates the problem that reading `path` failed with `error`.
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
