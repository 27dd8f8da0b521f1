//! Options that are understood and checked, but not generated yet.

use darling::error::Accumulator;

use super::kind::{Consumers, Kind};
use super::wording::{self, Text};
use crate::parse::{Options, Setting, Switch};

/// Whether this version has channels of this kind.
pub(crate) fn can_generate(kind: Kind) -> bool {
    kind.consumers == Consumers::Owned
}

/// Reports what this version cannot generate.
///
/// It comes after the rules and leaves alone what they have reported.
pub(crate) fn check(options: &Options, errors: &mut Accumulator) {
    if let Some(kind) = options.kind.given()
        && !can_generate(*kind.value)
    {
        let nearest = kind.value.with_owned_consumers().word();
        errors.push(wording::kind_unavailable(&kind.value.word(), &nearest).at(kind.value.span()));
    }
    unavailable(&options.wait, wording::wait_unavailable, errors);
    unavailable(&options.notify, wording::notify_unavailable, errors);
    unavailable(&options.futures, wording::futures_unavailable, errors);
    if options.kind.value().is_some_and(|kind| kind.can_cross_processes()) {
        unavailable(&options.shared, wording::shared_unavailable, errors);
    }
}

fn unavailable(option: &Setting<Switch>, text: fn() -> Text, errors: &mut Accumulator) {
    if let Some(option) = option.given() {
        errors.push(text().at(option.name));
    }
}
