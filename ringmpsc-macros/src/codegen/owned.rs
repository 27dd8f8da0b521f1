//! What a consumer can do that owns its rings.

use proc_macro2::TokenStream;

use super::consumer::Receiving;
use super::context::{Context, tokens};
use super::waking;
use crate::model::Producers;

/// The methods, and the views of a ring.
pub(super) fn receiving(c: &Context) -> Receiving {
    let (receive, batches, look) = (receive(c), batches(c), look(c));
    let kind = match c.kind.producers {
        Producers::One => one_ring(c),
        Producers::Many => many_rings(c),
    };
    let title = format!(
        " The receiving end of [`{}`]. Dropping it closes the channel and drops what nobody received.",
        c.names.channel
    );
    Receiving {
        title: vec![title],
        take: tokens!(#receive #batches),
        own: tokens!(#look #kind),
        stats: tokens!(ConsumerStats),
        views: views(c),
    }
}

fn receive(c: &Context) -> TokenStream {
    let Context { copy, private, .. } = c;
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    let (from_rings, free) = match c.kind.producers {
        Producers::One => ("", "Wait-free"),
        Producers::Many => (", from the rings in turn", "Lock-free"),
    };
    let title =
        format!(" Receives one message{from_rings}. {free}{}.", waking::while_nobody_is_woken(c));
    tokens! {
        #[doc = #title]
        /// Fails with `Empty` while somebody may still send, else with `Closed`.
        #[inline]
        #vis fn try_recv(&mut self) -> ::core::result::Result<#message, #library::TryRecvError> {
            self.rings.try_recv()
        }
        /// For messages that are `Copy`: copies them out into a slice, and returns how many.
        #[inline]
        #vis fn recv_slice(&mut self, slice: &mut [#message]) -> ::core::primitive::usize
        where
            #copy,
        {
            self.rings.recv_slice(slice)
        }
        /// Appends up to `max` messages to a vector, and returns how many.
        #[inline]
        #vis fn drain_into(&mut self, vec: &mut #private::Vec<#message>, max: ::core::primitive::usize) -> ::core::primitive::usize {
            self.rings.drain_into(vec, max)
        }
    }
}

/// What takes a closure is generic, hence compiled where it is called, and needs no `#[inline]`.
fn batches(c: &Context) -> TokenStream {
    let (vis, message) = (&c.vis, &c.message);
    let beside_stream = beside_stream(c);
    tokens! {
        /// Hands everything available to `f` by reference, and returns how many messages that was.
        #vis fn consume_batch(&mut self, f: impl ::core::ops::FnMut(&#message)) -> ::core::primitive::usize {
            self.rings.consume_batch(f)
        }
        /// Hands everything available to `f` by value, and returns how many messages that was.
        #vis fn consume_batch_owned(&mut self, f: impl ::core::ops::FnMut(#message)) -> ::core::primitive::usize {
            self.rings.consume_batch_owned(f)
        }
        /// Hands up to `max` messages to `f` by reference, and returns how many.
        #vis fn consume_up_to(&mut self, max: ::core::primitive::usize, f: impl ::core::ops::FnMut(&#message)) -> ::core::primitive::usize {
            self.rings.consume_up_to(max, f)
        }
        /// Hands messages to `f` by reference until it breaks off, and returns how many. The last is consumed too.
        #vis fn consume_while(&mut self, f: impl ::core::ops::FnMut(&#message) -> ::core::ops::ControlFlow<()>) -> ::core::primitive::usize {
            self.rings.consume_while(f)
        }
        /// Drops everything available, and returns how many messages that was.
        #vis fn consume_count(&mut self) -> ::core::primitive::usize {
            self.rings.consume_count()
        }
        /// Drops up to `n` messages, and returns how many.
        #(#[doc = #beside_stream])*
        #vis fn skip(&mut self, n: ::core::primitive::usize) -> ::core::primitive::usize {
            self.rings.skip(n)
        }
    }
}

/// With `futures`: `StreamExt::skip` takes the consumer by value, so the compiler prefers it to ours.
fn beside_stream(c: &Context) -> Vec<String> {
    if !c.waking.futures {
        return Vec::new();
    }
    let consumer = &c.names.consumer;
    vec![
        String::new(),
        " Where futures' `StreamExt` is in scope, `consumer.skip(n)` means its method, which consumes the consumer."
            .to_owned(),
        format!(" Write `{consumer}::skip(&mut consumer, n)` there."),
    ]
}

