//! The receiving end of a kind whose consumers share the rings.

use proc_macro2::TokenStream;

use super::channel::waiting;
use super::context::{Context, tokens};
use super::{ends, waking};
use crate::model::Producers;

/// The struct, its methods, and the claim.
pub(super) fn consumer(c: &Context) -> TokenStream {
    let Context { base, parameters, arguments, bounds, ring, .. } = c;
    let (vis, name, generics) = (&c.vis, &c.names.consumer, &c.generics);
    let title = format!(
        " A receiving end of [`{}`]: every message goes to one of them. Dropping the last one, and the last control \
         handle, closes the channel and drops what nobody received.",
        c.names.channel
    );
    let receive = receive(c);
    let batches = batches(c);
    let wait = waking::receiving(c);
    let notify = waking::notified(c);
    let futures = waking::receiving_async(c);
    let stream = waking::stream(c);
    let state = state(c);
    let claim = claim(c);
    let end = ends::consumer(c);
    let debug = name.to_string();
    tokens! {
        #[doc = #title]
        #vis struct #name #generics #bounds {
            rings: #base::Consumer<#ring>,
        }
        impl #parameters #name #arguments #bounds {
            #receive
            #batches
            #wait
            #notify
            #futures
            #state
        }
        impl #parameters ::core::fmt::Debug for #name #arguments #bounds {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.rings.describe(#debug, f)
            }
        }
        #end
        #stream
        #claim
    }
}

fn receive(c: &Context) -> TokenStream {
    let Context { copy, .. } = c;
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    let (claim, borrowing) = (&c.names.claim, &c.borrowing_arguments);
    let of_one_ring = match c.kind.producers {
        Producers::One => "",
        Producers::Many => " of one ring",
    };
    let steal = format!(
        " Claims up to `max` messages{of_one_ring}, to be taken one by one. `None` if there is none."
    );
    tokens! {
        /// Receives one message. Lock-free: it tries again only if another consumer came first.
        /// Fails with `Empty` while somebody may still send, else with `Closed`.
        #[inline]
        #vis fn try_recv(&mut self) -> ::core::result::Result<#message, #library::TryRecvError> {
            self.rings.try_recv()
        }
        #[doc = #steal]
        #[inline]
        #vis fn steal(&mut self, max: usize) -> ::core::option::Option<#claim #borrowing> {
            self.rings.steal(max)
        }
        /// For messages that are `Copy`: claims and copies out as many as the slice holds, and returns how many.
        #[inline]
        #vis fn steal_slice(&mut self, slice: &mut [#message]) -> usize
        where
            #copy,
        {
            self.rings.steal_slice(slice)
        }
        /// Claims up to `max` messages, appends them to a vector, and returns how many.
        #[inline]
        #vis fn steal_into(&mut self, vec: &mut ::std::vec::Vec<#message>, max: usize) -> usize {
            self.rings.steal_into(vec, max)
        }
    }
}

/// What takes a closure is generic, hence compiled where it is called, and needs no `#[inline]`.
fn batches(c: &Context) -> TokenStream {
    let (vis, message) = (&c.vis, &c.message);
    let steal_batch = (c.kind.producers == Producers::Many).then(|| {
        tokens! {
            /// Claims everything available of one ring, hands it to `f`, and returns how many messages that was.
            #vis fn steal_batch(&mut self, f: impl ::core::ops::FnMut(#message)) -> usize {
                self.rings.steal_batch(f)
            }
        }
    });
    tokens! {
        /// Hands everything available to `f`, and returns how many messages that was. A handful is claimed at a time;
        /// the rest others may take.
        #vis fn consume_batch(&mut self, f: impl ::core::ops::FnMut(#message)) -> usize {
            self.rings.hand_out(usize::MAX, f)
        }
        /// Hands up to `max` messages to `f`, and returns how many. A handful is claimed at a time.
        #vis fn consume_up_to(&mut self, max: usize, f: impl ::core::ops::FnMut(#message)) -> usize {
            self.rings.hand_out(max, f)
        }
        #steal_batch
    }
}

fn state(c: &Context) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let metrics = c.metrics.map(|_| {
        tokens! {
            /// What this consumer has received (`metrics`).
            #vis fn metrics(&self) -> #library::StealStats {
                self.rings.metrics()
            }
        }
    });
    let waiting = waiting(c.kind.producers);
    let capacity = match c.kind.producers {
        Producers::One => " How many messages the ring holds.",
        Producers::Many => " How many messages one ring holds. There is one for each producer.",
    };
    tokens! {
        #[doc = #capacity]
        #vis fn capacity(&self) -> usize {
            self.rings.capacity()
        }
        #[doc = #waiting]
        #vis fn len(&self) -> usize {
            self.rings.len()
        }
        /// Whether no message is waiting.
        #vis fn is_empty(&self) -> bool {
            self.rings.is_empty()
        }
        /// Whether nothing new can be sent. Messages may still be waiting.
        #vis fn is_closed(&self) -> bool {
            self.rings.is_closed()
        }
        /// Whether nothing new can be sent and everything was received.
        #vis fn is_fully_drained(&self) -> bool {
            self.rings.is_fully_drained()
        }
        #metrics
    }
}

fn claim(c: &Context) -> TokenStream {
    let Context { base, ring, borrowing_parameters, .. } = c;
    let (vis, name, borrow) = (&c.vis, &c.names.claim, &c.borrow);
    let title = format!(
        " What [`{}::steal`] claims: messages by value. Dropping it drops the rest.",
        c.names.consumer
    );
    tokens! {
        #[doc = #title]
        #vis type #name #borrowing_parameters = #base::Claimed<#borrow, #ring>;
    }
}
