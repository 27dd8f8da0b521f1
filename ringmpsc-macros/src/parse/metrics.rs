//! `metrics` and `metrics(latency)`.

use darling::ast::NestedMeta;
use darling::{FromMeta, Result};
use quote::ToTokens;
use syn::Meta;

use super::value::{Written, first_span};
use crate::model::{Metrics, wording};

impl FromMeta for Metrics {
    fn from_meta(option: &Meta) -> Result<Self> {
        let written = Written::option(option);
        let arguments = match option {
            Meta::Path(_) => return Ok(Metrics::Counters),
            Meta::List(list) => {
                NestedMeta::parse_meta_list(list.tokens.clone()).unwrap_or_default()
            }
            Meta::NameValue(_) => Vec::new(),
        };
        let unexpected = match arguments.as_slice() {
            [] => return Err(wording::metrics_malformed().at(written.span())),
            [only] if is_latency(only) => return Ok(Metrics::Latency),
            [first, second, ..] if is_latency(first) && is_latency(second) => {
                return Err(wording::duplicate_option(&"latency").at(first_span(second)));
            }
            [first, second, ..] if is_latency(first) => second,
            [first, ..] => first,
        };
        Err(wording::metrics_argument(&unexpected.to_token_stream()).at(first_span(unexpected)))
    }
}

fn is_latency(argument: &NestedMeta) -> bool {
    matches!(argument, NestedMeta::Meta(Meta::Path(path)) if path.is_ident("latency"))
}
