//! Every text that a user can be shown.
//!
//! A text names the option, says why it is wrong, and shows what to type. Each has a case in
//! `tests/errors.rs`, which fails if one is left out.

use std::fmt::Display;

use darling::Error;
use proc_macro2::Span;

/// A text that has not been given its place yet.
pub(crate) struct Text(String);

/// A text with two arguments.
pub(crate) type TextOfTwo = fn(&dyn Display, &dyn Display) -> Text;

impl Text {
    /// The error that shows this text at `span`.
    pub(crate) fn at(self, span: Span) -> Error {
        Error::custom(self.0).with_span(&span)
    }

    /// The error that shows this text at the attribute as a whole.
    pub(crate) fn at_attribute(self) -> Error {
        self.at(Span::call_site())
    }
}

/// The advice to do without an option.
pub(crate) const REMOVE: &str = "remove it";

/// The advice to switch on what the option `futures` needs.
pub(crate) const ENABLE_OR_REMOVE: &str =
    "run `cargo add ringmpsc --features futures`, or remove it";

/// The advice to write an entry.
pub(crate) fn write(entry: &str) -> String {
    format!("write `{entry}`")
}

/// The advice to write an entry if it is offered.
pub(crate) fn write_or_remove(offered: bool, entry: &str) -> String {
    if offered { write(entry) } else { REMOVE.to_owned() }
}

/// The advice to do without an option, or else to choose a kind that takes it.
pub(crate) fn remove_or_choose<'a>(kinds: impl Iterator<Item = &'a str>) -> String {
    let kinds: Vec<_> = kinds.map(|kind| format!("`kind = {kind}`")).collect();
    match kinds.as_slice() {
        [] => REMOVE.to_owned(),
        kinds => format!("{REMOVE}, or write {}", kinds.join(" or ")),
    }
}

/// Defines one function per text, and for the tests the list of them all.
macro_rules! texts {
    ($($name:ident($($argument:ident),*) = $text:literal;)*) => {
        $(
            pub(crate) fn $name($($argument: &dyn Display),*) -> Text {
                Text(format!($text))
            }
        )*

        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $text)),*];
    };
}

