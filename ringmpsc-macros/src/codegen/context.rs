//! Paths, names and parameters as tokens, which all parts of the expansion use.

use std::ops::Deref;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream};
use quote::ToTokens;
use syn::{GenericParam, WhereClause};

use crate::model::{Channel, generics};

/// `quote!` with hygienic local names: the user's code and the generated code do not share them.
///
/// One collision remains: a constant or static of the user with the name of a parameter. The
/// compiler takes the parameter for a pattern that matches the constant, and reports that.
macro_rules! tokens {
    ($($token:tt)*) => { ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($token)*) };
}
pub(super) use tokens;

/// The decided channel, and the tokens that several parts use.
pub(super) struct Context<'a> {
    channel: &'a Channel,
    /// The module of the public names: `::ringmpsc`, or `path::__private` for `crate = path`.
    pub(super) library: TokenStream,
    /// The module of the private names: `::ringmpsc::__private`.
    pub(super) private: TokenStream,
    /// The module of this kind: `::ringmpsc::__private::mpsc`.
    pub(super) base: TokenStream,
    /// The number of slots of a ring.
    pub(super) capacity: Literal,
    /// `<'a, T: Bound>`, for an `impl`.
    pub(super) parameters: TokenStream,
    /// `<'a, T, { N }>`, for a generated type.
    pub(super) arguments: TokenStream,
    /// The user's bounds.
    pub(super) bounds: Option<&'a WhereClause>,
    /// The ring with its arguments.
    pub(super) ring: TokenStream,
    /// `<'b, 'a, T>`, to declare a type that borrows a producer or a consumer. It has no bounds,
    /// because the compiler does not check them on aliases, and warns about them.
    pub(super) borrowing_parameters: TokenStream,
    /// `<'_, 'a, T, { N }>`, for such a type that borrows `self`.
    pub(super) borrowing_arguments: TokenStream,
    /// The bound `Order: Copy`, for methods that need it.
    pub(super) copy: TokenStream,
}

impl<'a> Context<'a> {
    pub(super) fn new(channel: &'a Channel) -> Self {
        let library = &channel.library;
        let private = library.private();
        let kind = Ident::new(channel.kind.word(), Span::mixed_site());
        let (parameters, _, bounds) = channel.generics.split_for_impl();
        let used = generics::arguments(&channel.generics);
        let arguments = (!used.is_empty()).then(|| tokens!(<#(#used),*>));
        let (name, borrow) = (&channel.names.ring, &channel.borrow);
        let declared = channel.generics.params.iter().map(declaration);
        Context {
            base: tokens!(#private::#kind),
            library: if library.is_given {
                private.clone()
            } else {
                library.path.to_token_stream()
            },
            private,
            capacity: Literal::u32_unsuffixed(channel.layout.capacity),
            parameters: parameters.to_token_stream(),
            ring: tokens!(#name #arguments),
            arguments: arguments.unwrap_or_default(),
            bounds,
            borrowing_parameters: tokens!(<#borrow #(, #declared)*>),
            borrowing_arguments: tokens!(<'_ #(, #used)*>),
            copy: copy(channel),
            channel,
        }
    }

    /// The call that checks the size and the layout of the ring.
    ///
    /// The compiler reports a failure at the option that decides the size.
    pub(super) fn check(&self) -> TokenStream {
        let Context { private, ring, .. } = self;
        let located = |tokens| {
            let mut group = Group::new(Delimiter::Parenthesis, tokens);
            group.set_span(Span::mixed_site().located_at(self.layout.span));
            group
        };
        let (check, call) =
            (located(tokens!(#private::check::<#ring>)), located(TokenStream::new()));
        tokens!(#check #call)
    }

    /// Whether the channel counts anything.
    pub(super) fn is_measured(&self) -> bool {
        self.metrics.is_some() || self.contention
    }

    /// An associated type that contains the message.
    ///
    /// If the message is an alias of a private type, the compiler reports this associated type. So
    /// its span is that of the private type.
    pub(super) fn associated(&self, name: &str, ty: &TokenStream) -> TokenStream {
        let span = Span::mixed_site().located_at(self.message_place);
        let (keyword, name) = (Ident::new("type", span), Ident::new(name, span));
        let mut end = Punct::new(';', Spacing::Alone);
        end.set_span(span);
        tokens!(#keyword #name = #ty #end)
    }

    /// Whether the types have no parameters, so that their constants can be evaluated at once.
    pub(super) fn is_concrete(&self) -> bool {
        self.generics.params.is_empty()
    }
}

impl Deref for Context<'_> {
    type Target = Channel;

    fn deref(&self) -> &Channel {
        self.channel
    }
}

/// A parameter without its bounds and its default.
pub(super) fn declaration(parameter: &GenericParam) -> TokenStream {
    match parameter {
        GenericParam::Const(constant) => {
            let (name, ty) = (&constant.ident, &constant.ty);
            tokens!(const #name: #ty)
        }
        GenericParam::Lifetime(lifetime) => lifetime.lifetime.to_token_stream(),
        GenericParam::Type(ty) => ty.ident.to_token_stream(),
    }
}

/// The bound `Order: Copy`.
///
/// The compiler checks a bound without type parameters at once, and rejects the method. With
/// `for<'b>` in front, it checks the bound when the method is called.
fn copy(channel: &Channel) -> TokenStream {
    let Channel { message, borrow, generics, .. } = channel;
    let is_open =
        generics.type_params().next().is_some() || generics.const_params().next().is_some();
    let later = (!is_open).then(|| tokens!(for<#borrow>));
    tokens!(#later #message: ::core::marker::Copy)
}
