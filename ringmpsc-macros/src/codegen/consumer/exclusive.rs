//! The methods of a consumer with exclusive access to its rings.

use proc_macro2::TokenStream;

use super::super::context::{Context, tokens};
use super::super::docs::{docs, receive_progress};
use super::Variant;
use crate::terms::Producers;

/// The methods, and the views of a ring.
pub(super) fn variant(c: &Context) -> Variant {
    let (receive, batches, look) = (receive(c), batches(c), look(c));
    let by_kind = match c.kind.producers {
        Producers::One => one_ring(c),
        Producers::Many => many_rings(c),
    };
    let title = format!(
        "The consumer of [`{}`]. Dropping it closes the channel and drops all messages.\n\
         Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).",
        c.names.channel
    );
    Variant {
        title,
        receive: tokens!(#receive #batches),
        exclusive: tokens!(#look #by_kind),
        stats: tokens!(ConsumerStats),
        views: views(c),
    }
}

fn receive(c: &Context) -> TokenStream {
    let Context { copy, private, .. } = c;
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    let in_turn = match c.kind.producers {
        Producers::One => "",
        Producers::Many => ", from the rings in turns of up to 16 messages",
    };
    let try_recv = docs(&format!(
        "Receives one message{in_turn}. {}\n\
         # Errors\n\
         `Empty` while a producer may send, otherwise `Closed`.",
        receive_progress(c)
    ));
    tokens! {
        #try_recv
        #[inline]
        #vis fn try_recv(&mut self)
            -> ::core::result::Result<#message, #library::TryRecvError>
        {
            self.consumer.try_recv()
        }
        /// Copies messages into a slice, and returns how many. O(n).
        #[inline]
        #vis fn recv_slice(&mut self, slice: &mut [#message]) -> ::core::primitive::usize
        where
            #copy,
        {
            self.consumer.recv_slice(slice)
        }
        /// Appends up to `max` messages to a vector, and returns how many. O(n).
        #[inline]
        #vis fn drain_into(
            &mut self,
            vec: &mut #private::Vec<#message>,
            max: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.consumer.drain_into(vec, max)
        }
    }
}

/// A method with a closure is generic, so it needs no `#[inline]`.
fn batches(c: &Context) -> TokenStream {
    let (vis, message) = (&c.vis, &c.message);
    let [by_reference, by_value] = ["by reference", "by value"].map(|how| batch(c, how));
    let skip = skip(c);
    tokens! {
        #by_reference
        #vis fn consume_batch(
            &mut self,
            f: impl ::core::ops::FnMut(&#message),
        ) -> ::core::primitive::usize {
            self.consumer.consume_batch(f)
        }
        #by_value
        #vis fn consume_batch_owned(
            &mut self,
            f: impl ::core::ops::FnMut(#message),
        ) -> ::core::primitive::usize {
            self.consumer.consume_batch_owned(f)
        }
        /// Like `consume_batch`, but stops after `max` messages.
        #vis fn consume_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(&#message),
        ) -> ::core::primitive::usize {
            self.consumer.consume_up_to(max, f)
        }
        /// Like `consume_batch`, but stops after the message for which `f` returns `Break`.
        #vis fn consume_while(
            &mut self,
            f: impl ::core::ops::FnMut(&#message) -> ::core::ops::ControlFlow<()>,
        ) -> ::core::primitive::usize {
            self.consumer.consume_while(f)
        }
        /// Drops all available messages, and returns how many. O(n).
        #vis fn consume_count(&mut self) -> ::core::primitive::usize {
            self.consumer.consume_count()
        }
        #skip
        #vis fn skip(&mut self, n: ::core::primitive::usize) -> ::core::primitive::usize {
            self.consumer.skip(n)
        }
    }
}

/// The documentation of a method that passes a batch of messages to `f`.
fn batch(c: &Context, how: &str) -> TokenStream {
    docs(&match c.kind.producers {
        Producers::One => {
            format!("Passes all available messages to `f` {how}, and returns how many. O(n).")
        }
        Producers::Many => {
            format!(
                "Passes messages to `f` {how}, and returns how many. May skip idle rings. O(n)."
            )
        }
    })
}

/// The documentation of `skip`.
///
/// With `futures`, the compiler prefers `StreamExt::skip`, which takes the consumer by value.
fn skip(c: &Context) -> TokenStream {
    let title = "Drops up to `n` messages, and returns how many. O(n).";
    if !c.waking.futures {
        return docs(title);
    }
    let consumer = &c.names.consumer;
    docs(&format!(
        "{title}\n\n\
         If `StreamExt` is in scope, `consumer.skip(n)` calls its method and moves the consumer.\n\
         Write `{consumer}::skip(&mut consumer, n)` there."
    ))
}

