//! The option `vis`.

use darling::Result;
use quote::ToTokens;
use syn::Visibility;

use super::option_input::{OptionInput, Value, as_word};
use crate::terms::messages;

/// The word for no `pub`.
const PRIVATE: &str = "private";

/// The visibility of the generated types and methods.
#[derive(Clone, Debug)]
pub(crate) struct Vis(pub(crate) Visibility);

impl Value for Vis {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        let is_visibility =
            |text: &str| text == PRIVATE || syn::parse_str(text).is_ok_and(|vis| is_pub(&vis));
        if let Some(mistake) = input.quoted(is_visibility) {
            return Err(mistake);
        }
        let Some(value) = input.value().filter(|_| !input.is_bare()) else {
            return Err(messages::visibility_needed(&input.advice()).at(input.span()));
        };
        if as_word(value).is_some_and(|word| word == PRIVATE) {
            return Ok(Vis(Visibility::Inherited));
        }
        match syn::parse2::<Visibility>(value.to_token_stream()) {
            Ok(vis) if is_pub(&vis) => Ok(Vis(vis)),
            _ => Err(messages::visibility_needed(&input.advice()).at(input.span())),
        }
    }
}

fn is_pub(vis: &Visibility) -> bool {
    !matches!(vis, Visibility::Inherited)
}
