//! The rules that no option can check alone.
//!
//! A rule says nothing about an option that has already been reported.

use darling::error::Accumulator;
use syn::ext::IdentExt;

use super::kind::{Consumers, Kind, Producers};
use super::layout::Layout;
use super::names::Names;
use super::wording;
use crate::parse::{Options, Setting, Target};

/// Reports every broken rule.
pub(crate) fn check(options: &Options, target: Option<&Target>, errors: &mut Accumulator) {
    kind_is_given(options, errors);
    if let Some(kind) = options.kind.value() {
        options_have_an_effect(options, *kind, errors);
    }
    prefetch_fits(options, errors);
    if let Some(target) = target {
        names_are_free(options, target, errors);
    }
}

fn kind_is_given(options: &Options, errors: &mut Accumulator) {
    if let Setting::Absent = options.kind {
        errors.push(wording::kind_missing().at_attribute());
    }
}

fn options_have_an_effect(options: &Options, kind: Kind, errors: &mut Accumulator) {
    let word = &kind.word();
    if kind.producers == Producers::One
        && let Some(option) = options.max_producers.given()
    {
        let many = kind.with_many_producers().word();
        errors.push(wording::max_producers_without_effect(word, &many).at(option.name));
    }
    if kind.consumers == Consumers::Owned
        && let Some(option) = options.max_consumers.given()
    {
        let shared = kind.with_shared_consumers().word();
        errors.push(wording::max_consumers_without_effect(word, &shared).at(option.name));
    }
    if !kind.has_shards()
        && let Some(option) = options.shard.given()
    {
        errors.push(wording::shard_without_effect(word).at(option.name));
    }
    if !kind.can_cross_processes()
        && let Some(option) = options.shared.given()
    {
        errors.push(wording::shared_without_effect(word).at(option.name));
    }
}

/// No batch is larger than the ring, so a larger threshold would never be reached.
fn prefetch_fits(options: &Options, errors: &mut Accumulator) {
    if let Some(prefetch) = options.prefetch.given()
        && let Some(Layout { bits, capacity, .. }) = Layout::known(options)
        && prefetch.value.0 > capacity
    {
        let text = wording::prefetch_beyond_capacity(&prefetch.value.0, &capacity, &bits);
        errors.push(text.at(prefetch.value.span()));
    }
}

/// The generated names must differ from the item's, and from those of another channel on the item.
fn names_are_free(options: &Options, target: &Target, errors: &mut Accumulator) {
    let Some(names) = Names::wanted(options, target) else {
        return;
    };
    if let Some(taken) = names.hiding(target) {
        errors.push(wording::name_hides_item(taken).at(taken.span()));
    }
    for sibling in target.siblings.iter().filter(|sibling| names.taken_by(sibling)) {
        let text = wording::names_taken(&names.channel, &target.ident.unraw());
        errors.push(text.at(sibling.span));
    }
}