fn look(c: &Context) -> TokenStream {
    let (vis, message) = (&c.vis, &c.message);
    let (readable, iter, drain) = (&c.names.readable, &c.names.peek_iter, &c.names.drain);
    let borrowing = &c.borrowing_arguments;
    tokens! {
        /// The next message, by reference. `None` if there is none. Does not consume it.
        #[inline]
        #vis fn peek(&mut self) -> ::core::option::Option<&#message> {
            self.consumer.peek()
        }
        /// Up to `n` contiguous next messages, by reference. `None` if there is none.
        /// Does not consume them.
        #[inline]
        #vis fn peek_many(&mut self, n: ::core::primitive::usize)
            -> ::core::option::Option<&[#message]>
        {
            self.consumer.peek_many(n)
        }
        /// The contiguous next messages, as a slice. `None` if there is none.
        /// `advance` consumes them.
        #[inline]
        #vis fn readable(&mut self) -> ::core::option::Option<#readable #borrowing> {
            self.consumer.readable()
        }
        /// Lends all available messages. `consume_seen` consumes those that were lent:
        /// `let mut seen = consumer.peek_iter(); for message in &mut seen { .. }
        /// seen.consume_seen();`
        #vis fn peek_iter(&mut self) -> #iter #borrowing {
            self.consumer.peek_iter()
        }
        /// Removes all available messages, one by one. Dropping the iterator drops the rest.
        #vis fn drain(&mut self) -> #drain #borrowing {
            self.consumer.drain()
        }
    }
}

fn one_ring(c: &Context) -> TokenStream {
    let (vis, library, arguments) = (&c.vis, &c.library, &c.arguments);
    let producer = &c.names.producer;
    tokens! {
        /// Drops all messages. A closed channel stays closed. O(n).
        /// # Errors
        /// `Foreign` if the producer belongs to another channel.
        #vis fn reset(&mut self, producer: &mut #producer #arguments)
            -> ::core::result::Result<(), #library::ResetError>
        {
            self.consumer.reset(&mut producer.producer)
        }
    }
}

fn many_rings(c: &Context) -> TokenStream {
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    tokens! {
        /// The same as [`consume_batch`](Self::consume_batch).
        #vis fn consume_all(
            &mut self,
            f: impl ::core::ops::FnMut(&#message),
        ) -> ::core::primitive::usize {
            self.consumer.consume_batch(f)
        }
        /// The same as [`consume_batch_owned`](Self::consume_batch_owned).
        #vis fn consume_all_owned(
            &mut self,
            f: impl ::core::ops::FnMut(#message),
        ) -> ::core::primitive::usize {
            self.consumer.consume_batch_owned(f)
        }
        /// The same as [`consume_up_to`](Self::consume_up_to).
        #vis fn consume_all_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(&#message),
        ) -> ::core::primitive::usize {
            self.consumer.consume_up_to(max, f)
        }
        /// Passes messages to `f` by value until no ring has any, and returns how many.
        /// It may continue as long as producers send.
        #vis fn drain_all(
            &mut self,
            f: impl ::core::ops::FnMut(#message),
        ) -> ::core::primitive::usize {
            self.consumer.drain_all(f)
        }
        /// Passes the messages of `producer` to `f` by value, and returns how many. Takes a lock.
        /// 0 if the producer was dropped and another producer has its ring. O(rings).
        #vis fn drain_from(
            &mut self,
            producer: #library::ProducerId,
            f: impl ::core::ops::FnMut(#message),
        ) -> ::core::primitive::usize {
            self.consumer.drain_from(producer, f)
        }
        /// Drops all messages. A closed channel stays closed. Takes a lock. O(n).
        /// # Errors
        /// `ProducersAlive` if the channel has a producer.
        #vis fn reset(&mut self) -> ::core::result::Result<(), #library::ResetError> {
            self.consumer.reset()
        }
        /// Polls each known ring in every pass again, until the ring stays empty for a while.
        #vis fn reset_adaptive_skip(&mut self) {
            self.consumer.reset_adaptive_skip();
        }
        /// The producer with the most messages. `None` if there is no message. O(rings).
        #vis fn hottest(&mut self) -> ::core::option::Option<#library::ProducerId> {
            self.consumer.hottest()
        }
    }
}

fn views(c: &Context) -> TokenStream {
    let Context { base, ring, borrowing_parameters, .. } = c;
    let (vis, consumer, borrow) = (&c.vis, &c.names.consumer, &c.borrow);
    let (readable, iter, drain) = (&c.names.readable, &c.names.peek_iter, &c.names.drain);
    let readable_title = docs(&format!(
        "The slice of [`{consumer}::readable`]: contiguous messages. `advance` consumes them."
    ));
    let iter_title = docs(&format!(
        "The iterator of [`{consumer}::peek_iter`]. It lends messages; \
         `consume_seen` consumes them."
    ));
    let drain_title =
        docs(&format!("The iterator of [`{consumer}::drain`]. It returns messages by value."));
    tokens! {
        #readable_title
        #vis type #readable #borrowing_parameters = #base::Readable<#borrow, #ring>;
        #iter_title
        #vis type #iter #borrowing_parameters = #base::PeekIter<#borrow, #ring>;
        #drain_title
        #vis type #drain #borrowing_parameters = #base::Drain<#borrow, #ring>;
    }
}
