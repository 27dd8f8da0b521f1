//! `metrics` and `metrics(latency)`.

use darling::Result;
use darling::ast::NestedMeta;
use syn::Meta;

use super::shown::shown;
use super::switch::switched;
use super::value::{Value, Written, as_word, first_span};
use crate::model::{Metrics, wording};

impl Value for Metrics {
    fn read(written: &Written<'_>) -> Result<Self> {
        let arguments = match written.option {
            Meta::Path(_) => return Ok(Metrics::Counters),
            Meta::List(list) => {
                NestedMeta::parse_meta_list(list.tokens.clone()).unwrap_or_default()
            }
            Meta::NameValue(_) => Vec::new(),
        };
        if let Some(mistake) = switched(written) {
            return Err(mistake);
        }
        if written.value().and_then(as_word).is_some_and(|word| word == "latency") {
            return Err(wording::metrics_assigned().at(written.span()));
        }
        let unexpected = match arguments.as_slice() {
            [] => return Err(wording::metrics_malformed().at(written.span())),
            [only] if is_latency(only) => return Ok(Metrics::Latency),
            [first, second, ..] if is_latency(first) && is_latency(second) => {
                return Err(wording::duplicate_option(&"latency").at(first_span(second)));
            }
            [first, second, ..] if is_latency(first) => second,
            [first, ..] => first,
        };
        Err(wording::metrics_argument(&shown(unexpected)).at(first_span(unexpected)))
    }
}

fn is_latency(argument: &NestedMeta) -> bool {
    matches!(argument, NestedMeta::Meta(Meta::Path(path)) if path.is_ident("latency"))
}