// The item.
texts! {
    unsupported_item(found) =
        "`ring_channel` cannot stand on {found}: a channel is made for a message type; \
         put it on a `struct`, `enum`, `union` or `type` alias";
    message_without_size(found, advice) =
        "`ring_channel` cannot store a `{found}`: a ring holds its messages by value, and this one has no size; \
         {advice}";
    message_perhaps_without_size(found, advice) =
        "`ring_channel` cannot store a `{found}`: a ring holds its messages by value, and this one need not have \
         a size; {advice}";
    names_taken(channel, stem) =
        "`{channel}` is already made by another `ring_channel` on this type; \
         give this one a name of its own: `name = Other{stem}`";
    name_hides_item(taken) =
        "`name` would make a generated `{taken}` beside the type `{taken}` itself; \
         write another one, such as `name = My{taken}`";

    // Entries.
    kind_missing(kinds, advised) =
        "`kind` is missing: it says who sends and who receives, and is one of {kinds}; \
         write `#[ring_channel(kind = {advised})]`";
    empty_entry() =
        "there is no option before this comma; remove it";
    not_an_option(found) =
        "`{found}` is not an option: an option begins with its name; \
         write for example `kind = mpsc` or `bits = 16`";
    unknown_option(name, all) =
        "unknown option `{name}`; the options are {all}";
    unknown_option_like(name, like) =
        "unknown option `{name}`; did you mean `{like}`?";
    comma_missing(name) =
        "expected `,` before `{name}`: options are separated by commas";
    size_is_bits(name, bits, slots) =
        "`{name}` is not an option: the size of a ring is `bits`, the base-2 logarithm of its slots; \
         write `bits = {bits}` for {slots} slots";
    known_elsewhere(name, instead, advice) =
        "`{name}` is not an option: {instead}; {advice}";
    value_without_option(name, option, usage) =
        "`{name}` is not an option, but belongs to `{option}`; write `{usage}`";
    colon(name, advice) =
        "`{name}` is set with `=`, not `:`; {advice}";
    equals_missing(name, advice) =
        "there is no `=` between `{name}` and its value; {advice}";
    unreadable_option(name, found, advice) =
        "`{name}` cannot be read from `{found}`; {advice}";
    duplicate_option(name) =
        "duplicate option `{name}`: it already stands earlier in this attribute; keep one of the two";

    // Words and names.
    switch_with_value(name, advice) =
        "`{name}` takes no value: it is on where it is named, and off where it is not; {advice}";
    switched_off(name) =
        "`{name}` is off where it is not named; remove it";
    quoted(name, advice) =
        "`{name}` takes no quotes; {advice}";
    word_needed(name, words, advice) =
        "`{name}` needs a word, one of {words}; {advice}";
    unknown_value(name, value, words, advice) =
        "unknown value `{value}` for `{name}`: it is one of {words}; {advice}";
    unknown_value_like(name, value, like) =
        "unknown value `{value}` for `{name}`; did you mean `{name} = {like}`?";
    identifier_needed(advice) =
        "`name` needs an identifier: the names of the generated types begin with it; {advice}";
    path_needed(advice) =
        "`crate` needs the path of the ringmpsc crate, as the generated code will write it; {advice}";

    // Numbers.
    value_needed(name, advice) =
        "`{name}` needs a value; {advice}";
    integer_needed(name, advice) =
        "`{name}` needs an integer literal, because a macro cannot evaluate anything else; {advice}";
    wrapped(name, advice) =
        "`{name}` takes a number without parentheses or braces; {advice}";
    bits_out_of_range(value) =
        "`bits = {value}` is out of range: a ring has 2^bits slots, and bits is 1 to 30; \
         write `bits = 16` for 65536 slots";
    bits_is_capacity(value, bits, slots) =
        "`bits = {value}` is out of range: a ring has 2^bits slots, and bits is 1 to 30; \
         write `bits = {bits}` for {slots} slots";
    limit_out_of_range(name, value, advice) =
        "`{name} = {value}` is out of range: a limit is 1 to 4294967295, so that at least one can register, \
         and there is none where `{name}` is not named; {advice}";
    shard_out_of_range(value, advice) =
        "`shard = {value}` is out of range: a consumer has 1 to 4294967295 home rings; {advice}";
    prefetch_out_of_range(value, advice) =
        "`prefetch = {value}` is out of range: the smallest batch to prefetch for is 1 up to the capacity of the ring; \
         {advice}";
    node_out_of_range(value) =
        "`numa(node = {value})` is out of range: Linux numbers its nodes 0 to 1023; write `numa(node = 0)`";

    // Lists.
    metrics_malformed() =
        "`metrics` can only be refined by `latency`; \
         write `metrics` for the counters, or `metrics(latency)` to time batches as well";
    metrics_assigned() =
        "`metrics` takes `latency` in parentheses; write `metrics(latency)`";
    metrics_argument(found) =
        "`metrics` does not take `{found}`; \
         write `metrics` for the counters, or `metrics(latency)` to time batches as well";
    numa_malformed() =
        "`numa` can only be refined by a node; \
         write `numa` for the node of the registering thread, or `numa(node = 0)` for node 0";
    numa_bare_node(value) =
        "`numa` takes a node by name; write `numa(node = {value})`";
    numa_argument(found, node) =
        "`numa` does not take `{found}`; \
         write `numa` for the node of the registering thread, or `numa(node = {node})` for node {node}";

    // Options together.
    max_producers_without_effect(kind, advice) =
        "`max_producers` has no effect with `kind = {kind}`, which has exactly one producer; {advice}";
    max_consumers_without_effect(kind, advice) =
        "`max_consumers` has no effect with `kind = {kind}`, which has exactly one consumer; {advice}";
    shard_without_effect(kind, advice) =
        "`shard` has no effect with `kind = {kind}`: only mpmc consumers choose among shared rings; {advice}";
    shared_without_effect(kind, advice) =
        "`shared` has no effect with `kind = {kind}`: between processes there is one producer and one consumer; \
         {advice}";
    prefetch_beyond_capacity(value, capacity, bits) =
        "`prefetch = {value}` has no effect: no batch is larger than the {capacity} slots of a ring \
         with `bits = {bits}`; write `prefetch = {capacity}` or less";

    shard_beyond_limit(value, rings) =
        "`shard = {value}` has no effect: with `max_producers = {rings}` there are no more than {rings} rings \
         to be at home in; write `shard = {rings}` or less";
    preset_without_effect(kind, parts) =
        "`preset` has no effect: all that it says for `kind = {kind}` is written beside it, which is {parts}; \
         remove it";

    // Not here, or not yet.
    futures_without_feature() =
        "`futures` needs the library's feature of that name, which is off; \
         run `cargo add ringmpsc --features futures`, or remove it";
    shared_unavailable() =
        "`shared` is not available yet: this version stays within one process; remove it";
}
