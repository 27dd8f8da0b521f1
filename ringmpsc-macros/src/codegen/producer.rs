//! The sending end.

use proc_macro2::TokenStream;

use super::context::{Context, tokens};
use super::{ends, waking};
use crate::model::{Consumers, Producers};

/// The struct, its methods, and the reservation.
pub(super) fn producer(c: &Context) -> TokenStream {
    let Context { base, parameters, arguments, bounds, ring, .. } = c;
    let (vis, name, generics) = (&c.vis, &c.names.producer, &c.generics);
    let title = format!(
        " The sending end of [`{}`]. Dropping it ends its stream; what it sent is still received.",
        c.names.channel
    );
    let send = send(c);
    let reserve = reserve(c);
    let wait = waking::sending(c);
    let futures = waking::sending_async(c);
    let sink = waking::sink(c);
    let state = state(c);
    let reservation = reservation(c);
    let end = ends::producer(c);
    let debug = name.to_string();
    tokens! {
        #[doc = #title]
        #vis struct #name #generics #bounds {
            half: #base::Producer<#ring>,
        }
        impl #parameters #name #arguments #bounds {
            #send
            #reserve
            #wait
            #futures
            #state
        }
        impl #parameters ::core::fmt::Debug for #name #arguments #bounds {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.half.describe(#debug, f)
            }
        }
        #end
        #sink
        #reservation
    }
}

fn send(c: &Context) -> TokenStream {
    let Context { copy, .. } = c;
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    let progress = progress(c);
    tokens! {
        /// Sends one message, or gives it back: the ring is `Full`, or the channel `Closed`.
        #[doc = #progress]
        #[inline]
        #vis fn try_send(&mut self, message: #message) -> ::core::result::Result<(), #library::TrySendError<#message>> {
            self.half.try_send(message)
        }
        /// For messages that are `Copy`: copies in as many as fit, and returns how many.
        #[doc = #progress]
        #[inline]
        #vis fn send_slice(&mut self, messages: &[#message]) -> ::core::primitive::usize
        where
            #copy,
        {
            self.half.send_slice(messages)
        }
        /// Sends messages while there is room, and returns how many. Takes none that does not fit. If the
        /// channel is closed meanwhile, the messages beyond the returned count are dropped.
        #vis fn send_iter(&mut self, messages: impl ::core::iter::IntoIterator<Item = #message>) -> ::core::primitive::usize {
            self.half.send_iter(messages)
        }
    }
}

/// What stands in the way of a send besides a full ring: the end of a close, waking a consumer that has
/// stopped looking at one ring of many, and calling some of the consumers that wait for the same messages.
fn progress(c: &Context) -> &'static str {
    match (c.kind.producers, c.kind.consumers) {
        (Producers::One, Consumers::Owned) if c.waking.any() => {
            " Wait-free while the channel is open and its consumer does not wait."
        }
        (Producers::One, Consumers::Owned) => " Wait-free while the channel is open.",
        (Producers::Many, Consumers::Owned) => {
            " Wait-free while the channel is open and its consumer polls this ring."
        }
        (_, Consumers::Shared) => " Wait-free while the channel is open and no consumer waits.",
    }
}

fn reserve(c: &Context) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let (reservation, borrowing) = (&c.names.reservation, &c.borrowing_arguments);
    let result = tokens!(::core::result::Result<#reservation #borrowing, #library::ReserveError>);
    let progress = progress(c);
    tokens! {
        /// Reserves `n` slots side by side, fewer only where the ring wraps. Fails with `Full`, `Closed`,
        /// `Zero`, or `TooLarge`: the ring has fewer slots.
        #[doc = #progress]
        #[inline]
        #vis fn reserve(&mut self, n: ::core::primitive::usize) -> #result {
            self.half.reserve(n)
        }
        /// Reserves between one and `n` slots side by side. Fails with `Full`, `Closed` or `Zero`.
        #[doc = #progress]
        #[inline]
        #vis fn reserve_up_to(&mut self, n: ::core::primitive::usize) -> #result {
            self.half.reserve_up_to(n)
        }
        /// Like [`reserve`](Self::reserve); while there are too few slots it spins, then yields, then fails.
        #vis fn reserve_with_backoff(&mut self, n: ::core::primitive::usize) -> #result {
            self.half.reserve_with_backoff(n)
        }
    }
}

fn reservation(c: &Context) -> TokenStream {
    let Context { base, ring, borrowing_parameters, .. } = c;
    let (vis, name, borrow) = (&c.vis, &c.names.reservation, &c.borrow);
    let title = format!(
        " What [`{}::reserve`] grants: slots to write in place, for example with [`push`]({name}::push). Nothing \
         is sent until [`commit`]({name}::commit).",
        c.names.producer
    );
    tokens! {
        #[doc = #title]
        #vis type #name #borrowing_parameters = #base::Reservation<#borrow, #ring>;
    }
}

fn state(c: &Context) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let (channel, arguments) = (&c.names.channel, &c.arguments);
    let is_only = c.kind.producers == Producers::One && c.kind.consumers == Consumers::Owned;
    let handle = is_only.then(|| {
        tokens! {
            /// A control handle of the channel.
            #vis fn channel(&self) -> #channel #arguments {
                let handle = self.half.handle();
                #channel { handle }
            }
        }
    });
    let metrics = c.metrics.map(|_| {
        tokens! {
            /// What was sent through this ring (`metrics`).
            #vis fn metrics(&self) -> #library::ProducerStats {
                self.half.metrics()
            }
            /// Begins to count anew at zero (`metrics`).
            #vis fn reset_metrics(&mut self) {
                self.half.reset_metrics();
            }
        }
    });
    let contention = c.contention.then(|| {
        tokens! {
            /// How often there was no room in this ring (`contention`).
            #vis fn contention(&self) -> #library::Contention {
                self.half.contention()
            }
            /// Begins to count anew at zero (`contention`).
            #vis fn reset_contention(&mut self) {
                self.half.reset_contention();
            }
        }
    });
    let placement = c.placement.map(|_| {
        tokens! {
            /// Where the ring's memory was wanted, and where it is (`numa`); with one node, no page is sampled.
            #vis fn placement(&self) -> &#library::numa::Placement {
                self.half.placement()
            }
        }
    });
    tokens! {
        #handle
        /// Which producer this is.
        #vis fn id(&self) -> #library::ProducerId {
            self.half.id()
        }
        /// How many messages the ring holds.
        #vis fn capacity(&self) -> ::core::primitive::usize {
            self.half.capacity()
        }
        /// How many messages are waiting in this ring.
        #vis fn len(&self) -> ::core::primitive::usize {
            self.half.len()
        }
        /// How many slots are free.
        #vis fn available_capacity(&self) -> ::core::primitive::usize {
            self.half.available_capacity()
        }
        /// Whether no message is waiting.
        #vis fn is_empty(&self) -> ::core::primitive::bool {
            self.half.is_empty()
        }
        /// Whether no slot is free.
        #vis fn is_full(&self) -> ::core::primitive::bool {
            self.half.is_full()
        }
        /// Whether nothing sent now would be received.
        #vis fn is_closed(&self) -> ::core::primitive::bool {
            self.half.is_closed()
        }
        #metrics
        #contention
        #placement
    }
}
