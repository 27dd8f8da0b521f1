//! Options whose value is a name in the user's program.

use darling::Result;
use syn::{Expr, Ident, Path, PathArguments};

use super::option_input::{OptionInput, Value, as_word};
use crate::terms::messages;

/// The start of all generated names.
#[derive(Clone, Debug)]
pub(crate) struct Stem(pub(crate) Ident);

/// The path of the library in the user's crate.
#[derive(Clone, Debug)]
pub(crate) struct LibraryPath(pub(crate) Path);

impl Value for Stem {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        if let Some(mistake) = input.quoted(|text| syn::parse_str::<Ident>(text).is_ok()) {
            return Err(mistake);
        }
        match input.value().and_then(as_word) {
            Some(stem) => Ok(Stem(stem.clone())),
            None => Err(messages::identifier_needed(&input.advice()).at(input.span())),
        }
    }
}

impl Value for LibraryPath {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        if let Some(mistake) = input.quoted(|text| syn::parse_str::<Path>(text).is_ok()) {
            return Err(mistake);
        }
        match input.value() {
            Some(Expr::Path(path)) if path.qself.is_none() && is_plain(&path.path) => {
                Ok(LibraryPath(path.path.clone()))
            }
            _ => Err(messages::path_needed(&input.advice()).at(input.span())),
        }
    }
}

/// Whether the path can name a module: it has no `<...>`.
fn is_plain(path: &Path) -> bool {
    path.segments.iter().all(|segment| matches!(segment.arguments, PathArguments::None))
}
