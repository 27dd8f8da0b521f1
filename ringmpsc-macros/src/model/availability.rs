//! Options that are understood and checked, but cannot be generated, and that nobody is advised to write.

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

/// Whether the option may be written, with this kind if there is one, so that advice to write it does not lead
/// to the next mistake.
pub(crate) fn offers(option: &str, kind: Option<Kind>) -> bool {
    kind.is_none_or(|kind| kind.takes(option))
        && !UNAVAILABLE.contains(&option)
        && (option != "futures" || has_futures())
}

/// What to do about an option that was meant but not written: to write `usage`, if that leads to no
/// other mistake.
pub(crate) fn advise(option: &str, usage: &str, kind: Option<Kind>) -> String {
    if offers(option, kind) {
        wording::write(usage)
    } else if option == "futures" && !has_futures() {
        wording::ENABLE_OR_REMOVE.to_owned()
    } else {
        remove_or_choose(option)
    }
}

/// What to do about an option that would have an effect with other kinds.
pub(crate) fn remove_or_choose(option: &str) -> String {
    let offers = |kind: &Kind| offers(option, Some(*kind));
    wording::remove_or_choose(Kind::ALL.into_iter().filter(offers).map(Kind::word))
}

/// Reports what this version cannot generate.
///
/// It comes after the rules and leaves alone what they have reported.
pub(crate) fn check(options: &Options, errors: &mut Accumulator) {
    if !has_futures() {
        unavailable(&options.futures, wording::futures_without_feature, errors);
    }
    if options.kind.value().is_some_and(|kind| kind.can_cross_processes()) {
        unavailable(&options.shared, wording::shared_unavailable, errors);
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
