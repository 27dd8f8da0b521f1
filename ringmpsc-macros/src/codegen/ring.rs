//! The struct of a ring, which assigns each field to a cache line.

use proc_macro2::TokenStream;

use super::context::{Context, tokens};
use super::docs::docs;
use crate::terms::Consumers;

/// The struct: the cache lines, then the slots, then the receipts of competing consumers.
pub(super) fn ring(c: &Context) -> TokenStream {
    let Context { private, capacity, bounds, .. } = c;
    let (vis, name, message, generics) = (&c.vis, &c.names.ring, &c.message, &c.generics);
    let (channel, bits) = (&c.names.channel, c.layout.bits);
    let is_competing = c.kind.consumers == Consumers::Competing;
    let (and_receipts, head) = if is_competing {
        (" and receipts", "Written by the consumers, which claim with it: `head`.")
    } else {
        ("", "Written by the consumer: `head`.")
    };
    let title = docs(&format!(
        "A ring of [`{channel}`]: lines of 128 bytes, then 2^{bits} slots{and_receipts} \
         (`bits = {bits}`).\nEach line belongs to one side. Both sides write `cold`, but rarely."
    ));
    let head = docs(head);
    let receipts = is_competing.then(|| {
        tokens! {
            /// Written by the consumers, one per slot: the end of a completed claim.
            receipts: #private::Receipts<#capacity>,
        }
    });
    // Competing consumers count in memory of their own.
    let received = (!is_competing).then(|| {
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
            /// Written by the producer: spins and failed reservations (`contention`).
            contention: #private::ContentionCounters,
        }
    });
    tokens! {
        #title
        #[repr(C)]
        #vis struct #name #generics #bounds {
            /// Written by the producer: `tail`.
            producer: #private::ProducerLine,
            #head
            consumer: #private::ConsumerLine,
            /// Written by both sides, rarely: the doorbell.
            cold: #private::ColdLine,
            #metrics
            #contention
            /// The messages.
            slots: #private::Slots<#message, #capacity>,
            #receipts
        }
    }
}
