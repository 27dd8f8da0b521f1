//! The implementations that tell the library which options a ring has.

use proc_macro2::{Ident, Literal, Span, TokenStream};

use super::context::{Context, tokens};
use super::docs::docs;
use crate::model::DEFAULT_SHARD;
use crate::terms::{Consumers, Favor, Fence, Metrics, Placement, Producers};

/// The implementation of `Options`. Each of its items is one option that is on.
pub(super) fn options(c: &Context) -> TokenStream {
    let Context { private, parameters, bounds, ring, .. } = c;
    let recycled =
        (c.kind.producers == Producers::Many).then(|| flag("many producers", &tokens!(RECYCLED)));
    let max_producers = c.limits.producers.map(|limit| number("max_producers", limit));
    let max_consumers = c.limits.consumers.map(|limit| number("max_consumers", limit));
    let shard = c.shard.filter(|rings| *rings != DEFAULT_SHARD);
    let shard = shard.map(|rings| number("shard", rings));
    let wait = match (c.waking.wait, c.waking.futures) {
        (true, false) => Some("`wait`"),
        (false, true) => Some("`futures`"),
        (true, true) => Some("`wait`, `futures`"),
        (false, false) => None,
    };
    let wait = wait.map(|title| flag(title, &tokens!(CAN_WAIT)));
    let notify = c.waking.notify.then(|| flag("`notify`", &tokens!(NOTIFY)));
    let place = c.placement.map(|placement| place(c, placement));
    let prefetch = c.prefetch.map(prefetch);
    let fence = fence(c);
    let slip = slip(c);
    let latency = (c.metrics == Some(Metrics::Latency))
        .then(|| flag("`metrics(latency)`", &tokens!(LATENCY)));
    let received = (c.kind.consumers == Consumers::Exclusive).then(|| {
        tokens! {
            fn received_line(&self) -> ::core::option::Option<&#private::ConsumerCounters> {
                ::core::option::Option::Some(&self.received)
            }
        }
    });
    let metrics = c.metrics.map(|_| {
        tokens! {
            fn sent_line(&self) -> ::core::option::Option<&#private::ProducerCounters> {
                ::core::option::Option::Some(&self.sent)
            }
            #received
        }
    });
    let contention = c.contention.then(|| {
        tokens! {
            fn contention_line(&self) -> ::core::option::Option<&#private::ContentionCounters> {
                ::core::option::Option::Some(&self.contention)
            }
        }
    });
    let markers = markers(c);
    tokens! {
        impl #parameters #private::Options for #ring #bounds {
            #recycled
            #max_producers
            #max_consumers
            #shard
            #wait
            #notify
            #place
            #prefetch
            #fence
            #slip
            #latency
            #metrics
            #contention
        }
        #markers
    }
}

/// The marker traits: the library bounds the methods of an option by its marker.
fn markers(c: &Context) -> TokenStream {
    let Context { private, parameters, bounds, ring, .. } = c;
    let marks = [
        (c.waking.wait, tokens!(HasWait)),
        (c.waking.futures, tokens!(HasFutures)),
        (c.waking.notify, tokens!(HasNotifier)),
        (c.metrics.is_some(), tokens!(HasMetrics)),
        (c.contention, tokens!(HasContention)),
        (c.placement.is_some(), tokens!(HasPlacement)),
    ];
    let marks = marks.into_iter().filter_map(|(wanted, mark)| wanted.then_some(mark));
    let metrics = c.metrics.map(|_| on(&tokens!(METRICS)));
    let contention = c.contention.then(|| on(&tokens!(CONTENTION)));
    let measured = c.is_measured().then(|| {
        tokens! {
            impl #parameters #private::HasSnapshot for #ring #bounds {
                #metrics
                #contention
            }
        }
    });
    tokens!(#(impl #parameters #private::#marks for #ring #bounds {})* #measured)
}

/// An option that is on, with its name in the attribute.
fn flag(title: &str, name: &TokenStream) -> TokenStream {
    let (title, on) = (docs(title), on(name));
    tokens!(#title #on)
}

/// An option that is on, as a constant.
fn on(name: &TokenStream) -> TokenStream {
    tokens!(const #name: ::core::primitive::bool = true;)
}

/// An option with a number, as a constant with the name of the option.
fn number(option: &str, limit: u32) -> TokenStream {
    let title = docs(&format!("`{option} = {limit}`"));
    let name = Ident::new(&option.to_uppercase(), Span::mixed_site());
    let limit = Literal::u32_unsuffixed(limit);
    tokens! {
        #title
        const #name: ::core::primitive::usize = #limit;
    }
}

fn place(c: &Context, placement: Placement) -> TokenStream {
    let private = &c.private;
    let (title, place) = match placement {
        Placement::RegisteringThread => (String::from("`numa`"), tokens!(Producer)),
        Placement::Consumer => (String::from("`numa(consumer)`"), tokens!(Consumer)),
        Placement::Node(node) => {
            let literal = Literal::u32_unsuffixed(node);
            (format!("`numa(node = {node})`"), tokens!(Node(#literal)))
        }
    };
    let title = docs(&title);
    tokens! {
        #title
        const PLACE: #private::Place = #private::Place::#place;
    }
}

/// `fence`, unless it is the default.
fn fence(c: &Context) -> Option<TokenStream> {
    let private = &c.private;
    let (title, choice) = match c.fence {
        Fence::Adaptive => return None,
        Fence::Asymmetric => ("`fence = asymmetric`", tokens!(Asymmetric)),
        Fence::Full => ("`fence = full`", tokens!(Full)),
    };
    let title = docs(title);
    Some(tokens! {
        #title
        const FENCE: #private::Fence = #private::Fence::#choice;
    })
}

/// `favor`, unless it is the default.
fn slip(c: &Context) -> Option<TokenStream> {
    (c.favor == Favor::Latency).then(|| {
        tokens! {
            /// `favor = latency`
            const SLIP: ::core::primitive::bool = false;
        }
    })
}

fn prefetch(smallest: u32) -> TokenStream {
    let title = docs(&format!("`prefetch = {smallest}`"));
    let smallest = Literal::u32_unsuffixed(smallest);
    tokens! {
        #title
        const PREFETCH: ::core::primitive::usize = #smallest;
    }
}
