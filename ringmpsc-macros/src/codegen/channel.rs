//! The control handle.

use proc_macro2::TokenStream;

use super::context::{Context, tokens};
use crate::model::Producers;

/// The struct, opening, closing and counting.
pub(super) fn channel(c: &Context) -> TokenStream {
    let Context { parameters, arguments, bounds, handle, .. } = c;
    let (vis, name, generics) = (&c.vis, &c.names.channel, &c.generics);
    let title = match c.kind.producers {
        Producers::One => "one producer",
        Producers::Many => "many producers",
    };
    let title = format!(
        " A channel from {title} to one consumer (`kind = {}`); this is its control handle.",
        c.kind.word()
    );
    let sizes = sizes(c);
    let open = open(c);
    let state = state(c);
    let debug = name.to_string();
    tokens! {
        #[doc = #title]
        #vis struct #name #generics #bounds {
            handle: #handle,
        }
        impl #parameters #name #arguments #bounds {
            #sizes
            #open
            #state
        }
        impl #parameters ::core::clone::Clone for #name #arguments #bounds {
            fn clone(&self) -> Self {
                Self { handle: ::core::clone::Clone::clone(&self.handle) }
            }
        }
        impl #parameters ::core::fmt::Debug for #name #arguments #bounds {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.handle.describe(#debug, f)
            }
        }
    }
}

fn sizes(c: &Context) -> TokenStream {
    let Context { private, capacity, ring, .. } = c;
    let (vis, message) = (&c.vis, &c.message);
    let title = format!(" Slots of a ring: 2^{}.", c.layout.bits);
    tokens! {
        #[doc = #title]
        #vis const CAPACITY: usize = #capacity;
        /// Bytes of a ring.
        #vis const TOTAL_MEMORY: usize = ::core::mem::size_of::<#ring>();
        /// Bytes of a ring's slots.
        #vis const BUFFER_MEMORY: usize = ::core::mem::size_of::<#private::Slots<#message, #capacity>>();
    }
}

fn open(c: &Context) -> TokenStream {
    let Context { private, arguments, .. } = c;
    let (vis, library) = (&c.vis, &c.library);
    let (producer, consumer) = (&c.names.producer, &c.names.consumer);
    match c.kind.producers {
        Producers::One => tokens! {
            /// Opens a channel. Panics if there is no memory for the ring.
            #vis fn open() -> (#producer #arguments, #consumer #arguments) {
                let (half, rings) = #private::SoloHandle::open();
                (#producer { half }, #consumer { rings })
            }
        },
        Producers::Many => tokens! {
            /// Opens a channel without producers.
            #vis fn open() -> (Self, #consumer #arguments) {
                let (handle, rings) = #private::Handle::open();
                (Self { handle }, #consumer { rings })
            }
            /// Adds a producer with a ring of its own. Fails past `max_producers`, after a close, or without memory.
            #vis fn register(&self) -> ::core::result::Result<#producer #arguments, #library::RegisterError> {
                let half = self.handle.register()?;
                ::core::result::Result::Ok(#producer { half })
            }
        },
    }
}

fn state(c: &Context) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let snapshot = c.metrics.map(|_| {
        tokens! {
            /// The channel's counters and what it is doing now (`metrics`).
            #vis fn snapshot(&self) -> #library::ChannelStats {
                self.handle.snapshot()
            }
        }
    });
    tokens! {
        /// Refuses new messages. What was accepted can still be received.
        #vis fn close(&self) {
            self.handle.close();
        }
        /// Whether nothing new can be sent.
        #vis fn is_closed(&self) -> bool {
            self.handle.is_closed()
        }
        /// Messages that are waiting.
        #vis fn len(&self) -> usize {
            self.handle.len()
        }
        /// The same as [`len`](Self::len).
        #vis fn pending(&self) -> usize {
            self.handle.len()
        }
        /// Whether no message is waiting.
        #vis fn is_empty(&self) -> bool {
            self.handle.is_empty()
        }
        /// Whether nothing new can be sent and everything was received.
        #vis fn is_fully_drained(&self) -> bool {
            self.handle.is_fully_drained()
        }
        /// Producers there are.
        #vis fn producer_count(&self) -> usize {
            self.handle.producer_count()
        }
        /// Consumers there are.
        #vis fn consumer_count(&self) -> usize {
            self.handle.consumer_count()
        }
        #snapshot
    }
}
