//! The receives of a task, with the option `futures`.

use proc_macro2::TokenStream;

use super::super::context::{Context, tokens};
use super::super::docs::{docs, ended, yields};
use crate::terms::Consumers;

/// The methods that return a future.
pub(super) fn methods(c: &Context) -> Option<TokenStream> {
    let Context { base, ring, .. } = c;
    let (vis, message, private, borrow) = (&c.vis, &c.message, &c.private, &c.borrow);
    let title = docs(&format!(
        "A future that receives one message (`futures`). Its output is the message.\n\
         {} [`try_recv`](Self::try_recv) does not.\n\
         # Errors\n\
         Fails if {}.\n\
         # Cancel safety\n\
         Dropping the future leaves the message in the channel.",
        yields("consumer"),
        ended(c.kind.consumers)
    ));
    c.waking.futures.then(|| {
        tokens! {
            #title
            #vis fn recv_async(&mut self) -> #base::Recv<'_, #ring> {
                self.consumer.recv_async()
            }
            /// A future that appends up to `max` messages to a vector (`futures`).
            /// Its output is how many: 0 only if `max` is 0. It yields and fails like
            /// [`recv_async`](Self::recv_async).
            /// # Cancel safety
            /// Dropping the future leaves the messages in the channel, and the vector as it is.
            #vis fn recv_many_async<#borrow>(
                &#borrow mut self,
                vec: &#borrow mut #private::Vec<#message>,
                max: ::core::primitive::usize,
            ) -> #base::RecvMany<#borrow, #ring> {
                self.consumer.recv_many_async(vec, max)
            }
        }
    })
}

/// The consumer as a stream.
pub(super) fn stream(c: &Context) -> Option<TokenStream> {
    let Context { private, parameters, arguments, bounds, .. } = c;
    let (name, message) = (&c.names.consumer, &c.message);
    let items = match c.kind.consumers {
        Consumers::Exclusive => "All messages. The stream ends when",
        Consumers::Competing => {
            "The messages that this consumer claims. A message wakes all consumers that wait as\n\
             streams, but only one that waits by a future. The stream ends when"
        }
    };
    let title = docs(&format!("{items} {}.\n{}", ended(c.kind.consumers), yields("consumer")));
    let item = c.associated("Item", &tokens!(#message));
    c.waking.futures.then(|| {
        tokens! {
            #title
            impl #parameters #private::Stream for #name #arguments #bounds {
                #item
                fn poll_next(
                    self: ::core::pin::Pin<&mut Self>,
                    context: &mut ::core::task::Context<'_>,
                ) -> ::core::task::Poll<::core::option::Option<#message>> {
                    self.get_mut().consumer.poll_recv(context).map(::core::result::Result::ok)
                }
            }
            /// `is_terminated` after the stream has ended.
            impl #parameters #private::FusedStream for #name #arguments #bounds {
                fn is_terminated(&self) -> ::core::primitive::bool {
                    self.consumer.is_terminated()
                }
            }
        }
    })
}
