//! The sends of a task, with the option `futures`.

use proc_macro2::TokenStream;

use super::super::context::{Context, tokens};
use super::super::docs::{docs, yields};

/// The methods that return futures.
pub(super) fn methods(c: &Context) -> Option<TokenStream> {
    let Context { base, ring, .. } = c;
    let (vis, message) = (&c.vis, &c.message);
    let yields = docs(&yields("producer"));
    c.waking.futures.then(|| {
        tokens! {
            /// A future that sends one message when a slot is free (`futures`).
            #yields
            /// # Errors
            /// Returns the message if the channel is closed.
            /// # Cancel safety
            /// Dropping the future drops the message. Use `reserve_async` to keep it.
            #vis fn send_async(&mut self, message: #message) -> #base::Send<'_, #ring> {
                self.producer.send_async(message)
            }
            /// A future that reserves `n` slots when they are free (`futures`).
            /// It yields like [`send_async`](Self::send_async).
            /// A release of slots may wake the task even if fewer than `n` are free.
            /// # Errors
            /// `Closed`, `Zero` or `TooLarge`.
            /// # Cancel safety
            /// Dropping the future changes nothing.
            #vis fn reserve_async(&mut self, n: ::core::primitive::usize)
                -> #base::Reserve<'_, #ring>
            {
                self.producer.reserve_async(n)
            }
            /// A future that is ready when the channel is closed (`futures`).
            /// # Cancel safety
            /// Dropping the future changes nothing.
            #vis fn closed(&mut self) -> #base::Closed<'_, #ring> {
                self.producer.closed()
            }
        }
    })
}

/// The producer as a sink.
pub(super) fn sink(c: &Context) -> Option<TokenStream> {
    let Context { private, parameters, arguments, bounds, .. } = c;
    let (name, message, library) = (&c.names.producer, &c.message, &c.library);
    let result = tokens!(::core::result::Result<(), Self::Error>);
    let poll =
        tokens!(::core::task::Poll<::core::result::Result<(), #library::SinkError<#message>>>);
    let context = tokens!(&mut ::core::task::Context<'_>);
    let this = tokens!(self: ::core::pin::Pin<&mut Self>);
    let title = docs(&format!(
        "`poll_ready` is ready when a slot is free. `poll_flush` is always ready.\n\
         `poll_close` is ready at once. After it this producer counts as dropped, and sends fail.\n\
         {}\n\
         # Panics\n\
         `start_send` panics unless `poll_ready` was ready before.",
        yields("producer")
    ));
    c.waking.futures.then(|| {
        tokens! {
            #title
            impl #parameters #private::Sink<#message> for #name #arguments #bounds {
                type Error = #library::SinkError<#message>;
                fn poll_ready(#this, context: #context) -> #poll {
                    self.get_mut().producer.poll_ready(context)
                }
                fn start_send(#this, message: #message) -> #result {
                    self.get_mut().producer.start_send(message)
                }
                fn poll_flush(#this, _: #context) -> #poll {
                    ::core::task::Poll::Ready(::core::result::Result::Ok(()))
                }
                fn poll_close(#this, _: #context) -> #poll {
                    self.get_mut().producer.resign();
                    ::core::task::Poll::Ready(::core::result::Result::Ok(()))
                }
            }
        }
    })
}
