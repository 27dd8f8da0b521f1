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
            type Producer = #base::Producer<#ring>;
            fn producer(&self) -> &Self::Producer {
                &self.producer
            }
            fn producer_mut(&mut self) -> &mut Self::Producer {
                &mut self.producer
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
            type Consumer = #base::Consumer<#ring>;
            fn consumer(&self) -> &Self::Consumer {
                &self.consumer
            }
            fn consumer_mut(&mut self) -> &mut Self::Consumer {
                &mut self.consumer
            }
        }
    }
}
