//! Options that take a name of the user's program.

use darling::Result;
use syn::{Expr, Ident, Path, PathArguments};

use super::value::{Value, Written, as_word};
use crate::model::wording;

/// What the names of all generated items begin with.
#[derive(Clone, Debug)]
pub(crate) struct Stem(pub(crate) Ident);

/// Where the library is, seen from the user's crate.
#[derive(Clone, Debug)]
pub(crate) struct Library(pub(crate) Path);

impl Value for Stem {
    fn read(written: &Written<'_>) -> Result<Self> {
        if let Some(mistake) = written.quoted(|text| syn::parse_str::<Ident>(text).is_ok()) {
            return Err(mistake);
        }
        match written.value().and_then(as_word) {
            Some(stem) => Ok(Stem(stem.clone())),
            None => Err(wording::identifier_needed(&written.advice()).at(written.span())),
        }
    }
}

impl Value for Library {
    fn read(written: &Written<'_>) -> Result<Self> {
        if let Some(mistake) = written.quoted(|text| syn::parse_str::<Path>(text).is_ok()) {
            return Err(mistake);
        }
        match written.value() {
            Some(Expr::Path(path)) if path.qself.is_none() && is_plain(&path.path) => {
                Ok(Library(path.path.clone()))
            }
            _ => Err(wording::path_needed(&written.advice()).at(written.span())),
        }
    }
}

/// Whether the path could lead to a module: it has no `<...>`.
fn is_plain(path: &Path) -> bool {
    path.segments.iter().all(|segment| matches!(segment.arguments, PathArguments::None))
}
