//! Opening a channel, and registering producers and consumers.

use proc_macro2::TokenStream;

use super::super::context::{Context, tokens};
use super::super::docs::docs;
use crate::terms::{Consumers, Placement, Producers};

/// `open`, `register` and `register_consumer`.
pub(super) fn open(c: &Context) -> TokenStream {
    let Context { base, arguments, ring, .. } = c;
    let vis = &c.vis;
    let (producer, consumer) = (&c.names.producer, &c.names.consumer);
    let check = c.check();
    let check = match (c.is_concrete(), c.is_rejected) {
        // The check is beside the ring.
        (true, false) => None,
        // The compiler rejects the message before it evaluates this.
        (true, true) => Some(tokens!(#check;)),
        (false, _) => Some(tokens!(const { #check };)),
    };
    let title = title(c);
    let open = match (c.kind.producers, c.kind.consumers) {
        (Producers::One, Consumers::Exclusive) => tokens! {
            #title
            #vis fn open() -> (#producer #arguments, #consumer #arguments) {
                #check
                let (producer, consumer) = <#base::Handle<#ring>>::open();
                (#producer { producer }, #consumer { consumer })
            }
        },
        (Producers::Many, Consumers::Exclusive) => tokens! {
            #title
            #vis fn open() -> (Self, #consumer #arguments) {
                #check
                let (handle, consumer) = <#base::Handle<#ring>>::open();
                (Self { handle }, #consumer { consumer })
            }
        },
        (Producers::One, Consumers::Competing) => tokens! {
            #title
            #vis fn open() -> (#producer #arguments, Self) {
                #check
                let (producer, handle) = <#base::Handle<#ring>>::open();
                (#producer { producer }, Self { handle })
            }
        },
        (Producers::Many, Consumers::Competing) => tokens! {
            #title
            #vis fn open() -> Self {
                #check
                let handle = <#base::Handle<#ring>>::open();
                Self { handle }
            }
        },
    };
    let register = (c.kind.producers == Producers::Many).then(|| register(c));
    let register_consumer =
        (c.kind.consumers == Consumers::Competing).then(|| register_consumer(c));
    tokens!(#open #register #register_consumer)
}

fn title(c: &Context) -> TokenStream {
    let title = match (c.kind.producers, c.kind.consumers) {
        (Producers::One, Consumers::Exclusive) => "Opens a channel.",
        (Producers::Many, Consumers::Exclusive) => {
            "Opens a channel without producers. [`register`](Self::register) adds them."
        }
        (Producers::One, Consumers::Competing) => {
            "Opens a channel without consumers.\n\
             [`register_consumer`](Self::register_consumer) adds them."
        }
        (Producers::Many, Consumers::Competing) => {
            "Opens a channel without producers and consumers. [`register`](Self::register) and\n\
             [`register_consumer`](Self::register_consumer) add them."
        }
    };
    let panics = match c.kind.producers {
        Producers::One => {
            let placed = placed(c);
            format!("{placed}\n# Panics\nPanics if the memory for the ring cannot be allocated.")
        }
        Producers::Many => String::new(),
    };
    let keeps_open = match (c.kind.producers, c.kind.consumers) {
        (Producers::One, Consumers::Exclusive) => "",
        _ => {
            "\nThe channel stays open while a handle exists, unless [`close`](Self::close) is \
             called."
        }
    };
    docs(&format!("{title}{keeps_open}{panics}"))
}

fn register(c: &Context) -> TokenStream {
    let (vis, library, arguments) = (&c.vis, &c.library, &c.arguments);
    let producer = &c.names.producer;
    let limit = c.limits.producers.map(|limit| {
        format!("`LimitReached` while there are {limit} producers (`max_producers = {limit}`), ")
    });
    let (placed, limit) = (placed(c), limit.unwrap_or_default());
    let title = docs(&format!(
        "Adds a producer with a ring of its own. Takes a lock.{placed}\n\
         # Errors\n\
         {limit}`Closed`, `OutOfMemory`, or `Forked`."
    ));
    tokens! {
        #title
        #vis fn register(&self)
            -> ::core::result::Result<#producer #arguments, #library::RegisterError>
        {
            self.handle.register().map(|producer| #producer { producer })
        }
    }
}

fn register_consumer(c: &Context) -> TokenStream {
    let (vis, library, arguments) = (&c.vis, &c.library, &c.arguments);
    let consumer = &c.names.consumer;
    let limit = c.limits.consumers.map(|limit| {
        format!(
            "`ConsumerLimitReached` while there are {limit} consumers (`max_consumers = {limit}`), "
        )
    });
    let limit = limit.unwrap_or_default();
    let title = docs(&format!(
        "Adds a consumer, which competes with the others for the messages. Takes a lock.\n\
         # Errors\n\
         {limit}`Closed` if the channel [is fully drained](Self::is_fully_drained), or `Forked`."
    ));
    tokens! {
        #title
        #vis fn register_consumer(&self)
            -> ::core::result::Result<#consumer #arguments, #library::RegisterError>
        {
            self.handle.register_consumer().map(|consumer| #consumer { consumer })
        }
    }
}

/// With `numa`: how a call that makes a ring places its memory.
fn placed(c: &Context) -> String {
    let node = match c.placement {
        None => return String::new(),
        Some(Placement::RegisteringThread) => "the caller's node (`numa`)".to_owned(),
        Some(Placement::Consumer) => "a consumer's node (`numa(consumer)`)".to_owned(),
        Some(Placement::Node(node)) => format!("node {node} (`numa(node = {node})`)"),
    };
    format!("\nPlaces a new ring on {node}. With several nodes, touches its pages.")
}
