//! The code of a module: what it defines, imports and names.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, ImplItemFn, Item, ItemFn, ItemMacro, ItemMod, ItemUse, LitStr, Macro, PatIdent, Path,
    Signature, TraitItemFn, UseTree, Visibility,
};

use super::head::{self, Head};
use super::tokens;
use crate::source::{Binding, Body, Child, Scope, Use};

/// The members of `#[serde(…)]` that name functions, types or modules in a text.
const NAMING: [&str; 9] = [
    "with",
    "serialize_with",
    "deserialize_with",
    "default",
    "skip_serializing_if",
    "from",
    "try_from",
    "into",
    "remote",
];

/// The code of a module with these items.
pub(crate) fn scope(items: &[Item]) -> Scope {
    let mut reader = Reader::default();
    for item in items {
        reader.define(item);
        reader.visit_item(item);
    }
    reader.scope
}

/// Reads the code of one module
#[derive(Debug, Default)]
struct Reader {
    scope: Scope,
    /// The variables of the function that is being read.
    variables: BTreeSet<String>,
}

impl Reader {
    fn define(&mut self, item: &Item) {
        let Some(head) = Head::of(item).filter(|head| !head.is_test()) else { return };
        let Some(name) = head.name else {
            self.scope.has_made_items |= matches!(item, Item::Macro(_));
            return;
        };
        match item {
            Item::Mod(_) => {}
            Item::Macro(it) => {
                let is_exported = it.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"));
                let name = format!("{name}!");
                if is_exported {
                    self.scope.exported.insert(name.clone());
                }
                self.scope.names.insert(name);
            }
            _ => {
                self.scope.names.insert(name.to_string());
            }
        }
    }

    fn mention(&mut self, path: Vec<String>, line: usize) {
        let is_variable = matches!(path.as_slice(), [name] if self.variables.contains(name));
        if !is_variable {
            self.scope.mentions.entry(path).or_insert(line);
        }
    }

    fn mention_tokens(&mut self, tokens: proc_macro2::TokenStream) {
        for spelt in tokens::paths(tokens) {
            self.mention(spelt.path, spelt.line);
        }
    }

    /// Reads a function, whose variables are no items.
    fn function(&mut self, signature: &Signature, body: Option<&Block>, read: impl FnOnce(&mut Self)) {
        let mut variables = Variables::default();
        variables.visit_signature(signature);
        if let Some(body) = body {
            variables.visit_block(body);
        }
        let outer = self.variables.clone();
        self.variables.extend(variables.0);
        read(self);
        self.variables = outer;
    }

    fn add_uses(&mut self, tree: &UseTree, before: &[String], is_handed_on: bool) {
        let with = |name: &proc_macro2::Ident| [before, &[name.to_string()]].concat();
        let (path, binding, line) = match tree {
            UseTree::Path(it) => return self.add_uses(&it.tree, &with(&it.ident), is_handed_on),
            UseTree::Group(it) => {
                return it.items.iter().for_each(|tree| self.add_uses(tree, before, is_handed_on));
            }
            UseTree::Name(it) => {
                let path = if it.ident == "self" { before.to_vec() } else { with(&it.ident) };
                let name = path.last().cloned().unwrap_or_default();
                (path, Binding::Name(name), it.ident.span().start().line)
            }
            UseTree::Rename(it) => {
                let path = if it.ident == "self" { before.to_vec() } else { with(&it.ident) };
                let is_unnamed = it.rename == "_";
                let binding =
                    if is_unnamed { Binding::Unnamed } else { Binding::Name(it.rename.to_string()) };
                (path, binding, it.ident.span().start().line)
            }
            UseTree::Glob(it) => (before.to_vec(), Binding::All, it.star_token.span.start().line),
        };
        self.scope.uses.push(Use { path, binding, is_handed_on, line });
    }
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        if !Head::of(item).is_some_and(|head| head.is_test())
            || matches!(item, Item::Mod(it) if it.content.is_none())
        {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, it: &ItemUse) {
        if it.leading_colon.is_none() {
            self.add_uses(&it.tree, &[], !matches!(it.vis, Visibility::Inherited));
        }
    }

    fn visit_item_mod(&mut self, it: &ItemMod) {
        let at = it.attrs.iter().find_map(|attribute| head::text(attribute, "path"));
        let body = match &it.content {
            Some((_, items)) => Body::Here(scope(items)),
            None => at.map_or(Body::File, Body::FileAt),
        };
        self.scope.children.push(Child {
            name: it.ident.to_string(),
            body,
            is_test: head::is_test(&it.attrs),
        });
    }

    fn visit_item_macro(&mut self, it: &ItemMacro) {
        if it.ident.is_some() {
            self.mention_tokens(it.mac.tokens.clone());
        } else {
            visit::visit_item_macro(self, it);
        }
    }

    fn visit_item_fn(&mut self, it: &ItemFn) {
        self.function(&it.sig, Some(&it.block), |reader| visit::visit_item_fn(reader, it));
    }

    fn visit_impl_item_fn(&mut self, it: &ImplItemFn) {
        if !head::is_test(&it.attrs) {
            self.function(&it.sig, Some(&it.block), |reader| visit::visit_impl_item_fn(reader, it));
        }
    }

    fn visit_trait_item_fn(&mut self, it: &TraitItemFn) {
        self.function(&it.sig, it.default.as_ref(), |reader| visit::visit_trait_item_fn(reader, it));
    }

    fn visit_path(&mut self, path: &Path) {
        if let (None, Some(first)) = (&path.leading_colon, path.segments.first()) {
            let names = path.segments.iter().map(|segment| segment.ident.to_string());
            self.mention(names.collect(), first.ident.span().start().line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, it: &Macro) {
        let mut names = it.path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>();
        if let Some(last) = names.last_mut() {
            last.push('!');
        }
        self.mention(names, it.bang_token.span.start().line);
        self.mention_tokens(it.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &Attribute) {
        let Ok(list) = attribute.meta.require_list() else { return };
        self.mention_tokens(list.tokens.clone());
        if list.path.is_ident("serde") {
            for path in named_in_texts(attribute) {
                self.mention(path, head::line(attribute));
            }
        }
    }

    fn visit_visibility(&mut self, _: &Visibility) {}
}

/// The paths that stand as texts in `#[serde(…)]`; of a module, a function in it.
fn named_in_texts(attribute: &Attribute) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    // What serde doesn't understand doesn't compile.
    let _ = attribute.parse_nested_meta(|meta| {
        let Ok(value) = meta.value() else { return Ok(()) };
        let Ok(text) = value.parse::<LitStr>() else { return Ok(()) };
        let naming = NAMING.iter().any(|name| meta.path.is_ident(name));
        if let (true, Ok(path)) = (naming, text.parse::<Path>()) {
            let names = path.segments.iter().map(|segment| segment.ident.to_string());
            let function = meta.path.is_ident("with").then(|| "serialize".to_owned());
            found.push(names.chain(function).collect());
        }
        Ok(())
    });
    found
}

/// The variables of a function
#[derive(Debug, Default)]
struct Variables(BTreeSet<String>);

impl Visit<'_> for Variables {
    fn visit_pat_ident(&mut self, it: &PatIdent) {
        let name = it.ident.to_string();
        if name.starts_with(|first: char| !first.is_uppercase()) {
            self.0.insert(name);
        }
        visit::visit_pat_ident(self, it);
    }
}
