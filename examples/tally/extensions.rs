//! Names of extensions, and short numbers for them that fit into a record.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// How many extensions are told apart. All that come later count as one, [`ExtensionId::OTHER`]:
/// some trees have as many extensions as files.
const LIMIT: usize = 4096;

/// A number for an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ExtensionId(u16);

const _: () = assert!(LIMIT <= u16::MAX as usize, "identities are 16 bits");

impl ExtensionId {
    /// Any extension beyond the limit.
    pub(crate) const OTHER: Self = Self(0);

    pub(crate) fn index(self) -> usize {
        self.0.into()
    }
}

/// All extensions so far.
#[derive(Debug, Default)]
pub(crate) struct Extensions {
    ids: HashMap<OsString, ExtensionId>,
    /// The identity of "no extension", once there was a file without one.
    none: Option<ExtensionId>,
}

impl Extensions {
    /// The number for the extension of a path: what [`Path::extension`] says, and so none for
    /// `.profile`.
    pub(crate) fn intern(&mut self, path: &Path) -> ExtensionId {
        let next = self.next();
        let Some(extension) = path.extension() else {
            return *self.none.get_or_insert(next);
        };
        if let Some(&id) = self.ids.get(extension) {
            return id;
        }
        if next != ExtensionId::OTHER {
            self.ids.insert(extension.to_owned(), next);
        }
        next
    }

    /// The number that the next new extension gets.
    fn next(&self) -> ExtensionId {
        let known = self.ids.len() + usize::from(self.none.is_some());
        u16::try_from(known + 1)
            .ok()
            .filter(|&id| usize::from(id) <= LIMIT)
            .map_or(ExtensionId::OTHER, ExtensionId)
    }

    /// All extensions, and `None` for files without one.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Option<&OsStr>, ExtensionId)> {
        let named = self.ids.iter().map(|(name, &id)| (Some(name.as_os_str()), id));
        named.chain(self.none.filter(|&id| id != ExtensionId::OTHER).map(|id| (None, id)))
    }
}
