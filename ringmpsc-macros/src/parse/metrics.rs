//! `metrics` and `metrics(latency)`.

use darling::Result;
use darling::ast::NestedMeta;
use syn::Meta;

use super::display::display_tokens;
use super::flag::assigned_bool;
use super::option_input::{OptionInput, Value, as_word, first_span};
use crate::terms::{Metrics, messages};

impl Value for Metrics {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        let arguments = match input.option {
            Meta::Path(_) => return Ok(Metrics::Counters),
            Meta::List(list) => {
                NestedMeta::parse_meta_list(list.tokens.clone()).unwrap_or_default()
            }
            Meta::NameValue(_) => Vec::new(),
        };
        if let Some(mistake) = assigned_bool(input) {
            return Err(mistake);
        }
        if input.value().and_then(as_word).is_some_and(|word| word == "latency") {
            return Err(messages::metrics_assigned().at(input.span()));
        }
        let unexpected = match arguments.as_slice() {
            [] => return Err(messages::metrics_malformed().at(input.span())),
            [only] if is_latency(only) => return Ok(Metrics::Latency),
            [first, second, ..] if is_latency(first) && is_latency(second) => {
                return Err(messages::duplicate_option(&"latency").at(first_span(second)));
            }
            [first, second, ..] if is_latency(first) => second,
            [first, ..] => first,
        };
        Err(messages::metrics_argument(&display_tokens(unexpected)).at(first_span(unexpected)))
    }
}

fn is_latency(argument: &NestedMeta) -> bool {
    matches!(argument, NestedMeta::Meta(Meta::Path(path)) if path.is_ident("latency"))
}
