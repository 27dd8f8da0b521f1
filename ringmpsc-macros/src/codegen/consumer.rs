//! The receiving end: what the consumers of all kinds have in common.

use proc_macro2::TokenStream;

use super::channel::waiting;
use super::context::{Context, tokens};
use super::{ends, owned, sharing, waking};
use crate::model::{Consumers, Producers};

/// What depends on whether a consumer owns its rings or shares them.
pub(super) struct Receiving {
    /// What the struct is, line by line.
    pub(super) title: Vec<String>,
    /// The methods that take messages out.
    pub(super) take: TokenStream,
    /// The methods that need a ring that nobody else takes from.
    pub(super) own: TokenStream,
    /// What is counted of a consumer.
    pub(super) stats: TokenStream,
    /// The types that borrow the consumer.
    pub(super) views: TokenStream,
}

/// The struct, its methods, and the types that borrow it.
pub(super) fn consumer(c: &Context) -> TokenStream {
    let Context { base, parameters, arguments, bounds, ring, .. } = c;
    let (vis, name, generics) = (&c.vis, &c.names.consumer, &c.generics);
    let Receiving { title, take, own, stats, views } = match c.kind.consumers {
        Consumers::Owned => owned::receiving(c),
        Consumers::Shared => sharing::receiving(c),
    };
    let wait = waking::receiving(c);
    let notify = waking::notified(c);
    let futures = waking::receiving_async(c);
    let stream = waking::stream(c);
    let state = state(c, &stats);
    let end = ends::consumer(c);
    let debug = name.to_string();
    tokens! {
        #(#[doc = #title])*
        #vis struct #name #generics #bounds {
            rings: #base::Consumer<#ring>,
        }
        impl #parameters #name #arguments #bounds {
            #take
            #wait
            #notify
            #futures
            #own
            #state
        }
        impl #parameters ::core::fmt::Debug for #name #arguments #bounds {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.rings.describe(#debug, f)
            }
        }
        #end
        #stream
        #views
    }
}

fn state(c: &Context, stats: &TokenStream) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let metrics = c.metrics.map(|_| {
        tokens! {
            /// What this consumer has received (`metrics`).
            #vis fn metrics(&self) -> #library::#stats {
                self.rings.metrics()
            }
            /// Begins to count anew at zero (`metrics`).
            #vis fn reset_metrics(&mut self) {
                self.rings.reset_metrics();
            }
        }
    });
    let waiting = waiting(c.kind.producers);
    let capacity = match c.kind.producers {
        Producers::One => " How many messages the ring holds.",
        Producers::Many => " How many messages one ring holds. There is one for each producer.",
    };
    let is_alone = c.kind.producers == Producers::One && c.kind.consumers == Consumers::Owned;
    let is_fully_drained = (!is_alone).then(|| {
        tokens! {
            /// Whether nothing can be sent any more and everything was received: see the control handle's.
            #vis fn is_fully_drained(&self) -> ::core::primitive::bool {
                self.rings.is_fully_drained()
            }
        }
    });
    tokens! {
        #[doc = #capacity]
        #vis fn capacity(&self) -> ::core::primitive::usize {
            self.rings.capacity()
        }
        #[doc = #waiting]
        #vis fn len(&self) -> ::core::primitive::usize {
            self.rings.len()
        }
        /// Whether no message is waiting.
        #vis fn is_empty(&self) -> ::core::primitive::bool {
            self.rings.is_empty()
        }
        /// Whether nothing new can be sent. Messages may still be waiting.
        #vis fn is_closed(&self) -> ::core::primitive::bool {
            self.rings.is_closed()
        }
        #is_fully_drained
        #metrics
    }
}
