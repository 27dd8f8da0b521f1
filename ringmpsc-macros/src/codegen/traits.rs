//! The traits that give generic code access to a producer or a consumer.

use proc_macro2::{Ident, TokenStream};

use super::context::{Context, tokens};

/// Implements `Produce`, which the library provides for every `ProducerEnd`.
pub(super) fn producer(c: &Context) -> TokenStream {
    let Context { private, base, parameters, arguments, bounds, ring, .. } = c;
    let (name, message) = (&c.names.producer, &c.message);
    tokens! {
        /// Implements `ringmpsc::Produce`.
        impl #parameters #private::ProducerEnd<#message> for #name #arguments #bounds {
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
    let (name, message) = (&c.names.consumer, &c.message);
    tokens! {
        /// Implements `ringmpsc::Consume`.
        impl #parameters #private::ConsumerEnd<#message> for #name #arguments #bounds {
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

/// Implements `Deref`, for the compiler's errors: `absent` has the methods of other channels.
pub(super) fn absent(c: &Context, name: &Ident, absent: &TokenStream) -> TokenStream {
    let Context { private, parameters, arguments, bounds, ring, .. } = c;
    tokens! {
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl #parameters ::core::ops::Deref for #name #arguments #bounds {
            type Target = #private::#absent<Self, #ring>;
            fn deref(&self) -> &Self::Target {
                #private::#absent::of(self)
            }
        }
    }
}
