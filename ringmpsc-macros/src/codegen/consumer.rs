//! The receiving end.

use proc_macro2::TokenStream;

use super::context::{Context, tokens};
use crate::model::Producers;

/// The struct, its methods, and the types that borrow it.
pub(super) fn consumer(c: &Context) -> TokenStream {
    let Context { private, parameters, arguments, bounds, rings, .. } = c;
    let (vis, name, generics) = (&c.vis, &c.names.consumer, &c.generics);
    let title = format!(
        " The receiving end of [`{}`]. Dropping it closes the channel and drops what nobody received.",
        c.names.channel
    );
    let receive = receive(c);
    let batches = batches(c);
    let look = look(c);
    let kind = match c.kind.producers {
        Producers::One => one_ring(c),
        Producers::Many => many_rings(c),
    };
    let state = state(c);
    let views = views(c);
    let debug = name.to_string();
    tokens! {
        #[doc = #title]
        #vis struct #name #generics #bounds {
            rings: #private::Consumer<#rings>,
        }
        impl #parameters #name #arguments #bounds {
            #receive
            #batches
            #look
            #kind
            #state
        }
        impl #parameters ::core::fmt::Debug for #name #arguments #bounds {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.rings.describe(#debug, f)
            }
        }
        #views
    }
}

fn receive(c: &Context) -> TokenStream {
    let Context { copy, .. } = c;
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    let title = match c.kind.producers {
        Producers::One => " Receives one message. Wait-free.",
        Producers::Many => " Receives one message, from the rings in turn. Lock-free.",
    };
    tokens! {
        #[doc = #title]
        #[inline]
        #vis fn try_recv(&mut self) -> ::core::result::Result<#message, #library::TryRecvError> {
            self.rings.try_recv()
        }
        /// Copies messages into a slice, and returns how many.
        #[inline]
        #vis fn recv_slice(&mut self, target: &mut [#message]) -> usize
        where
            #copy,
        {
            self.rings.recv_slice(target)
        }
        /// Appends up to `max` messages to a vector, and returns how many.
        #[inline]
        #vis fn drain_into(&mut self, target: &mut ::std::vec::Vec<#message>, max: usize) -> usize {
            self.rings.drain_into(target, max)
        }
    }
}

fn batches(c: &Context) -> TokenStream {
    let (vis, message) = (&c.vis, &c.message);
    tokens! {
        /// Hands everything available to `f` by reference, and returns how many messages that was.
        #[inline]
        #vis fn consume_batch(&mut self, f: impl ::core::ops::FnMut(&#message)) -> usize {
            self.rings.consume_batch(f)
        }
        /// Hands everything available to `f` by value.
        #[inline]
        #vis fn consume_batch_owned(&mut self, f: impl ::core::ops::FnMut(#message)) -> usize {
            self.rings.consume_batch_owned(f)
        }
        /// Hands up to `max` messages to `f` by reference.
        #[inline]
        #vis fn consume_up_to(&mut self, max: usize, f: impl ::core::ops::FnMut(&#message)) -> usize {
            self.rings.consume_up_to(max, f)
        }
        /// Hands messages to `f` by reference until it breaks off; that message is consumed too.
        #[inline]
        #vis fn consume_while(&mut self, f: impl ::core::ops::FnMut(&#message) -> ::core::ops::ControlFlow<()>) -> usize {
            self.rings.consume_while(f)
        }
        /// Drops everything available, and returns how many messages that was.
        #vis fn consume_count(&mut self) -> usize {
            self.rings.consume_count()
        }
        /// Drops up to `n` messages, and returns how many.
        #vis fn skip(&mut self, n: usize) -> usize {
            self.rings.skip(n)
        }
    }
}

