//! The traits that give generic code access to a producer or a consumer.

use proc_macro2::TokenStream;

use super::context::{Context, tokens};

/// Implements `Produce`, which the library provides for every `ProducerEnd`.
pub(super) fn producer(c: &Context) -> TokenStream {
    let Context { private, base, parameters, arguments, bounds, ring, .. } = c;
    let name = &c.names.producer;
    tokens! {
        /// Implements `ringmpsc::Produce`.
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

/// Implements `Consume`, which the library provides for every `ConsumerEnd`.
pub(super) fn consumer(c: &Context) -> TokenStream {
    let Context { private, base, parameters, arguments, bounds, ring, .. } = c;
    let name = &c.names.consumer;
    tokens! {
        /// Implements `ringmpsc::Consume`.
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
