//! The interface between the generated ring and the library, the only `unsafe` of an expansion.

use proc_macro2::{Ident, Span, TokenStream};

use super::context::{Context, tokens};
use crate::terms::Consumers;

/// The implementation of `Ring`, and the assertion that checks the layout.
pub(super) fn parts(c: &Context) -> TokenStream {
    let Context { private, capacity, parameters, bounds, ring, .. } = c;
    let message = &c.message;
    let check = (c.is_concrete() && !c.is_rejected).then(|| {
        let check = c.check();
        tokens!(const _: () = #check;)
    });
    let is_competing = c.kind.consumers == Consumers::Competing;
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
    let receipts_offset = is_competing.then(|| {
        let offset = offset("receipts");
        constant(
            c,
            &tokens!(RECEIPTS),
            &tokens!(::core::option::Option<::core::primitive::usize>),
            &tokens!(::core::option::Option::Some(#offset)),
        )
    });
    let receipts = is_competing.then(|| {
        tokens! {
            fn receipts(&self) -> ::core::option::Option<&[#private::Receipt]> {
                ::core::option::Option::Some(&self.receipts)
            }
        }
    });
    let slots_type = c.associated("Slots", &tokens!(#private::Slots<#message, #capacity>));
    // An expansion keeps doc comments, and no others.
    tokens! {
        #check
        /// SAFETY: each offset and reference is that of its field. Counters may be zero.
        unsafe impl #parameters #private::Ring for #ring #bounds {
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

/// A constant that the compiler evaluates only when [`check`](Context::check) uses it.
///
/// The compiler evaluates the offsets in a constant at once, unless they depend on a parameter. If
/// the ring is too large or the message is wrong, the fields have no offsets, and each would be
/// one more error. So if the ring has no parameter, a function in the constant has one.
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