fn look(c: &Context) -> TokenStream {
    let (vis, message) = (&c.vis, &c.message);
    let (readable, iter, drain) = (&c.names.readable, &c.names.iter, &c.names.drain);
    let borrowing = c.borrowing_arguments();
    tokens! {
        /// The next message, which stays where it is.
        #[inline]
        #vis fn peek(&mut self) -> ::core::option::Option<&#message> {
            self.rings.peek()
        }
        /// Up to `n` next messages that lie side by side, which stay where they are.
        #[inline]
        #vis fn peek_many(&mut self, n: usize) -> ::core::option::Option<&[#message]> {
            self.rings.peek_many(n)
        }
        /// The next messages that lie side by side; `advance` consumes them.
        #[inline]
        #vis fn readable(&mut self) -> ::core::option::Option<#readable #borrowing> {
            self.rings.readable()
        }
        /// Everything available, by reference; `finish` consumes what was looked at.
        #vis fn iter(&mut self) -> #iter #borrowing {
            self.rings.iter()
        }
        /// Everything available, by value.
        #vis fn drain(&mut self) -> #drain #borrowing {
            self.rings.drain()
        }
    }
}

fn one_ring(c: &Context) -> TokenStream {
    let (vis, library, arguments) = (&c.vis, &c.library, &c.arguments);
    let (channel, producer) = (&c.names.channel, &c.names.producer);
    tokens! {
        /// Empties the ring and goes back to its first slot. A closed channel stays closed.
        #vis fn reset(&mut self, producer: &mut #producer #arguments) -> ::core::result::Result<(), #library::ResetError> {
            self.rings.reset(&mut producer.half)
        }
        /// A control handle of the channel.
        #vis fn channel(&self) -> #channel #arguments {
            #channel { handle: self.rings.handle() }
        }
    }
}

fn many_rings(c: &Context) -> TokenStream {
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    tokens! {
        /// [`consume_batch`](Self::consume_batch), by the name that says that it visits every ring.
        #[inline]
        #vis fn consume_all(&mut self, f: impl ::core::ops::FnMut(&#message)) -> usize {
            self.rings.consume_batch(f)
        }
        /// [`consume_batch_owned`](Self::consume_batch_owned), by the name that says that it visits every ring.
        #[inline]
        #vis fn consume_all_owned(&mut self, f: impl ::core::ops::FnMut(#message)) -> usize {
            self.rings.consume_batch_owned(f)
        }
        /// [`consume_up_to`](Self::consume_up_to), by the name that says that it visits every ring.
        #[inline]
        #vis fn consume_all_up_to(&mut self, max: usize, f: impl ::core::ops::FnMut(&#message)) -> usize {
            self.rings.consume_up_to(max, f)
        }
        /// Hands everything to `f` by value until nothing is left; after a close, until the end.
        #vis fn drain_all(&mut self, f: impl ::core::ops::FnMut(#message)) -> usize {
            self.rings.drain_all(f)
        }
        /// Drops everything, if there is no producer. A closed channel stays closed.
        #vis fn reset(&mut self) -> ::core::result::Result<(), #library::ResetError> {
            self.rings.reset()
        }
        /// Polls every ring that has rung at every pass again.
        #vis fn reset_adaptive_skip(&mut self) {
            self.rings.reset_adaptive_skip();
        }
        /// The producer with the most messages waiting.
        #vis fn hottest(&mut self) -> ::core::option::Option<#library::ProducerId> {
            self.rings.hottest()
        }
        /// Whether nothing new can be sent and everything was received.
        #vis fn is_fully_drained(&self) -> bool {
            self.rings.is_fully_drained()
        }
    }
}

fn state(c: &Context) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let metrics = c.metrics.map(|_| {
        tokens! {
            /// What this consumer has received (`metrics`).
            #vis fn metrics(&self) -> #library::ConsumerStats {
                self.rings.metrics()
            }
        }
    });
    tokens! {
        /// Slots of a ring.
        #vis fn capacity(&self) -> usize {
            self.rings.capacity()
        }
        /// Messages that are waiting.
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
        #metrics
    }
}

fn views(c: &Context) -> TokenStream {
    let Context { rings, .. } = c;
    let (vis, library, borrow) = (&c.vis, &c.library, &c.borrow);
    let (readable, iter, drain) = (&c.names.readable, &c.names.iter, &c.names.drain);
    let borrowing = c.borrowing_parameters();
    tokens! {
        /// Messages that lie side by side, as a slice; `advance` consumes them.
        #vis type #readable #borrowing = #library::Readable<#borrow, #rings>;
        /// Messages by reference; `finish` consumes those that were looked at.
        #vis type #iter #borrowing = #library::Iter<#borrow, #rings>;
        /// Messages by value.
        #vis type #drain #borrowing = #library::Drain<#borrow, #rings>;
    }
}
