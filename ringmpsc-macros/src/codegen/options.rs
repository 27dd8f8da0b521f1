//! What the options add to the ring, and nothing for an option that is off.

use proc_macro2::{Ident, Literal, Span, TokenStream};

use super::context::{Context, tokens};
use crate::model::{Consumers, DEFAULT_SHARD, Favor, Fence, Metrics, Placement, Producers};

/// The implementation of `Options`, whose every item is one option that was asked for.
pub(super) fn options(c: &Context) -> TokenStream {
    let Context { private, parameters, bounds, ring, .. } = c;
    let recycled = (c.kind.producers == Producers::Many)
        .then(|| switch(" many producers", &tokens!(RECYCLED)));
    let max_producers = c.limits.producers.map(|limit| limited("max_producers", limit));
    let max_consumers = c.limits.consumers.map(|limit| limited("max_consumers", limit));
    let shard = c.shard.filter(|rings| *rings != DEFAULT_SHARD);
    let shard = shard.map(|rings| limited("shard", rings));
    let wait = match (c.waking.wait, c.waking.futures) {
        (true, false) => Some(" `wait`"),
        (false, true) => Some(" `futures`"),
        (true, true) => Some(" `wait`, `futures`"),
        (false, false) => None,
    };
    let wait = wait.map(|title| switch(title, &tokens!(WAIT)));
    let notify = c.waking.notify.then(|| switch(" `notify`", &tokens!(NOTIFY)));
    let place = c.placement.map(|placement| place(c, placement));
    let prefetch = c.prefetch.map(prefetch);
    let fence = fence(c);
    let slip = slip(c);
    let latency = (c.metrics == Some(Metrics::Latency))
        .then(|| switch(" `metrics(latency)`", &tokens!(LATENCY)));
    let received = (c.kind.consumers == Consumers::Owned).then(|| {
        tokens! {
            /// `metrics`
            fn received_line(&self) -> ::core::option::Option<&#private::ConsumerCounters> {
                ::core::option::Option::Some(&self.received)
            }
        }
    });
    let metrics = c.metrics.map(|_| {
        tokens! {
            /// `metrics`
            fn sent_line(&self) -> ::core::option::Option<&#private::ProducerCounters> {
                ::core::option::Option::Some(&self.sent)
            }
            #received
        }
    });
    let contention = c.contention.then(|| {
        tokens! {
            /// `contention`
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

/// The marks for what the library offers with an option only.
fn markers(c: &Context) -> TokenStream {
    let Context { private, parameters, bounds, ring, .. } = c;
    let marks = [
        (c.waking.wait, tokens!(Waits)),
        (c.waking.futures, tokens!(Wakes)),
        (c.waking.notify, tokens!(Notifies)),
        (c.metrics.is_some(), tokens!(Counted)),
        (c.contention, tokens!(Contended)),
        (c.placement.is_some(), tokens!(Placed)),
    ];
    let marks = marks.into_iter().filter_map(|(wanted, mark)| wanted.then_some(mark));
    let metrics = c.metrics.map(|_| switch(" `metrics`", &tokens!(METRICS)));
    let contention = c.contention.then(|| switch(" `contention`", &tokens!(CONTENTION)));
    let measured = c.is_measured().then(|| {
        tokens! {
            impl #parameters #private::Measured for #ring #bounds {
                #metrics
                #contention
            }
        }
    });
    tokens!(#(impl #parameters #private::#marks for #ring #bounds {})* #measured)
}

fn switch(title: &str, name: &TokenStream) -> TokenStream {
    tokens! {
        #[doc = #title]
        const #name: ::core::primitive::bool = true;
    }
}

/// An option that is a number, as the constant of its name.
fn limited(option: &str, limit: u32) -> TokenStream {
    let title = format!(" `{option} = {limit}`");
    let name = Ident::new(&option.to_uppercase(), Span::mixed_site());
    let limit = Literal::u32_unsuffixed(limit);
    tokens! {
        #[doc = #title]
        const #name: ::core::primitive::usize = #limit;
    }
}

fn place(c: &Context, placement: Placement) -> TokenStream {
    let private = &c.private;
    let (title, place) = match placement {
        Placement::RegisteringThread => (String::from(" `numa`"), tokens!(Local)),
        Placement::Node(node) => {
            let literal = Literal::u32_unsuffixed(node);
            (format!(" `numa(node = {node})`"), tokens!(Node(#literal)))
        }
    };
    tokens! {
        #[doc = #title]
        const PLACE: #private::Place = #private::Place::#place;
    }
}

/// Nothing for the default.
fn fence(c: &Context) -> Option<TokenStream> {
    let private = &c.private;
    let (title, choice) = match c.fence {
        Fence::Adaptive => return None,
        Fence::Asymmetric => (" `fence = asymmetric`", tokens!(Asymmetric)),
        Fence::Full => (" `fence = full`", tokens!(Full)),
    };
    Some(tokens! {
        #[doc = #title]
        const FENCE: #private::Fence = #private::Fence::#choice;
    })
}

/// Nothing for the default.
fn slip(c: &Context) -> Option<TokenStream> {
    (c.favor == Favor::Latency).then(|| {
        tokens! {
            #[doc = " `favor = latency`"]
            const SLIP: ::core::primitive::bool = false;
        }
    })
}

fn prefetch(least: u32) -> TokenStream {
    let title = format!(" `prefetch = {least}`");
    let least = Literal::u32_unsuffixed(least);
    tokens! {
        #[doc = #title]
        const PREFETCH: ::core::primitive::usize = #least;
    }
}
