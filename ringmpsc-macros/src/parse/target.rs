//! The annotated item.

use darling::error::Accumulator;
use darling::{Error, Result};
use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Generics, Item, Meta, Visibility};

use super::conditional::has_conditional_fields;
use super::definition::definition;
use super::header::{Header, noun};
use super::option_input::first_span;
use super::options::{Options, Setting};
use super::size;
use crate::terms::messages;

/// The properties of the item that the channel depends on.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    /// All attributes of the item, except the one that is being expanded.
    pub(crate) attributes: Vec<Attribute>,
    /// The other `ring_channel` attributes. Each generates its own channel.
    pub(crate) siblings: Vec<Sibling>,
    pub(crate) size: Size,
    /// The start of the type behind an alias. For other items, the attribute.
    pub(crate) place: Span,
    /// The item without attributes and visibilities. `None` if it is incomplete.
    pub(crate) definition: Option<String>,
    /// Whether a field or a variant has a condition. The definition then does not tell the fields.
    pub(crate) has_conditional_fields: bool,
}

/// The size of a message, as far as the syntax shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// No mistake is visible.
    Sized,
    /// The compiler finds no size, and reports that.
    RejectedByCompiler,
    /// The message has no size. This has been reported.
    Unsized,
}

/// Another `ring_channel` on the same item.
#[derive(Debug)]
pub(crate) struct Sibling {
    pub(crate) span: Span,
    /// The start of its names. `None` if its `name` has a mistake.
    pub(crate) stem: Option<Ident>,
    /// Whether it has a channel between processes, which has names of its own.
    pub(crate) is_shared: bool,
}

impl Target {
    /// Reads a struct, enum, union or type alias. Reports any other item.
    ///
    /// The body may be incomplete. The compiler parses the item first, and has reported that.
    /// Returns `None` if even the name cannot be read.
    pub(crate) fn parse(item: TokenStream, errors: &mut Accumulator) -> Option<Self> {
        let parsed = syn::parse2::<Item>(item.clone());
        let size = parsed.as_ref().map_or(Size::Sized, |item| Size::of(item, errors));
        let place = match &parsed {
            Ok(Item::Type(alias)) => first_span(&alias.ty),
            _ => Span::call_site(),
        };
        let definition = parsed.as_ref().ok().and_then(definition);
        let has_conditional_fields = parsed.as_ref().is_ok_and(has_conditional_fields);
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
        Some(Target {
            vis,
            ident,
            generics,
            attributes,
            siblings,
            size,
            place,
            definition,
            has_conditional_fields,
        })
    }
}

impl Size {
    /// Finds out the size, and reports a missing one that the compiler would not report here.
    fn of(item: &Item, errors: &mut Accumulator) -> Self {
        let checked = match item {
            Item::Struct(item) => size::check_struct(item),
            Item::Type(item) => size::check_alias(item),
            _ => Ok(()),
        };
        match errors.handle(checked) {
            None => Size::Unsized,
            Some(()) if size::has_no_layout(item) => Size::RejectedByCompiler,
            Some(()) => Size::Sized,
        }
    }
}

fn unsupported(item: TokenStream) -> Result<()> {
    match noun(item) {
        Some(found) => Err(messages::unsupported_item(&found).at_attribute()),
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
        // The sibling reports these mistakes when the compiler expands it.
        let mut ignored = Error::accumulator();
        let options = Options::parse(options, &mut ignored);
        let _ = ignored.into_inner();

        let is_shared = options.shared.value().is_some();
        let stem = match options.name {
            Setting::Absent => Some(ident.clone()),
            Setting::Reported => None,
            Setting::Given(name) => Some(name.value.into_inner().0),
        };
        Some(Sibling { span, stem, is_shared })
    }
}

/// The place of the last word of the attribute's path, if this is `ring_channel`.
fn ring_channel(attribute: &Attribute) -> Option<Span> {
    let last = attribute.path().segments.last()?;
    (last.ident == "ring_channel").then(|| last.ident.span())
}
