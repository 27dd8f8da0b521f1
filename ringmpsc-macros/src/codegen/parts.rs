//! The join between the generated ring and the library: the only `unsafe` of an expansion.

use proc_macro2::TokenStream;

use super::context::{Context, tokens};

/// The assertion that the lines are where they should be, and the implementation of `Parts`.
pub(super) fn parts(c: &Context) -> TokenStream {
    let Context { private, capacity, parameters, bounds, ring, .. } = c;
    let message = &c.message;
    // A layout with parameters is checked when a channel with arguments is opened.
    let check =
        c.is_concrete().then(|| tokens!(const _: () = <#ring as #private::Parts>::LAYOUT.check();));
    // The proof of the `unsafe` stands in the trait's contract: this writes down the offsets and the
    // addresses of the fields that `ring` has just declared, all of types that `Options` lets be zero.
    tokens! {
        #check
        unsafe impl #parameters #private::Parts for #ring #bounds {
            type Slots = #private::Slots<#message, #capacity>;
            const LAYOUT: #private::Layout = #private::Layout {
                producer: ::core::mem::offset_of!(Self, producer),
                consumer: ::core::mem::offset_of!(Self, consumer),
                cold: ::core::mem::offset_of!(Self, cold),
                slots: ::core::mem::offset_of!(Self, slots),
            };
            fn lines(&self) -> #private::Lines<'_> {
                #private::Lines {
                    producer: &self.producer,
                    consumer: &self.consumer,
                    cold: &self.cold,
                }
            }
            fn slots(&self) -> &Self::Slots {
                &self.slots
            }
        }
    }
}
