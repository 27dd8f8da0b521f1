//! The consumer, as far as it is the same for all kinds.

mod blocking;
mod competing;
mod exclusive;
mod futures;
mod iter;

use proc_macro2::TokenStream;

use super::context::{Context, tokens};
use super::docs::{self, docs};
use super::{Part, traits};
use crate::terms::{Consumers, Producers};

/// The parts that differ between exclusive and competing consumers.
struct Variant {
    /// The documentation of the struct.
    title: String,
    /// The methods that receive messages.
    receive: TokenStream,
    /// The methods that need exclusive access to the rings.
    exclusive: TokenStream,
    /// The type of the counters.
    stats: TokenStream,
    /// The types that borrow the consumer.
    views: TokenStream,
}

/// The struct, its methods, its traits, and the types that borrow it.
pub(super) fn consumer(c: &Context) -> Part {
    let Context { base, parameters, arguments, bounds, ring, .. } = c;
    let (vis, name, generics) = (&c.vis, &c.names.consumer, &c.generics);
    let Variant { title, receive, exclusive, stats, views } = match c.kind.consumers {
        Consumers::Exclusive => exclusive::variant(c),
        Consumers::Competing => competing::variant(c),
    };
    let title = docs(&title);
    let wait = blocking::methods(c);
    let iter = iter::methods(c);
    let iterators = iter::traits(c);
    let notify = notify(c);
    let futures = futures::methods(c);
    let stream = futures::stream(c);
    let state = state(c, &stats);
    let access = traits::consumer(c);
    let absent = traits::absent(c, name, &tokens!(AbsentFromConsumer));
    let debug = name.to_string();
    let types = tokens! {
        #title
        #vis struct #name #generics #bounds {
            consumer: #base::Consumer<#ring>,
        }
        #views
    };
    let impls = tokens! {
        impl #parameters #name #arguments #bounds {
            #receive
            #wait
            #iter
            #notify
            #futures
            #exclusive
            #state
        }
        impl #parameters ::core::fmt::Debug for #name #arguments #bounds {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.consumer.describe(#debug, f)
            }
        }
        #access
        #absent
        #iterators
        #stream
    };
    Part { types, impls }
}

/// The method of `notify`.
fn notify(c: &Context) -> Option<TokenStream> {
    let private = &c.private;
    let (vis, library) = (&c.vis, &c.library);
    c.waking.notify.then(|| {
        tokens! {
            /// Signals `notifier` on a message and at the end of the channel (`notify`).
            /// Queued messages signal it at once. `None` removes it. Takes a lock.
            /// A receive that takes the last message, or finds none, arms it again.
            #vis fn set_notifier(
                &mut self,
                notifier: ::core::option::Option<#private::Arc<#library::EventNotifier>>,
            ) {
                self.consumer.set_notifier(notifier);
            }
        }
    })
}

fn state(c: &Context, stats: &TokenStream) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let (channel, arguments) = (&c.names.channel, &c.arguments);
    let handle = docs(docs::control_handle(c));
    let metrics = c.metrics.map(|_| {
        tokens! {
            /// The messages and batches received (`metrics`).
            #vis fn metrics(&self) -> #library::#stats {
                self.consumer.metrics()
            }
            /// Sets these counters to zero (`metrics`).
            #vis fn reset_metrics(&mut self) {
                self.consumer.reset_metrics();
            }
        }
    });
    let len = docs(docs::len(c.kind.producers));
    let is_empty = docs(docs::is_empty(c.kind.producers));
    let capacity = docs(match c.kind.producers {
        Producers::One => "The number of slots of the ring.",
        Producers::Many => "The number of slots of one ring. Each producer has a ring.",
    });
    let is_spsc = c.kind.producers == Producers::One && c.kind.consumers == Consumers::Exclusive;
    let is_fully_drained = (!is_spsc).then(|| {
        let lock = match c.kind.producers {
            Producers::One => "",
            Producers::Many => " Takes a lock.",
        };
        let title = docs(&format!(
            "Whether every message was received and none can be sent any more.{lock}"
        ));
        tokens! {
            #title
            #vis fn is_fully_drained(&self) -> ::core::primitive::bool {
                self.consumer.is_fully_drained()
            }
        }
    });
    let close = docs(match (c.kind.consumers, c.kind.producers) {
        (Consumers::Exclusive, Producers::One) => {
            "Closes the channel: sends fail, and queued messages can be received."
        }
        (Consumers::Exclusive, Producers::Many) => {
            "Closes the channel: sends fail, and queued messages can be received. Takes a lock."
        }
        (Consumers::Competing, _) => {
            "Stops this consumer after the queued messages. Other consumers continue."
        }
    });
    tokens! {
        #handle
        #vis fn channel(&self) -> #channel #arguments {
            #channel { handle: self.consumer.handle() }
        }
        #capacity
        #vis fn capacity(&self) -> ::core::primitive::usize {
            self.consumer.capacity()
        }
        #len
        #vis fn len(&self) -> ::core::primitive::usize {
            self.consumer.len()
        }
        #is_empty
        #vis fn is_empty(&self) -> ::core::primitive::bool {
            self.consumer.is_empty()
        }
        #close
        #vis fn close(&mut self) {
            self.consumer.close();
        }
        /// Whether the channel is closed for sends. It may still have messages.
        #vis fn is_closed(&self) -> ::core::primitive::bool {
            self.consumer.is_closed()
        }
        #is_fully_drained
        #metrics
    }
}
