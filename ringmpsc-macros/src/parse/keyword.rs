//! Options that take one of a few words.

use darling::{FromMeta, Result};
use syn::Meta;

use super::value::{Written, as_word};
use super::vocabulary::{closest, listed};
use crate::model::{Fence, Kind, Preset, wording};

impl FromMeta for Kind {
    fn from_meta(option: &Meta) -> Result<Self> {
        keyword(option, &Kind::ALL.map(|kind| (kind.word(), kind)))
    }
}

impl FromMeta for Preset {
    fn from_meta(option: &Meta) -> Result<Self> {
        let words = [
            ("low_latency", Preset::LowLatency),
            ("high_throughput", Preset::HighThroughput),
            ("ultra_low_latency", Preset::UltraLowLatency),
        ];
        keyword(option, &words)
    }
}

impl FromMeta for Fence {
    fn from_meta(option: &Meta) -> Result<Self> {
        keyword(option, &[("asymmetric", Fence::Asymmetric), ("full", Fence::Full)])
    }
}

fn keyword<T: Copy>(option: &Meta, words: &[(&str, T)]) -> Result<T> {
    let written = Written::option(option);
    let Written { name, usage, .. } = &written;
    let all = || words.iter().map(|(word, _)| *word);

    if let Some(mistake) = written.quoted(|text| all().any(|word| word == text)) {
        return Err(mistake);
    }
    let Some(value) = written.value().and_then(as_word) else {
        return Err(wording::word_needed(name, &listed(all()), usage).at(written.span()));
    };
    if let Some((_, meaning)) = words.iter().find(|(word, _)| value == word) {
        return Ok(*meaning);
    }
    let text = match closest(&value.to_string(), all()) {
        Some(word) => wording::unknown_value_like(name, value, &word),
        None => wording::unknown_value(name, value, &listed(all()), usage),
    };
    Err(text.at(value.span()))
}