fn look(c: &Context) -> TokenStream {
    let (vis, message) = (&c.vis, &c.message);
    let (readable, iter, drain) = (&c.names.readable, &c.names.iter, &c.names.drain);
    let borrowing = &c.borrowing_arguments;
    // Clippy wants an `iter(&mut self)` to return an iterator, and this one lends. An `allow` would be an
    // error where the user forbids it; writing out the type of `self` is silent.
    tokens! {
        /// The next message, which stays where it is.
        #[inline]
        #vis fn peek(&mut self) -> ::core::option::Option<&#message> {
            self.rings.peek()
        }
        /// Up to `n` next messages that lie side by side, which stay where they are.
        #[inline]
        #vis fn peek_many(&mut self, n: ::core::primitive::usize) -> ::core::option::Option<&[#message]> {
            self.rings.peek_many(n)
        }
        /// The next messages that lie side by side; `advance` consumes them.
        #[inline]
        #vis fn readable(&mut self) -> ::core::option::Option<#readable #borrowing> {
            self.rings.readable()
        }
        /// Everything available, by reference; `finish` consumes what was looked at:
        /// `let mut iter = consumer.iter(); for message in &mut iter { .. } iter.finish();`
        #vis fn iter(self: &mut Self) -> #iter #borrowing {
            self.rings.iter()
        }
        /// Everything available, by value. Dropping it drops the rest.
        #vis fn drain(&mut self) -> #drain #borrowing {
            self.rings.drain()
        }
    }
}

fn one_ring(c: &Context) -> TokenStream {
    let (vis, library, arguments) = (&c.vis, &c.library, &c.arguments);
    let (channel, producer) = (&c.names.channel, &c.names.producer);
    tokens! {
        /// Empties the ring. A closed channel stays closed. Fails with `Foreign` if the producer is that of
        /// another channel.
        #vis fn reset(&mut self, producer: &mut #producer #arguments) -> ::core::result::Result<(), #library::ResetError> {
            self.rings.reset(&mut producer.half)
        }
        /// A control handle of the channel.
        #vis fn channel(&self) -> #channel #arguments {
            let handle = self.rings.handle();
            #channel { handle }
        }
    }
}

fn many_rings(c: &Context) -> TokenStream {
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    tokens! {
        /// The same as [`consume_batch`](Self::consume_batch): both visit every ring.
        #vis fn consume_all(&mut self, f: impl ::core::ops::FnMut(&#message)) -> ::core::primitive::usize {
            self.rings.consume_batch(f)
        }
        /// The same as [`consume_batch_owned`](Self::consume_batch_owned): both visit every ring.
        #vis fn consume_all_owned(&mut self, f: impl ::core::ops::FnMut(#message)) -> ::core::primitive::usize {
            self.rings.consume_batch_owned(f)
        }
        /// The same as [`consume_up_to`](Self::consume_up_to): both visit every ring.
        #vis fn consume_all_up_to(&mut self, max: ::core::primitive::usize, f: impl ::core::ops::FnMut(&#message)) -> ::core::primitive::usize {
            self.rings.consume_up_to(max, f)
        }
        /// Hands everything to `f` by value until nothing is left (after a close, until the end), and returns
        /// how many messages that was.
        #vis fn drain_all(&mut self, f: impl ::core::ops::FnMut(#message)) -> ::core::primitive::usize {
            self.rings.drain_all(f)
        }
        /// Hands the messages in the ring of one producer to `f` by value, and returns how many. Returns 0 if the
        /// producer has left and the ring has another owner. Looks through all rings, under the lock of `register`.
        #vis fn drain_from(&mut self, producer: #library::ProducerId, f: impl ::core::ops::FnMut(#message)) -> ::core::primitive::usize {
            self.rings.drain_from(producer, f)
        }
        /// Drops everything. A closed channel stays closed. Fails with `ProducersAlive` if there is a producer.
        #vis fn reset(&mut self) -> ::core::result::Result<(), #library::ResetError> {
            self.rings.reset()
        }
        /// Polls every ring in every pass again, until it proves idle anew.
        #vis fn reset_adaptive_skip(&mut self) {
            self.rings.reset_adaptive_skip();
        }
        /// The producer with the most messages waiting; `None` if no message is.
        #vis fn hottest(&mut self) -> ::core::option::Option<#library::ProducerId> {
            self.rings.hottest()
        }
    }
}

fn views(c: &Context) -> TokenStream {
    let Context { base, ring, borrowing_parameters, .. } = c;
    let (vis, consumer, borrow) = (&c.vis, &c.names.consumer, &c.borrow);
    let (readable, iter, drain) = (&c.names.readable, &c.names.iter, &c.names.drain);
    let readable_title = format!(
        " What [`{consumer}::readable`] shows: messages side by side, as a slice. `advance` consumes them."
    );
    let iter_title = format!(
        " What [`{consumer}::iter`] goes through: messages by reference. `finish` consumes them."
    );
    let drain_title = format!(" What [`{consumer}::drain`] takes out: messages by value.");
    tokens! {
        #[doc = #readable_title]
        #vis type #readable #borrowing_parameters = #base::Readable<#borrow, #ring>;
        #[doc = #iter_title]
        #vis type #iter #borrowing_parameters = #base::RingIter<#borrow, #ring>;
        #[doc = #drain_title]
        #vis type #drain #borrowing_parameters = #base::Drain<#borrow, #ring>;
    }
}
