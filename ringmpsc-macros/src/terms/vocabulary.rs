//! The option names and value words of the attribute, and the search for the closest one.

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
    ("prefault", "prefault"),
    ("fence", "fence = full"),
    ("favor", "favor = latency"),
    ("vis", "vis = pub(crate)"),
    ("crate", "crate = ::ringmpsc"),
];

/// Values that users write in place of their option: the value, its option, the whole entry.
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
    ("pub", "vis", "vis = pub(crate)"),
    ("private", "vis", "vis = private"),
];

/// A suggestion below this Jaro-Winkler similarity would mislead the user.
const MIN_SIMILARITY: f64 = 0.8;

/// One correct way to write the option `name`. Returns `name` if there is no such option.
pub(crate) fn usage(name: &str) -> &str {
    OPTIONS.iter().find(|(option, _)| *option == name).map_or(name, |(_, usage)| usage)
}

/// The option of exactly this name.
pub(crate) fn option(name: &str) -> Option<&'static str> {
    option_names().find(|option| *option == name)
}

/// The names of all options.
pub(crate) fn option_names() -> impl Iterator<Item = &'static str> {
    OPTIONS.iter().map(|(name, _)| *name)
}

/// The option at the start of an entry.
pub(crate) fn option_of_usage(usage: &str) -> Option<&'static str> {
    let end = usage.find([' ', '(']).unwrap_or(usage.len());
    option(&usage[..end])
}

/// The option that takes `word` as its value, and the entry of both together.
pub(crate) fn option_of_value(word: &str) -> Option<(&'static str, &'static str)> {
    VALUES.iter().find(|(value, ..)| *value == word).map(|(_, option, usage)| (*option, *usage))
}

/// The option whose name is closest to `name`. Of two equally close ones, the available one.
pub(crate) fn closest_option(
    name: &str,
    is_available: impl Fn(&str) -> bool,
) -> Option<&'static str> {
    let (available, others): (Vec<_>, Vec<_>) = option_names().partition(|name| is_available(name));
    closest(name, available.into_iter().chain(others))
}

/// The word that is closest to `text`. Of two equally close ones, the first.
pub(crate) fn closest<'a>(text: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let text = text.to_lowercase();
    words
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&text, word), word))
        .filter(|(similarity, _)| *similarity > MIN_SIMILARITY)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, word)| word)
}

/// The words as an error text lists them: `a`, `b`, `c`.
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}
