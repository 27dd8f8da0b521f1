//! What the options add to the ring, and nothing for an option that is off.

use proc_macro2::{Literal, TokenStream};

use super::context::{Context, tokens};
use crate::model::{Fence, Metrics, Placement};

/// The implementation of `Options`, whose every item is one option that was asked for.
pub(super) fn options(c: &Context) -> TokenStream {
    let Context { private, parameters, bounds, ring, .. } = c;
    let fence = (c.fence == Fence::Full)
        .then(|| tokens!(const FENCE: #private::Fence = #private::Fence::Full;));
    let max_producers = c.limits.producers.map(|limit| {
        let limit = Literal::u32_unsuffixed(limit);
        tokens!(const MAX_PRODUCERS: usize = #limit;)
    });
    let place = c.placement.map(|placement| {
        let place = match placement {
            Placement::RegisteringThread => tokens!(Local),
            Placement::Node(node) => {
                let node = Literal::u32_unsuffixed(node);
                tokens!(Node(#node))
            }
        };
        tokens!(const PLACE: #private::Place = #private::Place::#place;)
    });
    let prefetch = c.prefetch.map(|least| {
        let least = Literal::u32_unsuffixed(least);
        tokens!(const PREFETCH: usize = #least;)
    });
    let latency = (c.metrics == Some(Metrics::Latency)).then(|| {
        tokens!(
            const LATENCY: bool = true;
        )
    });
    let metrics = c.metrics.map(|_| {
        tokens! {
            fn sent(&self) -> ::core::option::Option<&#private::ProducerCounters> {
                ::core::option::Option::Some(&self.sent)
            }
            fn received(&self) -> ::core::option::Option<&#private::ConsumerCounters> {
                ::core::option::Option::Some(&self.received)
            }
        }
    });
    let contention = c.contention.then(|| {
        tokens! {
            fn contention(&self) -> ::core::option::Option<&#private::ContentionCounters> {
                ::core::option::Option::Some(&self.contention)
            }
        }
    });
    tokens! {
        impl #parameters #private::Options for #ring #bounds {
            #fence
            #max_producers
            #place
            #prefetch
            #latency
            #metrics
            #contention
        }
    }
}
