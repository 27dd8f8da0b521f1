//! Options that are on when they are named.

use darling::{FromMeta, Result};
use syn::Meta;

use super::value::Written;
use crate::model::wording;

/// The presence of an option that has nothing to say but its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Switch;

impl FromMeta for Switch {
    fn from_meta(option: &Meta) -> Result<Self> {
        match option {
            Meta::Path(_) => Ok(Switch),
            Meta::List(_) | Meta::NameValue(_) => {
                let written = Written::option(option);
                Err(wording::switch_with_value(&written.name).at(written.span()))
            }
        }
    }
}
