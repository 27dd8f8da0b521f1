//! Prints an expansion in a readable form: with short names, and with wrapped documentation.
//!
//! All implementations stand in one block, which imports the names that they use. So an expansion
//! reads `usize`, not `::core::primitive::usize`. The block is an anonymous constant: its imports
//! are not visible outside, and the names of the user's module do not reach an imported name.
//!
//! A path stays absolute if its name occurs in the user's tokens, or if two paths end in the same
//! name. It also stays absolute with `crate = path`: if that path is wrong, the compiler reports
//! each use of an import.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use super::context::{Context, tokens};
use super::docs;
use crate::model::Channel;

/// The types, and the implementations in a block with the imports that they use.
pub(super) fn block(c: &Context, types: TokenStream, impls: TokenStream) -> TokenStream {
    let channel: &Channel = c;
    let mut imports = Imports { taken: taken(c), ..Imports::default() };
    imports.is_renamed = channel.library.is_given;
    let types = imports.printed(types, false);
    let impls = imports.printed(impls, true);
    let imports = imports.modules.values().map(|(module, names)| match names.as_slice() {
        [name] => tokens!(use #module::#name;),
        names => tokens!(use #module::{#(#names),*};),
    });
    tokens! {
        #types
        const _: () = {
            #(#imports)*
            #impls
        };
    }
}

/// The names in the user's tokens that the implementations repeat.
fn taken(c: &Context) -> BTreeSet<String> {
    let Context { parameters, bounds, .. } = c;
    let (message, vis) = (&c.message, &c.vis);
    let mut taken = BTreeSet::new();
    words(tokens!(#parameters #bounds #message #vis), &mut taken);
    taken.extend(c.names.all().map(ToString::to_string));
    taken
}

fn words(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => words(group.stream(), found),
            TokenTree::Ident(word) => _ = found.insert(word.to_string()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[derive(Default)]
struct Imports {
    /// Names that cannot be imported.
    taken: BTreeSet<String>,
    /// Whether the library's path comes from `crate = path`.
    is_renamed: bool,
    /// The path of each imported name.
    paths: BTreeMap<String, String>,
    /// The imported names of each module, by the path of the module.
    modules: BTreeMap<String, (TokenStream, Vec<Ident>)>,
}

impl Imports {
    /// The items as they are printed: with wrapped documentation, and with short paths in a block.
    fn printed(&mut self, items: TokenStream, is_block: bool) -> TokenStream {
        let tokens: Vec<TokenTree> = items.into_iter().collect();
        let mut printed = Vec::with_capacity(tokens.len());
        let mut rest = tokens.as_slice();
        while let Some((token, others)) = rest.split_first() {
            let from_here = rest;
            rest = others;
            match token {
                TokenTree::Punct(punct) if is_block && punct.as_char() == ':' => {
                    let path = AbsolutePath::at(from_here);
                    match path.and_then(|path| self.import(&path)) {
                        Some(skipped) => rest = &from_here[skipped..],
                        None => printed.push(token.clone()),
                    }
                }
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    if let Some((TokenTree::Group(attribute), others)) = others.split_first()
                        && let Some(lines) = docs::wrapped(attribute)
                    {
                        printed.extend(lines);
                        rest = others;
                    } else {
                        printed.push(token.clone());
                    }
                }
                TokenTree::Group(group) => {
                    let mut inner =
                        Group::new(group.delimiter(), self.printed(group.stream(), is_block));
                    inner.set_span(group.span());
                    printed.push(inner.into());
                }
                token => printed.push(token.clone()),
            }
        }
        printed.into_iter().collect()
    }

    /// The number of tokens before the imported name, or `None` if the path stays absolute.
    fn import(&mut self, path: &AbsolutePath) -> Option<usize> {
        let item = path.item(self.is_renamed)?;
        let (module, name) = (&path.segments[..item], path.segments[item]);
        let (key, word) = (join(module), name.to_string());
        if self.taken.contains(&word)
            || *self.paths.entry(word.clone()).or_insert(key.clone()) != key
        {
            return None;
        }
        let path = tokens!(#(::#module)*);
        let (_, names) = self.modules.entry(key).or_insert((path, Vec::new()));
        if let Err(place) = names.binary_search_by_key(&word, ToString::to_string) {
            names.insert(place, Ident::new(&word, Span::mixed_site()));
        }
        // Each segment follows two colons.
        Some(3 * item + 2)
    }
}

fn join(segments: &[&Ident]) -> String {
    segments.iter().map(ToString::to_string).collect::<Vec<_>>().join("::")
}

/// A path that begins with `::`.
///
/// It may also be the rest of a user's path. Then its names are [taken].
struct AbsolutePath<'a> {
    segments: Vec<&'a Ident>,
    /// Whether the path is that of a macro call.
    is_macro: bool,
}

impl<'a> AbsolutePath<'a> {
    fn at(mut tokens: &'a [TokenTree]) -> Option<Self> {
        let mut segments = Vec::new();
        while let [TokenTree::Punct(a), TokenTree::Punct(b), others @ ..] = tokens
            && is_colons(a, b)
            && let [TokenTree::Ident(segment), others @ ..] = others
        {
            segments.push(segment);
            tokens = others;
        }
        let is_macro = matches!(tokens, [TokenTree::Punct(mark), ..] if mark.as_char() == '!');
        (!segments.is_empty()).then_some(AbsolutePath { segments, is_macro })
    }

    /// The index of the segment to import. `fmt` is a module, since its `Result` has the name of
    /// another type. A macro stays absolute: an import would compete with a `macro_rules`.
    fn item(&self, is_renamed: bool) -> Option<usize> {
        let root = self.segments[0];
        if self.is_macro || !(root == "core" || !is_renamed && root == "ringmpsc") {
            return None;
        }
        let is_item = |segment: &&Ident| {
            let word = segment.to_string();
            word == "fmt" || word.starts_with(|first: char| first.is_uppercase())
        };
        let primitive = self.segments.iter().position(|segment| *segment == "primitive");
        let item = primitive.map(|module| module + 1).or(self.segments.iter().position(is_item));
        // A function is the last segment.
        Some(item.unwrap_or(self.segments.len() - 1)).filter(|item| *item > 0)
    }
}

fn is_colons(a: &Punct, b: &Punct) -> bool {
    a.as_char() == ':' && a.spacing() == Spacing::Joint && b.as_char() == ':'
}
