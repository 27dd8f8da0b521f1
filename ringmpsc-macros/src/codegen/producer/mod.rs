//! The producer.

mod blocking;
mod futures;

use proc_macro2::TokenStream;

use super::context::{Context, tokens};
use super::docs::{control_handle, docs, send_progress};
use super::{Part, traits};
use crate::terms::Producers;

/// The struct, its methods, its traits, and the reservation.
pub(super) fn producer(c: &Context) -> Part {
    let Context { base, parameters, arguments, bounds, ring, .. } = c;
    let (vis, name, generics) = (&c.vis, &c.names.producer, &c.generics);
    let article = match c.kind.producers {
        Producers::One => "The",
        Producers::Many => "A",
    };
    let title = docs(&format!(
        "{article} producer of [`{}`]. After its drop, its messages can still be received.\n\
         Sends and reservations that do not wait have the progress guarantee of\n\
         [`try_send`](Self::try_send).",
        c.names.channel
    ));
    let send = send(c);
    let reserve = reserve(c);
    let wait = blocking::methods(c);
    let futures = futures::methods(c);
    let sink = futures::sink(c);
    let state = state(c);
    let reservation = reservation(c);
    let access = traits::producer(c);
    let absent = traits::absent(c, name, &tokens!(AbsentFromProducer));
    let debug = name.to_string();
    let types = tokens! {
        #title
        #vis struct #name #generics #bounds {
            producer: #base::Producer<#ring>,
        }
        #reservation
    };
    let impls = tokens! {
        impl #parameters #name #arguments #bounds {
            #send
            #reserve
            #wait
            #futures
            #state
        }
        impl #parameters ::core::fmt::Debug for #name #arguments #bounds {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.producer.describe(#debug, f)
            }
        }
        #access
        #absent
        #sink
    };
    Part { types, impls }
}

fn send(c: &Context) -> TokenStream {
    let Context { copy, .. } = c;
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    let try_send = docs(&format!(
        "Sends one message. {}\n# Errors\nReturns the message, with `Full` or `Closed`.",
        send_progress(c)
    ));
    tokens! {
        #try_send
        #[inline]
        #vis fn try_send(&mut self, message: #message)
            -> ::core::result::Result<(), #library::TrySendError<#message>>
        {
            self.producer.try_send(message)
        }
        /// Sends as many messages as fit, in order, and returns how many. O(n).
        #[inline]
        #[must_use = "the messages beyond this number were not sent"]
        #vis fn send_slice(&mut self, messages: &[#message]) -> ::core::primitive::usize
        where
            #copy,
        {
            self.producer.send_slice(messages)
        }
        /// Sends messages while a slot is free, and returns how many. It takes no others. O(n).
        /// If the channel closes during the call, it drops the messages beyond that number.
        #[must_use = "the messages beyond this number were not sent"]
        #vis fn send_iter(
            &mut self,
            messages: impl ::core::iter::IntoIterator<Item = #message>,
        ) -> ::core::primitive::usize {
            self.producer.send_iter(messages)
        }
    }
}

fn reserve(c: &Context) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let (reservation, borrowing) = (&c.names.reservation, &c.borrowing_arguments);
    let result = tokens!(::core::result::Result<#reservation #borrowing, #library::ReserveError>);
    tokens! {
        /// Reserves exactly `n` slots.
        /// # Errors
        /// `Full`, `Closed`, `Zero` for `n = 0`, or `TooLarge` for more slots than the ring has.
        #[inline]
        #vis fn reserve(&mut self, n: ::core::primitive::usize) -> #result {
            self.producer.reserve(n)
        }
        /// Reserves 1 to `n` slots: as many as are free.
        /// # Errors
        /// `Full`, `Closed`, or `Zero` for `n = 0`.
        #[inline]
        #vis fn reserve_up_to(&mut self, n: ::core::primitive::usize) -> #result {
            self.producer.reserve_up_to(n)
        }
        /// Like [`reserve_up_to`](Self::reserve_up_to), but only slots that lie side by side.
        /// # Errors
        /// As for `reserve_up_to`.
        #[inline]
        #vis fn reserve_contiguous(&mut self, n: ::core::primitive::usize) -> #result {
            self.producer.reserve_contiguous(n)
        }
        /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
        /// # Errors
        /// As for `reserve`. `Full` after a bounded number of rounds.
        #vis fn reserve_with_backoff(&mut self, n: ::core::primitive::usize) -> #result {
            self.producer.reserve_with_backoff(n)
        }
    }
}

