//! The public items of a crate, read from its sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::{
    Attribute, Expr, ExprLit, File, ImplItem, Item, Lit, Meta, TraitItem, Type, UseTree, Visibility,
};

/// A public item, by its path in the documentation.
pub(crate) struct PublicItem {
    pub(crate) path: String,
    pub(crate) has_example: bool,
}

/// A module: its file, or the block of an inline module.
struct Module {
    items: Vec<Item>,
    attributes: Vec<Attribute>,
}

/// The modules of a crate, by their paths: `[]` is the root.
pub(crate) struct Crate {
    modules: BTreeMap<Vec<String>, Module>,
    name: String,
}

impl Crate {
    /// Parses all sources.
    pub(crate) fn read(root: &Path) -> Self {
        let mut modules = BTreeMap::new();
        let file = parse(&root.join("lib.rs"));
        read_module(root, Vec::new(), file.attrs, file.items, &mut modules);
        let name = root.parent().and_then(Path::file_name).expect("a crate has a directory");
        Self { modules, name: name.to_string_lossy().replace('-', "_") }
    }

    /// A crate with this `lib.rs`, which has only inline modules.
    pub(crate) fn of(name: &str, text: &str) -> Self {
        let mut modules = BTreeMap::new();
        let file = syn::parse_file(text).expect("it is Rust");
        read_module(Path::new(""), Vec::new(), file.attrs, file.items, &mut modules);
        Self { modules, name: name.to_owned() }
    }

    /// The items that the documentation shows.
    pub(crate) fn public_items(&self) -> Vec<PublicItem> {
        let mut found =
            Found { shown: self, items: Vec::new(), seen: BTreeSet::new(), pages: BTreeMap::new() };
        found.module(&[], &self.name);
        found.items
    }

    /// The module that defines `name`, which can be named in `module`.
    fn definition(&self, module: &[String], name: &str) -> Option<Vec<String>> {
        let items = &self.modules.get(module)?.items;
        if items.iter().any(|item| name_of(item).is_some_and(|defined| defined == name)) {
            return Some(module.to_vec());
        }
        for item in items {
            let Item::Use(reexport) = item else { continue };
            for (path, exported) in leaves(&reexport.tree) {
                if exported == name
                    && let Some((last, before)) = path.split_last()
                    && let Some(from) = self.resolve(module, before)
                    && let Some(defined) = self.definition(&from, last)
                {
                    return Some(defined);
                }
            }
        }
        None
    }

    /// The module that a path of an import leads to.
    fn resolve(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let mut at = module.to_vec();
        for (position, segment) in path.iter().enumerate() {
            match segment.as_str() {
                "crate" if position == 0 => at.clear(),
                "self" => {}
                "super" => _ = at.pop(),
                name => at.push(name.to_owned()),
            }
        }
        self.modules.contains_key(&at).then_some(at)
    }

    /// The inherent implementations of a type, in its module and in the modules below.
    fn methods(&self, module: &[String], name: &str) -> Vec<&syn::ImplItemFn> {
        let near = self.modules.iter().filter(|(path, _)| path.starts_with(module));
        near.flat_map(|(_, module)| &module.items)
            .filter_map(|item| match item {
                Item::Impl(block) if block.trait_.is_none() => Some(block),
                _ => None,
            })
            .filter(|block| match &*block.self_ty {
                Type::Path(path) => path.path.segments.last().is_some_and(|s| s.ident == name),
                _ => false,
            })
            .flat_map(|block| &block.items)
            .filter_map(|item| match item {
                ImplItem::Fn(method) => Some(method),
                _ => None,
            })
            .filter(|method| is_public(&method.vis) && !is_hidden(&method.attrs))
            .collect()
    }
}

/// What was found so far.
struct Found<'a> {
    shown: &'a Crate,
    items: Vec<PublicItem>,
    seen: BTreeSet<String>,
    /// The examples in the documentation of each module.
    pages: BTreeMap<String, Vec<String>>,
}

