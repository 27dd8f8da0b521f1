//! The ring: what lies on which cache line.

use proc_macro2::TokenStream;

use super::context::{Context, tokens};

/// The struct, one line per writer and then the slots.
pub(super) fn ring(c: &Context) -> TokenStream {
    let Context { private, capacity, bounds, .. } = c;
    let (vis, name, message, generics) = (&c.vis, &c.names.ring, &c.message, &c.generics);
    let (channel, bits) = (&c.names.channel, c.layout.bits);
    let title = format!(
        " The ring of [`{channel}`]: one cache line per writer, then 2^{bits} slots (`bits = {bits}`)."
    );
    let metrics = c.metrics.map(|_| {
        tokens! {
            /// Written by the producer: what it sent (`metrics`).
            sent: #private::ProducerCounters,
            /// Written by the consumer: what it received (`metrics`).
            received: #private::ConsumerCounters,
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
            /// Written by the consumer: `head`.
            consumer: #private::ConsumerLine,
            /// Written by both, rarely: the doorbell.
            cold: #private::ColdLine,
            #metrics
            #contention
            /// The messages.
            slots: #private::Slots<#message, #capacity>,
        }
    }
}
