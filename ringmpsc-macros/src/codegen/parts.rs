//! The join between the generated ring and the library: the only `unsafe` of an expansion.

use proc_macro2::TokenStream;

use super::context::{Context, tokens};
use crate::model::Consumers;

/// The implementation of `Parts`, and the assertion that the lines are where they should be.
pub(super) fn parts(c: &Context) -> TokenStream {
    let Context { private, capacity, parameters, bounds, ring, .. } = c;
    let message = &c.message;
    let check = c.is_concrete().then(|| {
        let check = c.check();
        tokens!(const _: () = #check;)
    });
    let is_shared = c.kind.consumers == Consumers::Shared;
    let offset = is_shared.then(|| {
        tokens! {
            const RECEIPTS: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::Some(::core::mem::offset_of!(Self, receipts));
        }
    });
    let receipts = is_shared.then(|| {
        tokens! {
            fn receipts(&self) -> ::core::option::Option<&[#private::Receipt]> {
                ::core::option::Option::Some(&self.receipts)
            }
        }
    });
    // A comment would not survive; a doc comment is one that does.
    tokens! {
        #check
        /// SAFETY: the offsets and references are those of the fields above; any other field is counters, which may be zero.
        unsafe impl #parameters #private::Parts for #ring #bounds {
            type Slots = #private::Slots<#message, #capacity>;
            const LAYOUT: #private::Layout = #private::Layout {
                producer: ::core::mem::offset_of!(Self, producer),
                consumer: ::core::mem::offset_of!(Self, consumer),
                cold: ::core::mem::offset_of!(Self, cold),
                slots: ::core::mem::offset_of!(Self, slots),
            };
            #offset
            fn lines(&self) -> #private::Lines<'_> {
                #private::Lines::new(&self.producer, &self.consumer, &self.cold)
            }
            fn slots(&self) -> &Self::Slots {
                &self.slots
            }
            #receipts
        }
    }
}
