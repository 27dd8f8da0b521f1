//! Which options this build can generate, and the advice for those it cannot.

use super::kind::Kind;
use super::messages;

/// Whether the library has its feature `futures`, which the option `futures` needs.
#[cfg(not(test))]
pub(crate) fn has_futures() -> bool {
    cfg!(feature = "futures")
}

/// Whether the library has its feature `shared`, which the option `shared` needs.
#[cfg(not(test))]
pub(crate) fn has_shared() -> bool {
    cfg!(feature = "shared")
}

#[cfg(test)]
pub(crate) use self::tested::{has_futures, has_shared};

/// Whether a user can write the option, with this kind if it is known, and get no further error.
pub(crate) fn is_available(option: &str, kind: Option<Kind>) -> bool {
    kind.is_none_or(|kind| kind.takes(option))
        && (option != "futures" || has_futures())
        && (!matches!(option, "shared" | "prefault") || has_shared())
}

/// The advice for an option that the user meant but did not write.
///
/// It is to write `usage` if the option is available.
pub(crate) fn advise(option: &str, usage: &str, kind: Option<Kind>) -> String {
    if is_available(option, kind) {
        messages::write(usage)
    } else if option == "futures" && !has_futures() {
        messages::ENABLE_OR_REMOVE.to_owned()
    } else if option == "shared" && !has_shared() && kind.is_none_or(|kind| kind.takes(option)) {
        messages::ENABLE_SHARED_OR_REMOVE.to_owned()
    } else {
        remove_or_choose(option)
    }
}

/// The advice for an option that needs another kind.
pub(crate) fn remove_or_choose(option: &str) -> String {
    let takes_it = |kind: &Kind| is_available(option, Some(*kind));
    messages::remove_or_choose(Kind::ALL.into_iter().filter(takes_it).map(Kind::word))
}

/// In the tests of this crate, each test decides whether the feature is on.
#[cfg(test)]
pub(crate) mod tested {
    use std::cell::Cell;

    thread_local! {
        pub(crate) static FUTURES: Cell<bool> = const { Cell::new(false) };
        pub(crate) static SHARED: Cell<bool> = const { Cell::new(false) };
    }

    pub(crate) fn has_futures() -> bool {
        FUTURES.get()
    }

    pub(crate) fn has_shared() -> bool {
        SHARED.get()
    }
}
