//! The receives of a task, with the option `futures`.

use proc_macro2::TokenStream;

use super::super::context::{Context, tokens};
use super::super::docs::{docs, yields};
use crate::terms::Consumers;

/// The method that returns a future.
pub(super) fn methods(c: &Context) -> Option<TokenStream> {
    let Context { base, ring, .. } = c;
    let vis = &c.vis;
    let yields = docs(&yields("consumer"));
    c.waking.futures.then(|| {
        tokens! {
            /// A future that receives one message (`futures`).
            #yields
            /// [`try_recv`](Self::try_recv) does not yield.
            /// # Errors
            /// Fails if every message was received and no message can be sent any more.
            /// # Cancel safety
            /// Dropping the future leaves the message in the channel.
            #vis fn recv_async(&mut self) -> #base::Recv<'_, #ring> {
                self.rings.recv_async()
            }
        }
    })
}

/// The consumer as a stream.
pub(super) fn stream(c: &Context) -> Option<TokenStream> {
    let Context { private, parameters, arguments, bounds, .. } = c;
    let (name, message) = (&c.names.consumer, &c.message);
    let items = match c.kind.consumers {
        Consumers::Exclusive => {
            "All messages, until all were received and no message can be sent any more."
        }
        Consumers::Competing => {
            "This consumer's messages, until all were received and none can be sent any more.\n\
             A message wakes all consumers that wait as a stream, but one that waits by a future."
        }
    };
    let title = docs(&format!("{items}\n{}", yields("consumer")));
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
                    self.get_mut().rings.poll_recv(context).map(::core::result::Result::ok)
                }
            }
        }
    })
}
