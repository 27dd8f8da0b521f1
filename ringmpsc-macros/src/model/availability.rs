//! Options that are understood and checked, but not generated yet, and that nobody is advised to write.

use darling::error::Accumulator;

use super::kind::Kind;
use super::wording::{self, Text};
use crate::parse::{Options, Setting};

/// Options that this version generates for no kind.
const UNAVAILABLE: [&str; 1] = ["shared"];

/// Whether the library has its feature `futures`, without which there is nothing to generate code for.
#[cfg(not(test))]
pub(crate) fn has_futures() -> bool {
    cfg!(feature = "futures")
}

#[cfg(test)]
pub(crate) use self::tested::has_futures;

/// Whether this version has channels of this kind.
pub(crate) fn can_generate(_kind: Kind) -> bool {
    true
}

/// The kind itself, if this version has it, or the one that comes next to it.
pub(crate) fn nearest(kind: Kind) -> Kind {
    if can_generate(kind) { kind } else { kind.with_owned_consumers() }
}

/// Whether the option may be written with this kind, or with any kind that there is, so that advice to
/// write it does not lead to the next mistake.
pub(crate) fn offers(option: &str, kind: Option<Kind>) -> bool {
    let takes = |kind: Kind| can_generate(kind) && kind.takes(option);
    let with_kind = match kind {
        Some(kind) => takes(nearest(kind)),
        None => Kind::ALL.into_iter().any(takes),
    };
    with_kind && !UNAVAILABLE.contains(&option) && (option != "futures" || has_futures())
}

/// The words for the kinds that there are.
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    Kind::ALL.into_iter().filter(|kind| can_generate(*kind)).map(Kind::word)
}

/// Reports what this version cannot generate.
///
/// It comes after the rules and leaves alone what they have reported.
pub(crate) fn check(options: &Options, errors: &mut Accumulator) {
    if let Some(kind) = options.kind.given()
        && !can_generate(*kind.value)
    {
        let nearest = nearest(*kind.value).word();
        errors.push(wording::kind_unavailable(&kind.value.word(), &nearest).at(kind.value.span()));
    }
    if !has_futures() {
        unavailable(&options.futures, wording::futures_without_feature, errors);
    }
    if options.kind.value().is_some_and(|kind| kind.can_cross_processes()) {
        unavailable(&options.shared, wording::shared_unavailable, errors);
    }
    // Only the kinds that are missing take these two.
    if let Some(kind) = options.kind.value().filter(|kind| !can_generate(**kind)) {
        if kind.takes("max_consumers") {
            unavailable(&options.max_consumers, wording::max_consumers_unavailable, errors);
        }
        if kind.takes("shard") {
            unavailable(&options.shard, wording::shard_unavailable, errors);
        }
    }
}

fn unavailable<T>(option: &Setting<T>, text: fn() -> Text, errors: &mut Accumulator) {
    if let Some(option) = option.given() {
        errors.push(text().at(option.name));
    }
}

/// In the generator's own tests that is up to the test, and not to how the workspace was built.
#[cfg(test)]
pub(crate) mod tested {
    use std::cell::Cell;

    thread_local! {
        pub(crate) static FUTURES: Cell<bool> = const { Cell::new(false) };
    }

    pub(crate) fn has_futures() -> bool {
        FUTURES.get()
    }
}
