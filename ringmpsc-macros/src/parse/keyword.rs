//! Options that take one of a few words.

use darling::Result;
use syn::ext::IdentExt;

use super::value::{Value, Written, as_word};
use super::vocabulary::{closest, listed};
use crate::model::{Favor, Fence, Kind, Preset, wording};

impl Value for Kind {
    fn read(written: &Written<'_>) -> Result<Self> {
        keyword(written, &Kind::ALL.map(|kind| (kind.word(), kind)))
    }
}

impl Value for Preset {
    fn read(written: &Written<'_>) -> Result<Self> {
        let words = [
            ("low_latency", Preset::LowLatency),
            ("high_throughput", Preset::HighThroughput),
            ("ultra_low_latency", Preset::UltraLowLatency),
        ];
        keyword(written, &words)
    }
}

impl Value for Fence {
    fn read(written: &Written<'_>) -> Result<Self> {
        let words = [
            ("adaptive", Fence::Adaptive),
            ("asymmetric", Fence::Asymmetric),
            ("full", Fence::Full),
        ];
        keyword(written, &words)
    }
}

impl Value for Favor {
    fn read(written: &Written<'_>) -> Result<Self> {
        let words = [("latency", Favor::Latency), ("throughput", Favor::Throughput)];
        keyword(written, &words)
    }
}

/// Reads one of `words`.
fn keyword<T: Copy>(written: &Written<'_>, words: &[(&str, T)]) -> Result<T> {
    let Written { name, .. } = written;
    let all = || words.iter().map(|(word, _)| *word);

    if let Some(mistake) = written.quoted(|text| all().any(|word| word == text)) {
        return Err(mistake);
    }
    let advice = written.advice();
    let Some(value) = written.value().and_then(as_word) else {
        return Err(wording::word_needed(name, &listed(all()), &advice).at(written.span()));
    };
    if let Some((_, meaning)) = words.iter().find(|(word, _)| value.unraw() == word) {
        return Ok(*meaning);
    }
    let text = match closest(&value.to_string(), all()) {
        Some(word) => wording::unknown_value_like(name, value, &word),
        None => wording::unknown_value(name, value, &listed(all()), &advice),
    };
    Err(text.at(value.span()))
}
