//! The rules that no option can check alone.
//!
//! A rule says nothing about an option that has already been reported.

use darling::error::Accumulator;
use proc_macro2::Span;
use syn::ext::IdentExt;

use super::availability;
use super::kind::Kind;
use super::layout::Layout;
use super::names::Names;
use super::wording::{self, TextOfTwo};
use crate::parse::vocabulary::listed;
use crate::parse::{Options, Setting, Target};

/// Reports every broken rule.
pub(crate) fn check(options: &Options, target: Option<&Target>, errors: &mut Accumulator) {
    kind_is_given(options, errors);
    if let Some(kind) = options.kind.value() {
        options_have_an_effect(options, *kind, errors);
    }
    prefetch_fits(options, errors);
    shard_fits(options, errors);
    preset_has_an_effect(options, errors);
    if let Some(target) = target {
        names_are_free(options, target, errors);
    }
}

/// The advice is the kind that most people want, unless an option was written that it does not take.
fn kind_is_given(options: &Options, errors: &mut Accumulator) {
    if !options.kind.is_written() {
        let kinds = listed(Kind::ALL.map(Kind::word));
        let shared = options.max_consumers.is_written() || options.shard.is_written();
        let advised = if shared { "mpmc" } else { "mpsc" };
        errors.push(wording::kind_missing(&kinds, &advised).at_attribute());
    }
}

fn options_have_an_effect(options: &Options, kind: Kind, errors: &mut Accumulator) {
    let Options { max_producers, max_consumers, shard, shared, .. } = options;
    let mut check = |name, written: Option<Span>, text: TextOfTwo| {
        if let Some(span) = written
            && !kind.takes(name)
        {
            errors.push(text(&kind.word(), &availability::remove_or_choose(name)).at(span));
        }
    };
    check("max_producers", max_producers.span(), wording::max_producers_without_effect);
    check("max_consumers", max_consumers.span(), wording::max_consumers_without_effect);
    check("shard", shard.span(), wording::shard_without_effect);
    check("shared", shared.span(), wording::shared_without_effect);
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

/// A consumer is at home in no more rings than there can be. What a preset says about either is as
/// good as what was written.
fn shard_fits(options: &Options, errors: &mut Accumulator) {
    let (Some(kind), Some(shard)) = (options.kind.value(), options.shard.given()) else {
        return;
    };
    let of_preset = || options.preset.value()?.parts(*kind).max_producers;
    let rings = match &options.max_producers {
        Setting::Given(limit) => Some(limit.value.0),
        Setting::Absent => of_preset(),
        Setting::Reported => None,
    };
    if let Some(rings) = rings
        && kind.has_shards()
        && shard.value.0 > rings
    {
        let text = wording::shard_beyond_limit(&shard.value.0, &rings);
        errors.push(text.at(shard.value.span()));
    }
}

/// A preset says something as long as one of its parts is not written beside it.
fn preset_has_an_effect(options: &Options, errors: &mut Accumulator) {
    let (Some(kind), Some(preset)) = (options.kind.value(), options.preset.given()) else {
        return;
    };
    let parts = preset.value.parts(*kind);
    let all = [
        ("bits", true, options.bits.is_written()),
        ("max_producers", parts.max_producers.is_some(), options.max_producers.is_written()),
        ("max_consumers", parts.max_consumers.is_some(), options.max_consumers.is_written()),
        ("shard", parts.shard.is_some(), options.shard.is_written()),
        ("favor", parts.favor.is_some(), options.favor.is_written()),
    ];
    let parts = all.iter().filter(|(_, is_part, _)| *is_part);
    if parts.clone().all(|(_, _, is_written)| *is_written) {
        let parts = listed(parts.map(|(name, ..)| *name));
        errors.push(wording::preset_without_effect(&kind.word(), &parts).at(preset.name));
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
