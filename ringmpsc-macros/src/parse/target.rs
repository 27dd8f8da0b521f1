//! The item that the attribute stands on.

use darling::error::Accumulator;
use darling::{Error, Result};
use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Generics, Item, Meta, Visibility};

use super::header::{Header, noun};
use super::options::{Options, Setting};
use super::size;
use super::value::first_span;
use crate::model::wording;

/// What a channel needs to know about the user's item.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    /// Every attribute behind the one that is being expanded, or written in front of it.
    pub(crate) attributes: Vec<Attribute>,
    /// The attributes of the same name that follow: each makes a channel of its own.
    pub(crate) siblings: Vec<Sibling>,
    pub(crate) size: Size,
    /// Where the type that an alias stands for begins; for other items, the attribute.
    pub(crate) place: Span,
}

/// What the syntax tells about the size of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// There is one, as far as can be told.
    Some,
    /// The compiler finds none, and reports that.
    Refused,
    /// There is none, which has been reported.
    None,
}

/// Another `ring_channel` on the same item.
#[derive(Debug)]
pub(crate) struct Sibling {
    pub(crate) span: Span,
    /// What its names begin with; unknown if it says that wrongly.
    pub(crate) stem: Option<Ident>,
}

impl Target {
    /// Reads a struct, enum, union or type alias; nothing else can be sent.
    ///
    /// What stands behind the name need not be complete: the compiler reads an item before it calls a macro,
    /// and has said so. There is no target, and no second error, if even the name cannot be read.
    pub(crate) fn parse(item: TokenStream, errors: &mut Accumulator) -> Option<Self> {
        let parsed = syn::parse2::<Item>(item.clone());
        let size = parsed.as_ref().map_or(Size::Some, |item| Size::of(item, errors));
        let place = match &parsed {
            Ok(Item::Type(alias)) => first_span(&alias.ty),
            _ => Span::call_site(),
        };
        let (attributes, vis, ident, generics) = match parsed {
            Ok(Item::Struct(item)) => (item.attrs, item.vis, item.ident, item.generics),
            Ok(Item::Enum(item)) => (item.attrs, item.vis, item.ident, item.generics),
            Ok(Item::Union(item)) => (item.attrs, item.vis, item.ident, item.generics),
            Ok(Item::Type(item)) => (item.attrs, item.vis, item.ident, item.generics),
            Ok(_) | Err(_) => {
                let Ok(header) = syn::parse2::<Header>(item.clone()) else {
                    errors.handle(unsupported(item));
                    return None;
                };
                (header.attributes, header.vis, header.ident, header.generics)
            }
        };
        let siblings =
            attributes.iter().filter_map(|attribute| Sibling::parse(attribute, &ident)).collect();
        Some(Target { vis, ident, generics, attributes, siblings, size, place })
    }
}

impl Size {
    /// What the syntax tells; an error if this macro has to tell the user.
    fn of(item: &Item, errors: &mut Accumulator) -> Self {
        let checked = match item {
            Item::Struct(item) => size::check_struct(item),
            Item::Type(item) => size::check_alias(item),
            _ => Ok(()),
        };
        match errors.handle(checked) {
            None => Size::None,
            Some(()) if size::has_no_layout(item) => Size::Refused,
            Some(()) => Size::Some,
        }
    }
}

fn unsupported(item: TokenStream) -> Result<()> {
    match noun(item) {
        Some(found) => Err(wording::unsupported_item(&found).at_attribute()),
        None => Ok(()),
    }
}

impl Sibling {
    fn parse(attribute: &Attribute, ident: &Ident) -> Option<Self> {
        let span = ring_channel(attribute)?;
        let options = match &attribute.meta {
            Meta::List(list) => list.tokens.clone(),
            Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
        };
        // It reports its mistakes when it is expanded itself.
        let mut its_own = Error::accumulator();
        let options = Options::parse(options, &mut its_own);
        let _ = its_own.into_inner();

        let stem = match options.name {
            Setting::Absent => Some(ident.clone()),
            Setting::Reported => None,
            Setting::Given(name) => Some(name.value.into_inner().0),
        };
        Some(Sibling { span, stem })
    }
}

/// The word `ring_channel` of the attribute, however long the path to it is.
fn ring_channel(attribute: &Attribute) -> Option<Span> {
    let last = attribute.path().segments.last()?;
    (last.ident == "ring_channel").then(|| last.ident.span())
}
