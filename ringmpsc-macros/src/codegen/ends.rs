//! What generic code takes an end by.

use proc_macro2::TokenStream;

use super::context::{Context, tokens};

/// The way from the producer to `Produce`, which the library implements for every end of this kind.
pub(super) fn producer(c: &Context) -> TokenStream {
    let Context { private, base, parameters, arguments, bounds, ring, .. } = c;
    let name = &c.names.producer;
    tokens! {
        /// Generic code sends through `ringmpsc::Produce`.
        impl #parameters #private::ProducerEnd for #name #arguments #bounds {
            type Half = #base::Producer<#ring>;
            fn half(&self) -> &Self::Half {
                &self.half
            }
            fn half_mut(&mut self) -> &mut Self::Half {
                &mut self.half
            }
        }
    }
}

/// The way from the consumer to `Consume`.
pub(super) fn consumer(c: &Context) -> TokenStream {
    let Context { private, base, parameters, arguments, bounds, ring, .. } = c;
    let name = &c.names.consumer;
    tokens! {
        /// Generic code receives through `ringmpsc::Consume`.
        impl #parameters #private::ConsumerEnd for #name #arguments #bounds {
            type Rings = #base::Consumer<#ring>;
            fn rings(&self) -> &Self::Rings {
                &self.rings
            }
            fn rings_mut(&mut self) -> &mut Self::Rings {
                &mut self.rings
            }
        }
    }
}
