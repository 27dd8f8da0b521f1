//! The join between the generated ring and the library: the only `unsafe` of an expansion.

use proc_macro2::{Ident, Span, TokenStream};

use super::context::{Context, tokens};
use crate::model::Consumers;

/// The implementation of `Parts`, and the assertion that the lines are where they should be.
pub(super) fn parts(c: &Context) -> TokenStream {
    let Context { private, capacity, parameters, bounds, ring, .. } = c;
    let message = &c.message;
    let check = (c.is_concrete() && !c.is_refused).then(|| {
        let check = c.check();
        tokens!(const _: () = #check;)
    });
    let is_shared = c.kind.consumers == Consumers::Shared;
    let offset = |field: &str| {
        let field = Ident::new(field, Span::mixed_site());
        let ring = if c.is_concrete() { ring } else { &tokens!(Self) };
        tokens!(::core::mem::offset_of!(#ring, #field))
    };
    let lines = ["producer", "consumer", "cold", "slots"];
    let [producer, consumer, cold, slots] = lines.map(offset);
    let layout = constant(
        c,
        &tokens!(LAYOUT),
        &tokens!(#private::Layout),
        &tokens! {
            #private::Layout {
                producer: #producer,
                consumer: #consumer,
                cold: #cold,
                slots: #slots,
            }
        },
    );
    let receipts_offset = is_shared.then(|| {
        let offset = offset("receipts");
        constant(
            c,
            &tokens!(RECEIPTS),
            &tokens!(::core::option::Option<::core::primitive::usize>),
            &tokens!(::core::option::Option::Some(#offset)),
        )
    });
    let receipts = is_shared.then(|| {
        tokens! {
            fn receipts(&self) -> ::core::option::Option<&[#private::Receipt]> {
                ::core::option::Option::Some(&self.receipts)
            }
        }
    });
    let slots_type = c.associated("Slots", &tokens!(#private::Slots<#message, #capacity>));
    // A comment would not survive; a doc comment is one that does.
    tokens! {
        #check
        /// SAFETY: the offsets and references are those of the fields above; any other field is counters, which may be zero.
        unsafe impl #parameters #private::Parts for #ring #bounds {
            #slots_type
            #layout
            #receipts_offset
            fn lines(&self) -> #private::Lines<'_> {
                #private::lines(&self.producer, &self.consumer, &self.cold)
            }
            fn slots(&self) -> &Self::Slots {
                &self.slots
            }
            #receipts
        }
    }
}

/// A constant of the implementation that the compiler evaluates when [`check`](Context::check) asks
/// for it, and not before.
///
/// It evaluates the offsets in the body of a constant beforehand, unless they depend on a
/// parameter. The fields of a ring that is too large, or of a message that is wrong, have no
/// offsets, so that each would be one more error. Where the ring has no parameter, a function has
/// one in its place.
fn constant(c: &Context, name: &TokenStream, ty: &TokenStream, value: &TokenStream) -> TokenStream {
    if !c.is_concrete() {
        return tokens!(const #name: #ty = #value;);
    }
    tokens! {
        const #name: #ty = {
            const fn later<Parameter>() -> #ty {
                #value
            }
            later::<()>()
        };
    }
}
