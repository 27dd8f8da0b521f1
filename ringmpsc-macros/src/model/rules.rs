//! The rules about several options together.
//!
//! A rule does not report an option that has already been reported.

use darling::error::Accumulator;
use proc_macro2::Span;
use syn::ext::IdentExt;

use super::layout::Layout;
use super::names::Names;
use crate::parse::{Options, Setting, Target};
use crate::terms::messages::{self, ErrorText, TwoArgumentText};
use crate::terms::vocabulary::listed;
use crate::terms::{Fence, Kind, Metrics, Placement, availability};

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
    options_are_available(options, errors);
    shared_fits(options, target, errors);
    prefault_has_an_effect(options, errors);
}

/// Advises `mpsc`, or `mpmc` if an option needs it.
fn kind_is_given(options: &Options, errors: &mut Accumulator) {
    if !options.kind.is_named() {
        let kinds = listed(Kind::ALL.map(Kind::word));
        let competing = options.max_consumers.is_named() || options.shard.is_named();
        let advised = if competing { "mpmc" } else { "mpsc" };
        errors.push(messages::kind_missing(&kinds, &advised).at_attribute());
    }
}

fn options_have_an_effect(options: &Options, kind: Kind, errors: &mut Accumulator) {
    let Options { max_producers, max_consumers, numa, shard, shared, .. } = options;
    let mut check = |name, named: Option<Span>, text: TwoArgumentText| {
        if let Some(span) = named
            && !kind.takes(name)
        {
            errors.push(text(&kind.word(), &availability::remove_or_choose(name)).at(span));
        }
    };
    check("max_producers", max_producers.span(), messages::max_producers_without_effect);
    check("max_consumers", max_consumers.span(), messages::max_consumers_without_effect);
    check("shard", shard.span(), messages::shard_without_effect);
    check("shared", shared.span(), messages::shared_without_effect);
    if let Some(numa) = numa.given()
        && *numa.value == Placement::Consumer
        && !kind.takes("max_producers")
    {
        errors.push(messages::numa_consumer_without_effect(&kind.word()).at(numa.name));
    }
}

/// A batch is at most a whole ring, so it would never reach a larger `prefetch`.
fn prefetch_fits(options: &Options, errors: &mut Accumulator) {
    if let Some(prefetch) = options.prefetch.given()
        && let Some(Layout { bits, capacity, .. }) = Layout::known(options)
        && prefetch.value.0 > capacity
    {
        let text = messages::prefetch_beyond_capacity(&prefetch.value.0, &capacity, &bits);
        errors.push(text.at(prefetch.value.span()));
    }
}

/// A home shard has at most as many rings as there are producers.
fn shard_fits(options: &Options, errors: &mut Accumulator) {
    let (Some(kind), Some(shard)) = (options.kind.value(), options.shard.given()) else {
        return;
    };
    let of_preset = || options.preset.value()?.values(*kind).max_producers;
    let rings = match &options.max_producers {
        Setting::Given(limit) => Some(limit.value.0),
        Setting::Absent => of_preset(),
        Setting::Reported => None,
    };
    if let Some(rings) = rings
        && kind.has_shards()
        && shard.value.0 > rings
    {
        let text = messages::shard_beyond_limit(&shard.value.0, &rings);
        errors.push(text.at(shard.value.span()));
    }
}

/// A preset has an effect unless explicit options replace all its values.
fn preset_has_an_effect(options: &Options, errors: &mut Accumulator) {
    let (Some(kind), Some(preset)) = (options.kind.value(), options.preset.given()) else {
        return;
    };
    let values = preset.value.values(*kind);
    let all = [
        ("bits", true, options.bits.is_named()),
        ("max_producers", values.max_producers.is_some(), options.max_producers.is_named()),
        ("max_consumers", values.max_consumers.is_some(), options.max_consumers.is_named()),
        ("shard", values.shard.is_some(), options.shard.is_named()),
        ("favor", values.favor.is_some(), options.favor.is_named()),
    ];
    let set = all.iter().filter(|(_, is_set, _)| *is_set);
    if set.clone().all(|(_, _, is_replaced)| *is_replaced) {
        let names = listed(set.map(|(name, ..)| *name));
        errors.push(messages::preset_without_effect(&kind.word(), &names).at(preset.name));
    }
}

/// The generated names differ from the item's name, and from those of another channel on it.
fn names_are_free(options: &Options, target: &Target, errors: &mut Accumulator) {
    let Some(names) = Names::requested(options, target) else {
        return;
    };
    if let Some(taken) = names.conflict_with(target) {
        errors.push(messages::name_hides_item(taken).at(taken.span()));
    }
    for sibling in &target.siblings {
        if let Some(taken) = names.taken_by(sibling) {
            let text = messages::names_taken(taken, &target.ident.unraw());
            errors.push(text.at(sibling.span));
        }
    }
}

/// This build can generate every given option.
fn options_are_available(options: &Options, errors: &mut Accumulator) {
    if !availability::has_futures() {
        unavailable(&options.futures, messages::futures_without_feature, errors);
    }
    if !availability::has_shared() && crosses_processes(options) {
        unavailable(&options.shared, messages::shared_without_feature, errors);
    }
}

fn crosses_processes(options: &Options) -> bool {
    options.kind.value().is_some_and(|kind| kind.can_cross_processes())
}

/// A channel between processes has no parameters, and it lacks some options.
fn shared_fits(options: &Options, target: Option<&Target>, errors: &mut Accumulator) {
    let Some(shared) = options.shared.given() else { return };
    if !crosses_processes(options) {
        return;
    }
    if target.is_some_and(|target| !target.generics.params.is_empty()) {
        errors.push(messages::shared_with_parameters().at(shared.name));
    }
    if target.is_some_and(|target| target.has_conditional_fields) {
        errors.push(messages::shared_with_conditional_fields().at(shared.name));
    }
    if let Some(futures) = options.futures.span() {
        errors.push(messages::shared_with_futures().at(futures));
    }
    let Options { metrics, contention, numa, prefetch, fence, .. } = options;
    let fence = fence.given().filter(|fence| *fence.value != Fence::Adaptive);
    let latency = metrics.given().filter(|metrics| *metrics.value == Metrics::Latency);
    let lacking = [
        ("metrics(latency)", latency.map(|latency| latency.name)),
        ("contention", contention.span()),
        ("numa", numa.span()),
        ("prefetch", prefetch.span()),
        ("fence", fence.map(|fence| fence.name)),
    ];
    for (option, span) in lacking {
        if let Some(span) = span {
            errors.push(messages::shared_without_option(&option).at(span));
        }
    }
}

/// Only a ring between processes is mapped in advance.
fn prefault_has_an_effect(options: &Options, errors: &mut Accumulator) {
    if let Some(prefault) = options.prefault.given()
        && !options.shared.is_named()
    {
        let advice = availability::advise("shared", "shared", options.kind.value().copied());
        errors.push(messages::prefault_without_shared(&advice).at(prefault.name));
    }
}

fn unavailable<T>(option: &Setting<T>, text: fn() -> ErrorText, errors: &mut Accumulator) {
    if let Some(option) = option.given() {
        errors.push(text().at(option.name));
    }
}
