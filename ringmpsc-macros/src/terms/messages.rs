//! The texts of all errors.
//!
//! A text says what is wrong, then why, then what to type. `tests/errors.txt` has a case for each
//! text, and a test fails if one is missing.

use std::fmt::Display;

use darling::Error;
use proc_macro2::Span;

/// An error text without its place.
pub(crate) struct ErrorText(String);

/// A function that makes a text from two arguments.
pub(crate) type TwoArgumentText = fn(&dyn Display, &dyn Display) -> ErrorText;

impl ErrorText {
    /// The error with this text at `span`.
    pub(crate) fn at(self, span: Span) -> Error {
        Error::custom(self.0).with_span(&span)
    }

    /// The error with this text at the attribute as a whole.
    pub(crate) fn at_attribute(self) -> Error {
        self.at(Span::call_site())
    }
}

/// The advice to remove an option.
pub(crate) const REMOVE: &str = "remove it";

/// The advice to enable the feature that the option `futures` needs.
pub(crate) const ENABLE_OR_REMOVE: &str =
    "run `cargo add ringmpsc --features futures`, or remove it";

/// The advice to enable the feature that the option `shared` needs.
pub(crate) const ENABLE_SHARED_OR_REMOVE: &str =
    "run `cargo add ringmpsc --features shared`, or remove it";

/// The advice to write an entry.
pub(crate) fn write(entry: &str) -> String {
    format!("write `{entry}`")
}

/// The advice to write an entry if it is available, and to remove it otherwise.
pub(crate) fn write_or_remove(is_available: bool, entry: &str) -> String {
    if is_available { write(entry) } else { REMOVE.to_owned() }
}

/// The advice to remove an option, or to choose a kind that takes it.
pub(crate) fn remove_or_choose<'a>(kinds: impl Iterator<Item = &'a str>) -> String {
    let kinds: Vec<_> = kinds.map(|kind| format!("`kind = {kind}`")).collect();
    match kinds.as_slice() {
        [] => REMOVE.to_owned(),
        kinds => format!("{REMOVE}, or write {}", kinds.join(" or ")),
    }
}

/// Defines one function per text, and for the tests the list of all texts.
macro_rules! texts {
    ($($name:ident($($argument:ident),*) = $text:literal;)*) => {
        $(
            pub(crate) fn $name($($argument: &dyn Display),*) -> ErrorText {
                ErrorText(format!($text))
            }
        )*

        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $text)),*];
    };
}

