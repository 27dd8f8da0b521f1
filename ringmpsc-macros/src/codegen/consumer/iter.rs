//! The iterators that receive messages by value.

use proc_macro2::TokenStream;
use syn::GenericParam;

use super::super::context::{Context, tokens};
use super::super::docs::{docs, ended};

/// The methods that return iterators.
pub(super) fn methods(c: &Context) -> TokenStream {
    let Context { base, ring, .. } = c;
    let vis = &c.vis;
    let title = docs(&format!(
        "Receives all messages by value. Blocks while there is none (`wait`). Ends when\n{}.",
        ended(c.kind.consumers)
    ));
    let iter = c.waking.wait.then(|| {
        tokens! {
            #title
            #vis fn iter(&mut self) -> #base::RingIter<'_, #ring> {
                self.consumer.iter()
            }
        }
    });
    tokens! {
        /// Receives the available messages by value, like `try_recv`. Ends when there is none.
        #vis fn try_iter(&mut self) -> #base::RingTryIter<'_, #ring> {
            self.consumer.try_iter()
        }
        #iter
    }
}

/// `for` over `&mut consumer` and over the consumer, with the option `wait`.
pub(super) fn traits(c: &Context) -> Option<TokenStream> {
    let Context { base, ring, parameters, arguments, bounds, .. } = c;
    let (name, message, borrow) = (&c.names.consumer, &c.message, &c.borrow);
    let mut borrowing = c.generics.clone();
    borrowing.params.insert(0, GenericParam::Lifetime(syn::LifetimeParam::new(borrow.clone())));
    let (borrowing, ..) = borrowing.split_for_impl();
    let item = c.associated("Item", &tokens!(#message));
    let lent = c.associated("IntoIter", &tokens!(#base::RingIter<#borrow, #ring>));
    let owned = c.associated("IntoIter", &tokens!(#base::RingIntoIter<#ring>));
    c.waking.wait.then(|| {
        tokens! {
            /// The same as `iter`.
            impl #borrowing ::core::iter::IntoIterator for &#borrow mut #name #arguments #bounds {
                #item
                #lent
                fn into_iter(self) -> Self::IntoIter {
                    self.consumer.iter()
                }
            }
            /// Like `iter`. The iterator owns the consumer.
            impl #parameters ::core::iter::IntoIterator for #name #arguments #bounds {
                #item
                #owned
                fn into_iter(self) -> Self::IntoIter {
                    ::core::iter::IntoIterator::into_iter(self.consumer)
                }
            }
        }
    })
}
