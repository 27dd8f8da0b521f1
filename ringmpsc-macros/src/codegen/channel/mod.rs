//! The control handle.

mod open;
mod state;

use proc_macro2::TokenStream;

use super::context::{Context, tokens};
use super::docs::docs;
use super::{Part, traits};
use crate::terms::{Consumers, Producers};

/// The struct with its constants, and the methods that open, close and count.
pub(super) fn channel(c: &Context) -> Part {
    let Context { base, parameters, arguments, bounds, ring, .. } = c;
    let (vis, name, generics) = (&c.vis, &c.names.channel, &c.generics);
    let kind = c.kind.word();
    // An spsc handle registers nothing, so it keeps nothing open.
    let keeps_open = match kind {
        "spsc" => "",
        _ => " It keeps the channel open until it is dropped.",
    };
    let example = example(c);
    let title = docs(&format!(
        "The control handle (`kind = {kind}`).{keeps_open}\n```text\n{example}\n```"
    ));
    let sizes = sizes(c);
    let open = open::open(c);
    let state = state::state(c);
    let absent = traits::absent(c, name, &tokens!(AbsentFromHandle));
    let (downgrade, weak) = weak(c).unzip();
    let debug = name.to_string();
    let types = tokens! {
        #title
        #vis struct #name #generics #bounds {
            handle: #base::Handle<#ring>,
        }
    };
    // A derive would add bounds on the parameters of the message.
    let impls = tokens! {
        impl #parameters #name #arguments #bounds {
            #sizes
            #open
            #state
            #downgrade
        }
        #weak
        impl #parameters ::core::clone::Clone for #name #arguments #bounds {
            fn clone(&self) -> Self {
                Self { handle: ::core::clone::Clone::clone(&self.handle) }
            }
        }
        impl #parameters ::core::fmt::Debug for #name #arguments #bounds {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.handle.describe(#debug, f)
            }
        }
        #absent
    };
    Part { types, impls }
}

/// The weak handle: the method that returns it, and the trait that it needs. An spsc handle keeps
/// nothing open, so it has none.
fn weak(c: &Context) -> Option<(TokenStream, TokenStream)> {
    let Context { base, private, parameters, arguments, bounds, ring, .. } = c;
    let (vis, library, name) = (&c.vis, &c.library, &c.names.channel);
    let is_spsc = c.kind.producers == Producers::One && c.kind.consumers == Consumers::Exclusive;
    let downgrade = tokens! {
        /// A handle that does not keep the channel open.
        #vis fn downgrade(&self) -> #library::WeakChannel<Self> {
            #library::WeakChannel::of(&self.handle)
        }
    };
    let end = tokens! {
        impl #parameters #private::HandleEnd for #name #arguments #bounds {
            type Handle = #base::Handle<#ring>;
            fn from_handle(handle: Self::Handle) -> Self {
                Self { handle }
            }
        }
    };
    (!is_spsc).then_some((downgrade, end))
}

/// The use of the channel. It is text, because as code it would be a test that cannot compile.
fn example(c: &Context) -> String {
    let channel = &c.names.channel;
    let opened = match (c.kind.producers, c.kind.consumers) {
        (Producers::One, Consumers::Exclusive) => "(mut producer, mut consumer)",
        (Producers::Many, Consumers::Exclusive) => "(channel, mut consumer)",
        (Producers::One, Consumers::Competing) => "(mut producer, channel)",
        (Producers::Many, Consumers::Competing) => "channel",
    };
    let open = format!("let {opened} = {channel}::open();");
    let register =
        (c.kind.producers == Producers::Many).then_some("let mut producer = channel.register()?;");
    let register_consumer = (c.kind.consumers == Consumers::Competing)
        .then_some("let mut consumer = channel.register_consumer()?;");
    let lines = [Some(open.as_str()), register, register_consumer].into_iter().flatten();
    let messages = ["producer.try_send(message)?;", "consumer.consume_batch(|message| { .. });"];
    lines.chain(messages).collect::<Vec<_>>().join("\n")
}

fn sizes(c: &Context) -> TokenStream {
    let Context { capacity, ring, .. } = c;
    let (vis, message) = (&c.vis, &c.message);
    let bits = c.layout.bits;
    let title = docs(&format!("The number of slots of a ring: 2^{bits} (`bits = {bits}`)."));
    let total = docs(match c.kind.consumers {
        Consumers::Exclusive => "The size of a ring in bytes.",
        Consumers::Competing => "The size of a ring in bytes, with 8 bytes per slot for a receipt.",
    });
    tokens! {
        #title
        #vis const CAPACITY: ::core::primitive::usize = #capacity;
        #total
        #vis const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<#ring>();
        /// The size of the messages of a full ring in bytes.
        #vis const BUFFER_MEMORY: ::core::primitive::usize =
            Self::CAPACITY * ::core::mem::size_of::<#message>();
    }
}
