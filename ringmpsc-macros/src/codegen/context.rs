//! What every part of the expansion needs: paths, names and parameters, ready to be quoted.

use std::ops::Deref;

use proc_macro2::{Literal, TokenStream};
use quote::ToTokens;
use syn::{GenericParam, WhereClause};

use crate::model::{Channel, Producers};

/// `quote!` whose local names are invisible to the user's, and the user's to them.
macro_rules! tokens {
    ($($token:tt)*) => { ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($token)*) };
}
pub(super) use tokens;

/// The decided channel, and pieces of tokens that come up in more than one part.
pub(super) struct Context<'a> {
    channel: &'a Channel,
    /// `::ringmpsc::__private`
    pub(super) private: TokenStream,
    /// The slots of a ring, as a literal.
    pub(super) capacity: Literal,
    /// `<'a, T: Bound>`, for an `impl`.
    pub(super) parameters: TokenStream,
    /// `<'a, T>`, for a generated type.
    pub(super) arguments: TokenStream,
    /// The user's bounds.
    pub(super) bounds: Option<&'a WhereClause>,
    /// The ring with its arguments.
    pub(super) ring: TokenStream,
    /// The producer's seat.
    pub(super) seat: TokenStream,
    /// The consumer's rings.
    pub(super) rings: TokenStream,
    /// The control handle.
    pub(super) handle: TokenStream,
    /// The bound `Order: Copy`, for methods that only exist for such messages.
    pub(super) copy: TokenStream,
}

impl<'a> Context<'a> {
    pub(super) fn new(channel: &'a Channel) -> Self {
        let library = &channel.library;
        let private = tokens!(#library::__private);
        let (parameters, arguments, bounds) = channel.generics.split_for_impl();
        let (name, message, borrow) = (&channel.names.ring, &channel.message, &channel.borrow);
        let ring = tokens!(#name #arguments);
        let (seat, rings, handle) = match channel.kind.producers {
            Producers::One => (tokens!(Only), tokens!(Solo<#ring>), tokens!(SoloHandle<#ring>)),
            Producers::Many => {
                (tokens!(Member<#ring>), tokens!(Lanes<#ring>), tokens!(Handle<#ring>))
            }
        };
        Context {
            channel,
            capacity: Literal::u32_unsuffixed(channel.layout.capacity),
            parameters: parameters.to_token_stream(),
            arguments: arguments.to_token_stream(),
            bounds,
            seat: tokens!(#private::#seat),
            rings: tokens!(#private::#rings),
            handle: tokens!(#private::#handle),
            // The lifetime keeps the compiler from refusing the method where the bound does not hold.
            copy: tokens!(for<#borrow> #message: ::core::marker::Copy),
            ring,
            private,
        }
    }

    /// `<'ring, 'a, T: Bound>` for the declaration of a type that borrows an endpoint. Bounds are left out:
    /// the compiler does not check them on aliases, and says so.
    pub(super) fn borrowing_parameters(&self) -> TokenStream {
        let borrow = &self.channel.borrow;
        let parameters = self.channel.generics.params.iter().map(|parameter| match parameter {
            GenericParam::Lifetime(lifetime) => lifetime.lifetime.to_token_stream(),
            GenericParam::Type(ty) => ty.ident.to_token_stream(),
            GenericParam::Const(constant) => {
                let (name, ty) = (&constant.ident, &constant.ty);
                tokens!(const #name: #ty)
            }
        });
        tokens!(<#borrow #(, #parameters)*>)
    }

    /// `<'_, 'a, T>` for a type that borrows `self`.
    pub(super) fn borrowing_arguments(&self) -> TokenStream {
        let arguments = self.channel.generics.params.iter().map(|parameter| match parameter {
            GenericParam::Lifetime(lifetime) => lifetime.lifetime.to_token_stream(),
            GenericParam::Type(ty) => ty.ident.to_token_stream(),
            GenericParam::Const(constant) => constant.ident.to_token_stream(),
        });
        tokens!(<'_ #(, #arguments)*>)
    }

    /// Whether the types have no parameters, so that constants of theirs can be evaluated on the spot.
    pub(super) fn is_concrete(&self) -> bool {
        self.channel.generics.params.is_empty()
    }
}

impl Deref for Context<'_> {
    type Target = Channel;

    fn deref(&self) -> &Channel {
        self.channel
    }
}
