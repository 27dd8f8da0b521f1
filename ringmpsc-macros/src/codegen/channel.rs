//! The control handle.

use proc_macro2::TokenStream;

use super::context::{Context, tokens};
use crate::model::{Consumers, Placement, Producers};

/// The struct, opening, closing and counting.
pub(super) fn channel(c: &Context) -> TokenStream {
    let Context { base, parameters, arguments, bounds, ring, .. } = c;
    let (vis, name, generics) = (&c.vis, &c.names.channel, &c.generics);
    let producers = match c.kind.producers {
        Producers::One => "one producer",
        Producers::Many => "many producers",
    };
    let consumers = match c.kind.consumers {
        Consumers::Owned => "one consumer",
        Consumers::Shared => "many consumers",
    };
    let kind = c.kind.word();
    // With one of each nobody can register.
    let keeps_open = match kind {
        "spsc" => "",
        _ => {
            " As long as there is one, more may register: drop it, or `close()`, for the end to come."
        }
    };
    let title = format!(
        " A channel from {producers} to {consumers} (`kind = {kind}`): its control handle.{keeps_open}"
    );
    let example = example(c);
    let sizes = sizes(c);
    let open = open(c);
    let state = state(c);
    let derive = c.is_concrete().then(|| tokens!(#[derive(::core::clone::Clone)]));
    let clone = (!c.is_concrete()).then(|| clone(c));
    let debug = name.to_string();
    tokens! {
        #[doc = #title]
        #(#[doc = #example])*
        #derive
        #vis struct #name #generics #bounds {
            handle: #base::Handle<#ring>,
        }
        impl #parameters #name #arguments #bounds {
            #sizes
            #open
            #state
        }
        #clone
        impl #parameters ::core::fmt::Debug for #name #arguments #bounds {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.handle.describe(#debug, f)
            }
        }
    }
}

/// How the channel is used. Not as code, or it would be a test of the user's that cannot pass.
fn example(c: &Context) -> Vec<String> {
    let channel = &c.names.channel;
    let open = match (c.kind.producers, c.kind.consumers) {
        (Producers::One, Consumers::Owned) => "(mut producer, mut consumer)",
        (Producers::Many, Consumers::Owned) => "(channel, mut consumer)",
        (Producers::One, Consumers::Shared) => "(mut producer, channel)",
        (Producers::Many, Consumers::Shared) => "channel",
    };
    let register =
        (c.kind.producers == Producers::Many).then_some(" let mut producer = channel.register()?;");
    let register_consumer = (c.kind.consumers == Consumers::Shared)
        .then_some(" let mut consumer = channel.register_consumer()?;");
    let lines = ["", " ```text"].map(String::from).into_iter();
    let lines = lines.chain([format!(" let {open} = {channel}::open();")]);
    let lines = lines.chain([register, register_consumer].into_iter().flatten().map(String::from));
    let use_of_ends =
        [" producer.try_send(message)?;", " consumer.consume_batch(|message| { .. });", " ```"];
    lines.chain(use_of_ends.map(String::from)).collect()
}

fn sizes(c: &Context) -> TokenStream {
    let Context { capacity, ring, .. } = c;
    let (vis, message) = (&c.vis, &c.message);
    let bits = c.layout.bits;
    let title = format!(" How many messages a ring holds: 2^{bits} (`bits = {bits}`).");
    let total = match c.kind.consumers {
        Consumers::Owned => " The size of a ring in bytes.",
        Consumers::Shared => " The size of a ring in bytes, with 8 bytes for each slot's receipt.",
    };
    tokens! {
        #[doc = #title]
        #vis const CAPACITY: ::core::primitive::usize = #capacity;
        #[doc = #total]
        #vis const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<#ring>();
        /// The size of the messages in a ring in bytes.
        #vis const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY * ::core::mem::size_of::<#message>();
    }
}