fn reservation(c: &Context) -> TokenStream {
    let Context { base, ring, borrowing_parameters, .. } = c;
    let (vis, name, borrow) = (&c.vis, &c.names.reservation, &c.borrow);
    let title = docs(&format!(
        "The slots of [`{}::reserve`]. Dropping them sends nothing; `commit` sends:\n\
         `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`",
        c.names.producer
    ));
    tokens! {
        #title
        #vis type #name #borrowing_parameters = #base::Reservation<#borrow, #ring>;
    }
}

fn state(c: &Context) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let (channel, arguments) = (&c.names.channel, &c.arguments);
    let handle = docs(control_handle(c));
    let try_clone = (c.kind.producers == Producers::Many).then(|| {
        tokens! {
            /// Adds a producer with a ring of its own. Takes a lock.
            /// # Errors
            /// As for `register` of the control handle.
            #[doc(alias = "clone")]
            #vis fn try_clone(&self)
                -> ::core::result::Result<Self, #library::RegisterError>
            {
                self.producer.try_clone().map(|producer| Self { producer })
            }
            /// Whether this is a producer of the same channel.
            #vis fn same_channel(&self, other: &Self) -> ::core::primitive::bool {
                self.producer.same_channel(&other.producer)
            }
        }
    });
    let lock = match c.kind.producers {
        Producers::One => "",
        Producers::Many => " Takes a lock.",
    };
    let close = docs(&format!(
        "Closes the channel: sends of all producers fail, and queued messages can be received.\
         {lock}{}",
        if c.waking.futures {
            "\n\n\
             If `SinkExt` is in scope, write `SinkExt::close(&mut producer)` for its method."
        } else {
            ""
        }
    ));
    let measured = measured(c);
    tokens! {
        #try_clone
        #handle
        #vis fn channel(&self) -> #channel #arguments {
            #channel { handle: self.producer.handle() }
        }
        /// The identity of this producer in its channel.
        #vis fn id(&self) -> #library::ProducerId {
            self.producer.id()
        }
        /// The number of slots of the ring.
        #vis fn capacity(&self) -> ::core::primitive::usize {
            self.producer.capacity()
        }
        /// The number of messages in this ring.
        #vis fn len(&self) -> ::core::primitive::usize {
            self.producer.len()
        }
        /// The number of free slots.
        #vis fn available_capacity(&self) -> ::core::primitive::usize {
            self.producer.available_capacity()
        }
        /// Whether this ring has no message.
        #vis fn is_empty(&self) -> ::core::primitive::bool {
            self.producer.is_empty()
        }
        /// Whether this ring has no free slot.
        #vis fn is_full(&self) -> ::core::primitive::bool {
            self.producer.is_full()
        }
        #close
        #vis fn close(&self) {
            self.producer.close();
        }
        /// The same as [`is_closed`](Self::is_closed), under a name that other channels use.
        #vis fn is_disconnected(&self) -> ::core::primitive::bool {
            self.producer.is_closed()
        }
        /// Whether a send fails with `Closed`.
        #vis fn is_closed(&self) -> ::core::primitive::bool {
            self.producer.is_closed()
        }
        #measured
    }
}

/// The methods of `metrics`, `contention` and `numa`.
fn measured(c: &Context) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let metrics = c.metrics.map(|_| {
        tokens! {
            /// The messages and batches sent (`metrics`).
            #vis fn metrics(&self) -> #library::ProducerStats {
                self.producer.metrics()
            }
            /// Sets these counters to zero (`metrics`).
            #vis fn reset_metrics(&mut self) {
                self.producer.reset_metrics();
            }
        }
    });
    let contention = c.contention.then(|| {
        tokens! {
            /// The spins and failed reservations (`contention`).
            #vis fn contention(&self) -> #library::Contention {
                self.producer.contention()
            }
            /// Sets these counters to zero (`contention`).
            #vis fn reset_contention(&mut self) {
                self.producer.reset_contention();
            }
        }
    });
    let placement = c.placement.map(|_| {
        tokens! {
            /// The wanted node of the ring's memory, and a sample of its pages (`numa`).
            #vis fn placement(&self) -> &#library::numa::Placement {
                self.producer.placement()
            }
        }
    });
    tokens!(#metrics #contention #placement)
}
