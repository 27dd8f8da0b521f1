//! The rules that no option can check alone.
//!
//! A rule says nothing about an option that has already been reported.

use darling::error::Accumulator;
use syn::ext::IdentExt;

use super::availability;
use super::kind::Kind;
use super::layout::Layout;
use super::names::Names;
use super::wording;
use crate::parse::vocabulary::listed;
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
        let kinds = listed(availability::kinds());
        errors.push(wording::kind_missing(&kinds).at_attribute());
    }
}

fn options_have_an_effect(options: &Options, kind: Kind, errors: &mut Accumulator) {
    let word = &kind.word();
    if let Some(option) = options.max_producers.given()
        && !kind.takes("max_producers")
    {
        let advice = remove_or_choose("max_producers", kind.with_many_producers());
        errors.push(wording::max_producers_without_effect(word, &advice).at(option.name));
    }
    if let Some(option) = options.max_consumers.given()
        && !kind.takes("max_consumers")
    {
        let advice = remove_or_choose("max_consumers", kind.with_shared_consumers());
        errors.push(wording::max_consumers_without_effect(word, &advice).at(option.name));
    }
    if let Some(option) = options.shard.given()
        && !kind.takes("shard")
    {
        let mpmc = kind.with_many_producers().with_shared_consumers();
        let advice = remove_or_choose("shard", mpmc);
        errors.push(wording::shard_without_effect(word, &advice).at(option.name));
    }
    if let Some(option) = options.shared.given()
        && !kind.takes("shared")
    {
        let advice = remove_or_choose("shared", Kind::SPSC);
        errors.push(wording::shared_without_effect(word, &advice).at(option.name));
    }
}

/// Advice on an option that would have an effect with another kind, which is mentioned if there is such a
/// kind already.
fn remove_or_choose(option: &str, kind: Kind) -> String {
    let kind = availability::nearest(kind);
    let other = availability::offers(option, Some(kind)).then(|| kind.word());
    wording::remove_or_choose(other)
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
