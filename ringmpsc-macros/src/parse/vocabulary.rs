//! The words that the attribute knows, and how to find the word somebody meant.

/// Every option with one correct way to write it, in the order of the documentation.
pub(crate) const OPTIONS: &[(&str, &str)] = &[
    ("kind", "kind = mpsc"),
    ("bits", "bits = 16"),
    ("preset", "preset = low_latency"),
    ("name", "name = Orders"),
    ("max_producers", "max_producers = 8"),
    ("max_consumers", "max_consumers = 8"),
    ("wait", "wait"),
    ("notify", "notify"),
    ("futures", "futures"),
    ("metrics", "metrics"),
    ("contention", "contention"),
    ("numa", "numa"),
    ("prefetch", "prefetch = 2"),
    ("shard", "shard = 2"),
    ("shared", "shared"),
    ("fence", "fence = full"),
    ("favor", "favor = latency"),
    ("crate", "crate = ::ringmpsc"),
];

/// Values that people write where the option belongs: the value, its option, and the whole entry.
pub(crate) const VALUES: &[(&str, &str, &str)] = &[
    ("spsc", "kind", "kind = spsc"),
    ("mpsc", "kind", "kind = mpsc"),
    ("spmc", "kind", "kind = spmc"),
    ("mpmc", "kind", "kind = mpmc"),
    ("low_latency", "preset", "preset = low_latency"),
    ("high_throughput", "preset", "preset = high_throughput"),
    ("ultra_low_latency", "preset", "preset = ultra_low_latency"),
    ("latency", "metrics", "metrics(latency)"),
    ("node", "numa", "numa(node = 0)"),
    ("adaptive", "fence", "fence = adaptive"),
    ("asymmetric", "fence", "fence = asymmetric"),
    ("full", "fence", "fence = full"),
    ("throughput", "favor", "favor = throughput"),
];

/// Below this Jaro-Winkler similarity a suggestion confuses more than it helps.
const SIMILAR: f64 = 0.8;

/// How to write the option `name`; the name itself where the attribute has no such option.
pub(crate) fn usage(name: &str) -> &str {
    OPTIONS.iter().find(|(option, _)| *option == name).map_or(name, |(_, usage)| usage)
}

/// The option that is spelt exactly like this.
pub(crate) fn option(name: &str) -> Option<&'static str> {
    option_names().find(|option| *option == name)
}

/// The names of all options.
pub(crate) fn option_names() -> impl Iterator<Item = &'static str> {
    OPTIONS.iter().map(|(name, _)| *name)
}

/// The option that an entry begins with.
pub(crate) fn option_of_usage(usage: &str) -> Option<&'static str> {
    let end = usage.find([' ', '(']).unwrap_or(usage.len());
    option(&usage[..end])
}

/// The option that takes `word` as its value, and how to write the two together.
pub(crate) fn option_of_value(word: &str) -> Option<(&'static str, &'static str)> {
    VALUES.iter().find(|(value, ..)| *value == word).map(|(_, option, usage)| (*option, *usage))
}

/// The option that `written` was probably meant to be; of two that are equally close, the one that is offered.
pub(crate) fn meant(written: &str, is_offered: impl Fn(&str) -> bool) -> Option<&'static str> {
    let (offered, others): (Vec<_>, Vec<_>) = option_names().partition(|name| is_offered(name));
    closest(written, offered.into_iter().chain(others))
}

/// The word that `written` was probably meant to be; of two that are equally close, the first.
pub(crate) fn closest<'a>(
    written: &str,
    words: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let written = written.to_lowercase();
    words
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&written, word), word))
        .filter(|(similarity, _)| *similarity > SIMILAR)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, word)| word)
}

/// `a`, `b`, `c`: the words as they stand in a message.
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}
