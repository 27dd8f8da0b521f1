//! Closing a channel, and reading its state and its counters.

use proc_macro2::TokenStream;

use super::super::context::{Context, tokens};
use super::super::docs::{self, docs};
use crate::terms::{Consumers, Producers};

/// The methods of the control handle that do not add a producer or a consumer.
pub(super) fn state(c: &Context) -> TokenStream {
    let vis = &c.vis;
    let has_registry = c.kind.producers == Producers::Many;
    let has_lock = has_registry || c.kind.consumers == Consumers::Competing;
    let lock = |is_taken| if is_taken { " Takes a lock." } else { "" };
    let wakes = if c.waking.any() {
        " Wakes all waiting threads and tasks, and signals notifiers."
    } else {
        ""
    };
    let closes = docs(&format!(
        "Closes the channel: sends fail, and queued messages can be received.{wakes}{}",
        lock(has_registry)
    ));
    let drained = docs(&format!(
        "Whether every message was received and none can be sent any more.{}\n\
         While a producer exists, it is false until a consumer got `Closed`.",
        lock(has_registry)
    ));
    let len = docs(docs::len(c.kind.producers));
    let is_empty = docs(docs::is_empty(c.kind.producers));
    let producers = docs(match c.kind.producers {
        Producers::One => "1, or 0 after the producer was dropped.",
        Producers::Many => "The number of producers. Takes a lock.",
    });
    let consumers = docs(match (c.kind.consumers, has_lock) {
        (Consumers::Exclusive, false) => "1, or 0 after the consumer was dropped.",
        (Consumers::Exclusive, true) => "1, or 0 after the consumer was dropped. Takes a lock.",
        (Consumers::Competing, _) => "The number of consumers. Takes a lock.",
    });
    let by_id = has_registry.then(|| by_id(c));
    let snapshot = c.is_measured().then(|| snapshot(c, lock(has_lock)));
    tokens! {
        #closes
        #vis fn close(&self) {
            self.handle.close();
        }
        /// Whether the channel is closed for sends.
        #vis fn is_closed(&self) -> ::core::primitive::bool {
            self.handle.is_closed()
        }
        #drained
        #vis fn is_fully_drained(&self) -> ::core::primitive::bool {
            self.handle.is_fully_drained()
        }
        #len
        #vis fn len(&self) -> ::core::primitive::usize {
            self.handle.len()
        }
        /// The same as [`len`](Self::len).
        #vis fn pending(&self) -> ::core::primitive::usize {
            self.handle.len()
        }
        #is_empty
        #vis fn is_empty(&self) -> ::core::primitive::bool {
            self.handle.is_empty()
        }
        /// Whether both are handles of the same channel.
        #vis fn same_channel(&self, other: &Self) -> ::core::primitive::bool {
            self.handle.same_channel(&other.handle)
        }
        #producers
        #vis fn producer_count(&self) -> ::core::primitive::usize {
            self.handle.producer_count()
        }
        #consumers
        #vis fn consumer_count(&self) -> ::core::primitive::usize {
            self.handle.consumer_count()
        }
        #by_id
        #snapshot
    }
}

fn snapshot(c: &Context, lock: &str) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let options = match (c.metrics.is_some(), c.contention) {
        (true, false) => "`metrics`",
        (false, true) => "`contention`",
        _ => "`metrics`, `contention`",
    };
    let title = docs(&format!(
        "The state and the counters of the channel ({options}). Others are `None`.{lock}"
    ));
    tokens! {
        #title
        #vis fn snapshot(&self) -> #library::ChannelStats {
            self.handle.snapshot()
        }
    }
}

/// The methods about one producer of many.
fn by_id(c: &Context) -> TokenStream {
    let (vis, library) = (&c.vis, &c.library);
    let stats = c.metrics.map(|_| {
        tokens! {
            /// The counters of `producer` (`metrics`). `None` as for [`len_of`](Self::len_of).
            #vis fn stats_of(&self, producer: #library::ProducerId)
                -> ::core::option::Option<#library::ProducerStats>
            {
                self.handle.stats_of(producer)
            }
        }
    });
    let contention = c.contention.then(|| {
        tokens! {
            /// The contention of `producer` (`contention`). `None` as for [`len_of`](Self::len_of).
            #vis fn contention_of(&self, producer: #library::ProducerId)
                -> ::core::option::Option<#library::Contention>
            {
                self.handle.contention_of(producer)
            }
        }
    });
    tokens! {
        /// The number of messages in the ring of `producer`. Takes a lock. O(rings).
        /// `None` if the producer was dropped and another producer has its ring.
        #vis fn len_of(&self, producer: #library::ProducerId)
            -> ::core::option::Option<::core::primitive::usize>
        {
            self.handle.len_of(producer)
        }
        #stats
        #contention
    }
}