fn open(c: &Context) -> TokenStream {
    let Context { base, arguments, ring, .. } = c;
    let (vis, library) = (&c.vis, &c.library);
    let (producer, consumer) = (&c.names.producer, &c.names.consumer);
    let check = c.check();
    let check = match (c.is_concrete(), c.is_refused) {
        // The check stands beside the ring.
        (true, false) => None,
        // Before this runs, the compiler has refused the message.
        (true, true) => Some(tokens!(#check;)),
        (false, _) => Some(tokens!(const { #check };)),
    };
    let touched = touched(c);
    let open = match (c.kind.producers, c.kind.consumers) {
        (Producers::One, Consumers::Owned) => tokens! {
            /// Opens a channel and gives out its two ends.
            #(#[doc = #touched])*
            ///
            /// # Panics
            ///
            /// Panics if there is no memory for the ring.
            #vis fn open() -> (#producer #arguments, #consumer #arguments) {
                #check
                let (half, rings) = <#base::Handle<#ring>>::open();
                (#producer { half }, #consumer { rings })
            }
        },
        (Producers::Many, Consumers::Owned) => tokens! {
            /// Opens a channel without producers; [`register`](Self::register) adds them.
            #vis fn open() -> (Self, #consumer #arguments) {
                #check
                let (handle, rings) = <#base::Handle<#ring>>::open();
                (Self { handle }, #consumer { rings })
            }
        },
        (Producers::One, Consumers::Shared) => tokens! {
            /// Opens a channel without consumers; [`register_consumer`](Self::register_consumer) adds them.
            #(#[doc = #touched])*
            ///
            /// # Panics
            ///
            /// Panics if there is no memory for the ring.
            #vis fn open() -> (#producer #arguments, Self) {
                #check
                let (half, handle) = <#base::Handle<#ring>>::open();
                (#producer { half }, Self { handle })
            }
        },
        (Producers::Many, Consumers::Shared) => tokens! {
            /// Opens a channel without producers and consumers; [`register`](Self::register) and
            /// [`register_consumer`](Self::register_consumer) add them.
            #vis fn open() -> Self {
                #check
                let handle = <#base::Handle<#ring>>::open();
                Self { handle }
            }
        },
    };
    let register = (c.kind.producers == Producers::Many).then(|| {
        let limit = c.limits.producers.map(|limit| {
            format!("`LimitReached` while there are {limit} (`max_producers = {limit}`), ")
        });
        let title = format!(
            " Adds a producer with a ring of its own. Fails with {}`Closed`, `OutOfMemory`, or `Forked`.",
            limit.unwrap_or_default()
        );
        tokens! {
            #[doc = #title]
            #(#[doc = #touched])*
            #vis fn register(&self) -> ::core::result::Result<#producer #arguments, #library::RegisterError> {
                let half = self.handle.register()?;
                ::core::result::Result::Ok(#producer { half })
            }
        }
    });
    let register_consumer = (c.kind.consumers == Consumers::Shared).then(|| {
        let limit = c.limits.consumers.map(|limit| {
            format!("`ConsumerLimitReached` while there are {limit} (`max_consumers = {limit}`), ")
        });
        let failures = format!(
            " Fails with {}`Closed` once the channel [is fully drained](Self::is_fully_drained), or `Forked`.",
            limit.unwrap_or_default()
        );
        tokens! {
            /// Adds a consumer, to share the messages with the others.
            #[doc = #failures]
            #vis fn register_consumer(&self) -> ::core::result::Result<#consumer #arguments, #library::RegisterError> {
                let rings = self.handle.register_consumer()?;
                ::core::result::Result::Ok(#consumer { rings })
            }
        }
    });
    tokens!(#open #register #register_consumer)
}

/// With `numa`: what placing a new ring costs the call that makes it.
fn touched(c: &Context) -> Vec<String> {
    let node = match c.placement {
        None => return Vec::new(),
        Some(Placement::RegisteringThread) => "the node of the calling thread (`numa`)".to_owned(),
        Some(Placement::Node(node)) => format!("node {node} (`numa(node = {node})`)"),
    };
    vec![
        String::new(),
        format!(" Places the memory of a new ring on {node}. For this the call touches every page"),
        " of the ring. On a machine that is known to have one node it touches none.".to_owned(),
    ]
}

fn state(c: &Context) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let measures = match (c.metrics.is_some(), c.contention) {
        (true, false) => "`metrics`",
        (false, true) => "`contention`",
        _ => "`metrics`, `contention`",
    };
    let title = format!(
        " What the channel is doing now, and what it has counted ({measures}). The rest is `None`."
    );
    let snapshot = c.is_measured().then(|| {
        tokens! {
            #[doc = #title]
            #vis fn snapshot(&self) -> #library::ChannelStats {
                self.handle.snapshot()
            }
        }
    });
    let by_id = (c.kind.producers == Producers::Many).then(|| by_id(c));
    let waiting = waiting(c.kind.producers);
    let producers = match c.kind.producers {
        Producers::One => " How many producers there are: one, until it is dropped.",
        Producers::Many => " How many producers there are.",
    };
    let consumers = match c.kind.consumers {
        Consumers::Owned => " How many consumers there are: one, until it is dropped.",
        Consumers::Shared => " How many consumers there are.",
    };
    tokens! {
        /// Refuses new messages. What was accepted can still be received.
        #vis fn close(&self) {
            self.handle.close();
        }
        /// Whether nothing new can be sent.
        #vis fn is_closed(&self) -> ::core::primitive::bool {
            self.handle.is_closed()
        }
        /// Whether nothing can be sent any more and everything was received. A send that began before
        /// `close` counts: while a producer lives this is false until a consumer was told `Closed`.
        #vis fn is_fully_drained(&self) -> ::core::primitive::bool {
            self.handle.is_fully_drained()
        }
        #[doc = #waiting]
        #vis fn len(&self) -> ::core::primitive::usize {
            self.handle.len()
        }
        /// The same as [`len`](Self::len).
        #vis fn pending(&self) -> ::core::primitive::usize {
            self.handle.len()
        }
        /// Whether no message is waiting.
        #vis fn is_empty(&self) -> ::core::primitive::bool {
            self.handle.is_empty()
        }
        #[doc = #producers]
        #vis fn producer_count(&self) -> ::core::primitive::usize {
            self.handle.producer_count()
        }
        #[doc = #consumers]
        #vis fn consumer_count(&self) -> ::core::primitive::usize {
            self.handle.consumer_count()
        }
        #by_id
        #snapshot
    }
}

