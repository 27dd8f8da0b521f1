//! Options whose value is one of a few words.

use darling::Result;
use syn::ext::IdentExt;

use super::option_input::{OptionInput, Value, as_word};
use crate::terms::vocabulary::{closest, listed};
use crate::terms::{Favor, Fence, Kind, Preset, messages};

impl Value for Kind {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        keyword(input, &Kind::ALL.map(|kind| (kind.word(), kind)))
    }
}

impl Value for Preset {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        let words = [
            ("low_latency", Preset::LowLatency),
            ("high_throughput", Preset::HighThroughput),
            ("ultra_low_latency", Preset::UltraLowLatency),
        ];
        keyword(input, &words)
    }
}

impl Value for Fence {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        let words = [
            ("adaptive", Fence::Adaptive),
            ("asymmetric", Fence::Asymmetric),
            ("full", Fence::Full),
        ];
        keyword(input, &words)
    }
}

impl Value for Favor {
    fn read(input: &OptionInput<'_>) -> Result<Self> {
        let words = [("latency", Favor::Latency), ("throughput", Favor::Throughput)];
        keyword(input, &words)
    }
}

/// Reads one of `words`.
fn keyword<T: Copy>(input: &OptionInput<'_>, words: &[(&str, T)]) -> Result<T> {
    let OptionInput { name, .. } = input;
    let all = || words.iter().map(|(word, _)| *word);

    if let Some(mistake) = input.quoted(|text| all().any(|word| word == text)) {
        return Err(mistake);
    }
    let advice = input.advice();
    let Some(value) = input.value().and_then(as_word) else {
        return Err(messages::word_needed(name, &listed(all()), &advice).at(input.span()));
    };
    if let Some((_, choice)) = words.iter().find(|(word, _)| value.unraw() == word) {
        return Ok(*choice);
    }
    let text = match closest(&value.to_string(), all()) {
        Some(word) => messages::unknown_value_like(name, value, &word),
        None => messages::unknown_value(name, value, &listed(all()), &advice),
    };
    Err(text.at(value.span()))
}