// The item.
texts! {
    unsupported_item(found) =
        "`ring_channel` cannot annotate {found}: it needs a message type; \
         put it on a `struct`, `enum`, `union` or `type` alias";
    message_without_size(found, advice) =
        "`{found}` cannot be a message: a ring stores messages by value, \
         and this type has no size; {advice}";
    message_perhaps_without_size(found, advice) =
        "`{found}` cannot be a message: a ring stores messages by value, \
         and this type may have no size; {advice}";
    names_taken(channel, stem) =
        "another `ring_channel` on this type already generates `{channel}`; \
         give this one its own name: `name = Other{stem}`";
    name_hides_item(taken) =
        "`name` generates a second `{taken}` beside the type `{taken}`; \
         write another name, such as `name = My{taken}`";

    // Entries.
    kind_missing(kinds, advised) =
        "`kind` is missing: it selects one or many producers and consumers, \
         and is one of {kinds}; write `#[ring_channel(kind = {advised})]`";
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
        "expected `,` before `{name}`: commas separate the options";
    size_is_bits(name, bits, slots) =
        "`{name}` is not an option: `bits` sets the number of slots, as its base-2 logarithm; \
         write `bits = {bits}` for {slots} slots";
    synonym(name, instead, advice) =
        "`{name}` is not an option: {instead}; {advice}";
    value_without_option(name, option, usage) =
        "`{name}` is not an option: it is a value of `{option}`; write `{usage}`";
    colon(name, advice) =
        "`{name}` takes `=`, not `:`; {advice}";
    equals_missing(name, advice) =
        "the `=` between `{name}` and its value is missing; {advice}";
    unreadable_option(name, found, advice) =
        "`{found}` does not set the option `{name}`; {advice}";
    duplicate_option(name) =
        "duplicate option `{name}`: it appears earlier in this attribute; keep one of the two";

    // Words and names.
    flag_with_value(name, advice) =
        "`{name}` takes no value: it is on if it is named, and off otherwise; {advice}";
    flag_assigned_false(name) =
        "`{name}` takes no value: it is off unless it is named; remove it";
    quoted(name, advice) =
        "`{name}` takes no quotes; {advice}";
    word_needed(name, words, advice) =
        "`{name}` needs one of the words {words}; {advice}";
    unknown_value(name, value, words, advice) =
        "unknown value `{value}` for `{name}`: the values are {words}; {advice}";
    unknown_value_like(name, value, like) =
        "unknown value `{value}` for `{name}`; did you mean `{name} = {like}`?";
    identifier_needed(advice) =
        "`name` needs an identifier: the generated names begin with it; {advice}";
    visibility_needed(advice) =
        "`vis` needs a visibility, `pub`, `pub(crate)`, `pub(super)`, `pub(in path)` or `private`: \
         the generated types and methods have it; {advice}";
    path_needed(advice) =
        "`crate` needs a path: the generated code finds the crate ringmpsc there; {advice}";

    // Numbers.
    value_needed(name, advice) =
        "`{name}` needs a value; {advice}";
    integer_needed(name, advice) =
        "`{name}` needs an integer literal: a macro cannot evaluate an expression; {advice}";
    wrapped(name, advice) =
        "`{name}` takes a number without parentheses or braces; {advice}";
    bits_out_of_range(value) =
        "`bits = {value}` is out of range: a ring has 2^bits slots, with bits from 1 to 30; \
         write `bits = 16` for 65536 slots";
    bits_is_capacity(value, bits, slots) =
        "`bits = {value}` is out of range: a ring has 2^bits slots, with bits from 1 to 30; \
         write `bits = {bits}` for {slots} slots";
    limit_out_of_range(name, value, advice) =
        "`{name} = {value}` is out of range: a limit is from 1 to 4294967295, \
         and without `{name}` there is no limit; {advice}";
    shard_out_of_range(value, advice) =
        "`shard = {value}` is out of range: a consumer has 1 to 4294967295 home rings; {advice}";
    prefetch_out_of_range(value, advice) =
        "`prefetch = {value}` is out of range: the smallest batch to prefetch is \
         from 1 to the capacity of a ring; {advice}";
    node_out_of_range(value) =
        "`numa(node = {value})` is out of range: Linux numbers NUMA nodes from 0 to 1023; \
         write `numa(node = 0)`";

    // Lists.
    metrics_malformed() =
        "`metrics` takes no argument but `latency`; \
         write `metrics` for the counters, or `metrics(latency)` to time batches as well";
    metrics_assigned() =
        "`metrics` takes `latency` in parentheses; write `metrics(latency)`";
    metrics_argument(found) =
        "`metrics` does not take `{found}`; \
         write `metrics` for the counters, or `metrics(latency)` to time batches as well";
    numa_malformed() =
        "`numa` takes `producer`, `consumer` or a node; write `numa` for the node of the \
         registering thread, `numa(consumer)` for that of a consumer, \
         or `numa(node = 0)` for node 0";
    numa_bare_node(value) =
        "`numa` takes its node by name; write `numa(node = {value})`";
    numa_argument(found, node) =
        "`numa` does not take `{found}`; write `numa` for the node of the \
         registering thread, `numa(consumer)` for that of a consumer, \
         or `numa(node = {node})` for node {node}";

    // Options together.
    max_producers_without_effect(kind, advice) =
        "`max_producers` has no effect with `kind = {kind}`, \
         which has exactly one producer; {advice}";
    max_consumers_without_effect(kind, advice) =
        "`max_consumers` has no effect with `kind = {kind}`, \
         which has exactly one consumer; {advice}";
    shard_without_effect(kind, advice) =
        "`shard` has no effect with `kind = {kind}`: \
         only mpmc consumers have home rings; {advice}";
    numa_consumer_without_effect(kind) =
        "`numa(consumer)` has no effect with `kind = {kind}`: `open` makes the only ring, \
         before a consumer receives; write `numa`, and open the channel on the consumer's node";
    shared_without_effect(kind, advice) =
        "`shared` has no effect with `kind = {kind}`: \
         a channel between processes has one producer and one consumer; {advice}";
    shared_with_futures() =
        "`futures` cannot be combined with `shared`: another process cannot call a waker; \
         write `notify`, whose descriptor any async runtime can await, or remove it";
    prefault_without_shared(advice) =
        "`prefault` has no effect without `shared`: it maps the pages of a ring between processes; \
         {advice}";
    shared_with_parameters() =
        "`shared` needs a type without parameters: both processes compare its definition; \
         write an alias, such as `type Orders = Order<u64>;`, or remove it";
    shared_with_conditional_fields() =
        "`shared` needs a type without `cfg` on its fields: both processes compare its definition; \
         write one type for each case, with `cfg` on the type, or remove it";
    shared_without_option(option) =
        "`{option}` cannot be combined with `shared` yet: the channel between processes lacks it; \
         remove it, or `shared`";
    prefetch_beyond_capacity(value, capacity, bits) =
        "`prefetch = {value}` has no effect: a batch is at most the {capacity} slots of a ring \
         with `bits = {bits}`; write `prefetch = {capacity}` or less";

    shard_beyond_limit(value, rings) =
        "`shard = {value}` has no effect: `max_producers = {rings}` allows at most {rings} rings; \
         write `shard = {rings}` or less";
    preset_without_effect(kind, values) =
        "`preset` has no effect: for `kind = {kind}` other options replace all its values, \
         {values}; remove it";

    // Not available.
    futures_without_feature() =
        "`futures` needs the feature `futures` of the library, which is off; \
         run `cargo add ringmpsc --features futures`, or remove it";
    shared_without_feature() =
        "`shared` needs the feature `shared` of the library, which is off; \
         run `cargo add ringmpsc --features shared`, or remove it";
}