/// What a handle says about one producer of many.
fn by_id(c: &Context) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let stats = c.metrics.map(|_| {
        tokens! {
            /// What one producer has sent (`metrics`). `None` if it has left and its ring has another owner.
            #vis fn stats_of(&self, producer: #library::ProducerId) -> ::core::option::Option<#library::ProducerStats> {
                self.handle.stats_of(producer)
            }
        }
    });
    let contention = c.contention.then(|| {
        tokens! {
            /// How often one producer found no room (`contention`). `None` as for [`len_of`](Self::len_of).
            #vis fn contention_of(&self, producer: #library::ProducerId) -> ::core::option::Option<#library::Contention> {
                self.handle.contention_of(producer)
            }
        }
    });
    tokens! {
        /// How many messages wait in the ring of one producer. `None` if it has left and the ring has
        /// another owner. Takes the lock of [`register`](Self::register), and looks through all rings.
        #vis fn len_of(&self, producer: #library::ProducerId) -> ::core::option::Option<::core::primitive::usize> {
            self.handle.len_of(producer)
        }
        #stats
        #contention
    }
}

/// The title of `len`.
pub(super) fn waiting(producers: Producers) -> &'static str {
    match producers {
        Producers::One => " How many messages are waiting.",
        Producers::Many => " How many messages are waiting in all rings together.",
    }
}

/// By hand where a derive would bound the parameters of the message.
fn clone(c: &Context) -> TokenStream {
    let Context { parameters, arguments, bounds, .. } = c;
    let name = &c.names.channel;
    tokens! {
        impl #parameters ::core::clone::Clone for #name #arguments #bounds {
            fn clone(&self) -> Self {
                let handle = ::core::clone::Clone::clone(&self.handle);
                Self { handle }
            }
        }
    }
}
