//! The ring: what lies on which cache line.

use proc_macro2::TokenStream;

use super::context::{Context, tokens};
use crate::model::Consumers;

/// The struct: the lines, then the slots, and the receipts if consumers share the ring.
pub(super) fn ring(c: &Context) -> TokenStream {
    let Context { private, capacity, bounds, .. } = c;
    let (vis, name, message, generics) = (&c.vis, &c.names.ring, &c.message, &c.generics);
    let (channel, bits) = (&c.names.channel, c.layout.bits);
    let (writer, and_receipts, head) = match c.kind.consumers {
        Consumers::Owned => ("writer", "", " Written by the consumer: `head`."),
        Consumers::Shared => (
            "side",
            " and their receipts",
            " Written by the consumers, by exchange: `head`, before which everything is claimed.",
        ),
    };
    let title = format!(
        " The ring of [`{channel}`]: one cache line per {writer}, then 2^{bits} slots{and_receipts} (`bits = {bits}`)."
    );
    let receipts = (c.kind.consumers == Consumers::Shared).then(|| {
        tokens! {
            /// Written by the consumers, one for each slot: which slots they have emptied.
            receipts: #private::Receipts<#capacity>,
        }
    });
    // Consumers that share the ring count elsewhere, each on a line of its own.
    let received = (c.kind.consumers == Consumers::Owned).then(|| {
        tokens! {
            /// Written by the consumer: what it received (`metrics`).
            received: #private::ConsumerCounters,
        }
    });
    let metrics = c.metrics.map(|_| {
        tokens! {
            /// Written by the producer: what it sent (`metrics`).
            sent: #private::ProducerCounters,
            #received
        }
    });
    let contention = c.contention.then(|| {
        tokens! {
            /// Written by the producer: how often it found no room (`contention`).
            contention: #private::ContentionCounters,
        }
    });
    tokens! {
        #[doc = #title]
        #[repr(C)]
        #vis struct #name #generics #bounds {
            /// Written by the producer: `tail`.
            producer: #private::ProducerLine,
            #[doc = #head]
            consumer: #private::ConsumerLine,
            /// Written by both, rarely: the doorbell.
            cold: #private::ColdLine,
            #metrics
            #contention
            /// The messages.
            slots: #private::Slots<#message, #capacity>,
            #receipts
        }
    }
}