impl Found<'_> {
    /// The examples on the page of the module that `shown` is in.
    fn of_the_page(&self, shown: &str) -> Vec<String> {
        let (page, _) = shown.rsplit_once("::").unwrap_or((shown, ""));
        self.pages.get(page).cloned().unwrap_or_default()
    }

    fn push(&mut self, path: String, has_example: bool) {
        if self.seen.insert(path.clone()) {
            self.items.push(PublicItem { path, has_example });
        }
    }

    /// The public items of a module, which the documentation shows as `shown`.
    fn module(&mut self, module: &[String], shown: &str) {
        let this = self.shown;
        let Some(found) = this.modules.get(module) else { return };
        self.pages.insert(shown.to_owned(), examples(&found.attributes));
        self.push(shown.to_owned(), has_example(&found.attributes) || !module.is_empty());
        for item in &found.items {
            if is_hidden(attributes(item)) {
                continue;
            }
            if let Item::Use(reexport) = item {
                if is_public(&reexport.vis) {
                    for (path, exported) in leaves(&reexport.tree) {
                        self.reexport(module, &path, &exported, shown);
                    }
                }
            } else if visibility(item).is_some_and(is_public)
                && let Some(name) = name_of(item)
            {
                self.item(module, &name, &format!("{shown}::{name}"));
            }
        }
    }

    fn reexport(&mut self, module: &[String], path: &[String], exported: &str, shown: &str) {
        let Some((last, before)) = path.split_last() else { return };
        if let Some(from) = self.shown.resolve(module, before)
            && let Some(defined) = self.shown.definition(&from, last)
        {
            self.item(&defined, last, &format!("{shown}::{exported}"));
        }
    }

    fn item(&mut self, module: &[String], name: &str, shown: &str) {
        let this = self.shown;
        let items = &this.modules[module].items;
        let Some(item) =
            items.iter().find(|item| name_of(item).is_some_and(|defined| defined == name))
        else {
            return;
        };
        match item {
            Item::Mod(_) => {
                let inner = [module, &[name.to_owned()]].concat();
                self.module(&inner, shown);
            }
            Item::Trait(item) => {
                let methods = item.items.iter().filter_map(|item| match item {
                    TraitItem::Fn(method) if !is_hidden(&method.attrs) => {
                        Some((method.sig.ident.to_string(), &method.attrs[..]))
                    }
                    _ => None,
                });
                self.with_methods(shown, &item.attrs, methods.collect());
            }
            Item::Struct(_) | Item::Enum(_) | Item::Union(_) => {
                let methods = this.methods(module, name);
                let methods = methods
                    .into_iter()
                    .map(|method| (method.sig.ident.to_string(), &method.attrs[..]));
                let methods = methods.collect();
                self.with_methods(shown, attributes(item), methods);
            }
            // The type behind an alias is shown by itself.
            Item::Type(_) | Item::Const(_) | Item::Static(_) => {}
            _ => {
                let page = self.of_the_page(shown);
                let is_shown = page.iter().any(|text| text.contains(&format!("{name}(")));
                self.push(shown.to_owned(), is_shown || has_example(attributes(item)));
            }
        }
    }

    fn with_methods(
        &mut self,
        shown: &str,
        attributes: &[Attribute],
        methods: Vec<(String, &[Attribute])>,
    ) {
        let of_methods = methods.iter().flat_map(|(_, attributes)| examples(attributes));
        let own: Vec<_> = examples(attributes).into_iter().chain(of_methods).collect();
        let page = self.of_the_page(shown);
        let name = shown.rsplit("::").next().unwrap_or(shown);
        let named = page.iter().any(|text| words(text).any(|word| word == name));
        self.push(shown.to_owned(), named || !own.is_empty());
        let all: Vec<_> = own.into_iter().chain(page).collect();
        for (name, attributes) in methods {
            let call = |text: &String| {
                [
                    format!(".{name}("),
                    format!("::{name}("),
                    format!(".{name}::<"),
                    format!("::{name}::<"),
                ]
                .iter()
                .any(|call| text.contains(call))
            };
            let is_shown = has_example(attributes) || all.iter().any(call);
            self.push(format!("{shown}::{name}"), is_shown);
        }
    }
}

fn parse(path: &Path) -> File {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Adds a module and all modules below it. `directory` is where its submodules are.
fn read_module(
    directory: &Path,
    path: Vec<String>,
    attributes: Vec<Attribute>,
    items: Vec<Item>,
    modules: &mut BTreeMap<Vec<String>, Module>,
) {
    for item in &items {
        let Item::Mod(module) = item else { continue };
        let name = module.ident.to_string();
        let inner = directory.join(&name);
        let below: Vec<_> = path.iter().cloned().chain([name.clone()]).collect();
        if let Some((_, items)) = &module.content {
            read_module(&inner, below, module.attrs.clone(), items.clone(), modules);
            continue;
        }
        let candidates: [PathBuf; 2] = [directory.join(format!("{name}.rs")), inner.join("mod.rs")];
        // A module under another file name, such as `__private`, is hidden or a test.
        if let Some(file) = candidates.iter().find(|file| file.exists()) {
            let File { mut attrs, items, .. } = parse(file);
            attrs.extend(module.attrs.clone());
            read_module(&inner, below, attrs, items, modules);
        }
    }
    modules.insert(path, Module { items, attributes });
}

/// The paths of an import, each with the name that it gets.
fn leaves(tree: &UseTree) -> Vec<(Vec<String>, String)> {
    match tree {
        UseTree::Path(path) => leaves(&path.tree)
            .into_iter()
            .map(|(mut rest, name)| {
                rest.insert(0, path.ident.to_string());
                (rest, name)
            })
            .collect(),
        UseTree::Name(name) => vec![(vec![name.ident.to_string()], name.ident.to_string())],
        UseTree::Rename(name) => vec![(vec![name.ident.to_string()], name.rename.to_string())],
        UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
        UseTree::Glob(_) => Vec::new(),
    }
}

fn name_of(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Mod(item) => item.ident.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Union(item) => item.ident.to_string(),
        _ => return None,
    })
}

fn visibility(item: &Item) -> Option<&Visibility> {
    Some(match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Mod(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Type(item) => &item.vis,
        Item::Union(item) => &item.vis,
        Item::Use(item) => &item.vis,
        _ => return None,
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        matches!(&attribute.meta, Meta::List(list)
            if list.path.is_ident("doc") && list.tokens.to_string().contains("hidden"))
    })
}

/// The lines of the documentation.
fn docs(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &pair.value
        {
            text.push_str(&line.value());
            text.push('\n');
        }
    }
    text
}

/// The examples that run as doctests.
fn examples(attributes: &[Attribute]) -> Vec<String> {
    let docs = docs(attributes);
    let mut examples = Vec::new();
    let mut open: Option<(bool, String)> = None;
    for line in docs.lines() {
        if let Some(info) = line.trim_start().strip_prefix("```") {
            if let Some((runs, text)) = open.take() {
                examples.extend(runs.then_some(text));
            } else {
                let runs = info.split(',').all(|word| matches!(word.trim(), "" | "rust"));
                open = Some((runs, String::new()));
            }
        } else if let Some((_, text)) = &mut open {
            text.push_str(line);
            text.push('\n');
        }
    }
    examples
}

fn has_example(attributes: &[Attribute]) -> bool {
    !examples(attributes).is_empty()
}
