//! The methods of a competing consumer.

use proc_macro2::TokenStream;

use super::super::context::{Context, tokens};
use super::super::docs::{docs, receive_progress};
use super::Variant;
use crate::terms::Producers;

/// The methods, and the claim.
pub(super) fn variant(c: &Context) -> Variant {
    let (receive, batches) = (receive(c), batches(c));
    let title = format!(
        "A consumer of [`{}`]. Each message goes to one of the competing consumers.\n\
         The last one to be dropped closes the channel, unless a control handle exists. It then\n\
         drops the messages. Another one leaves its claimed messages to the others, and wakes\n\
         them. After a panic in its handler, a consumer keeps its claim until its next operation.\n\
         Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).",
        c.names.channel
    );
    Variant {
        title,
        receive: tokens!(#receive #batches),
        exclusive: try_clone(c),
        stats: tokens!(StealStats),
        views: claim(c),
    }
}

fn receive(c: &Context) -> TokenStream {
    let Context { copy, private, .. } = c;
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    let (claim, borrowing) = (&c.names.claim, &c.borrowing_arguments);
    let (order, of_one_ring) = match c.shard {
        None => (String::new(), ""),
        Some(rings) => {
            let home = format!("its home shard (`shard = {rings}`)");
            let order = format!("\nTries its last productive ring, {home}, then other rings.");
            (order, " of one ring")
        }
    };
    let try_recv = docs(&format!(
        "Receives one message. {}{order}\n\
         # Errors\n\
         `Empty` while a producer may send, otherwise `Closed`. Never due to a lost race.",
        receive_progress(c)
    ));
    let steal = docs(&format!(
        "Claims up to `max` messages{of_one_ring}, as an iterator. `None` if there is no message."
    ));
    tokens! {
        #try_recv
        #[inline]
        #vis fn try_recv(&mut self)
            -> ::core::result::Result<#message, #library::TryRecvError>
        {
            self.consumer.try_recv()
        }
        #steal
        #[must_use = "a claim that is not used drops its messages"]
        #[inline]
        #vis fn steal(&mut self, max: ::core::primitive::usize)
            -> ::core::option::Option<#claim #borrowing>
        {
            self.consumer.steal(max)
        }
        /// Claims messages, copies them into a slice, and returns how many. O(n).
        #[inline]
        #vis fn steal_slice(&mut self, slice: &mut [#message]) -> ::core::primitive::usize
        where
            #copy,
        {
            self.consumer.steal_slice(slice)
        }
        /// Claims up to `max` messages, appends them to a vector, and returns how many. O(n).
        #[inline]
        #vis fn steal_into(
            &mut self,
            vec: &mut #private::Vec<#message>,
            max: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.consumer.steal_into(vec, max)
        }
    }
}

/// A method with a closure is generic, so it needs no `#[inline]`.
fn batches(c: &Context) -> TokenStream {
    let (vis, message) = (&c.vis, &c.message);
    let steal_batch = (c.kind.producers == Producers::Many).then(|| {
        tokens! {
            /// Claims all messages of one ring, passes them to `f` by value, and returns how many.
            /// O(n).
            #vis fn steal_batch(
                &mut self,
                f: impl ::core::ops::FnMut(#message),
            ) -> ::core::primitive::usize {
                self.consumer.steal_batch(f)
            }
        }
    });
    tokens! {
        /// Passes all available messages to `f` by value, and returns how many. O(n).
        /// Claims a small batch at a time, so that other consumers can receive while `f` runs.
        #vis fn consume_batch(
            &mut self,
            f: impl ::core::ops::FnMut(#message),
        ) -> ::core::primitive::usize {
            self.consumer.drain_with(::core::primitive::usize::MAX, f)
        }
        /// Like [`consume_batch`](Self::consume_batch), for up to `max` messages.
        #vis fn consume_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(#message),
        ) -> ::core::primitive::usize {
            self.consumer.drain_with(max, f)
        }
        #steal_batch
    }
}

fn try_clone(c: &Context) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    tokens! {
        /// Adds a consumer, which competes with the others for the messages. Takes a lock.
        /// # Errors
        /// As for `register_consumer` of the control handle.
        #[doc(alias = "clone")]
        #vis fn try_clone(&self) -> ::core::result::Result<Self, #library::RegisterError> {
            self.consumer.try_clone().map(|consumer| Self { consumer })
        }
        /// Whether this is a consumer of the same channel.
        #vis fn same_channel(&self, other: &Self) -> ::core::primitive::bool {
            self.consumer.same_channel(&other.consumer)
        }
    }
}

fn claim(c: &Context) -> TokenStream {
    let Context { base, ring, borrowing_parameters, .. } = c;
    let (vis, name, borrow) = (&c.vis, &c.names.claim, &c.borrow);
    let title = docs(&format!(
        "The messages that [`{}::steal`] claims, by value. Dropping it drops the rest.",
        c.names.consumer
    ));
    tokens! {
        #title
        #vis type #name #borrowing_parameters = #base::Claim<#borrow, #ring>;
    }
}
