//! What stands before an item: its attributes, its visibility and its name.

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Item, Lit, Meta, Token, Visibility};

/// What stands before an item
#[derive(Clone, Copy)]
pub(crate) struct Head<'i> {
    /// Its attributes, docs among them.
    pub(crate) attributes: &'i [Attribute],
    /// Who may name it.
    pub(crate) visibility: &'i Visibility,
    /// Its name, where it has one.
    pub(crate) name: Option<&'i Ident>,
    /// A line of it that is not in its attributes.
    own_line: usize,
}

impl<'i> Head<'i> {
    /// The head of an item; none of what is no item.
    pub(crate) fn of(item: &'i Item) -> Option<Self> {
        let named = |attributes, visibility, name: &'i Ident| {
            Some(Self { attributes, visibility, name: Some(name), own_line: name.span().start().line })
        };
        let unnamed =
            |attributes, visibility, own_line| Some(Self { attributes, visibility, name: None, own_line });
        match item {
            Item::Const(it) => named(&it.attrs, &it.vis, &it.ident),
            Item::Enum(it) => named(&it.attrs, &it.vis, &it.ident),
            Item::Fn(it) => named(&it.attrs, &it.vis, &it.sig.ident),
            Item::Mod(it) => named(&it.attrs, &it.vis, &it.ident),
            Item::Static(it) => named(&it.attrs, &it.vis, &it.ident),
            Item::Struct(it) => named(&it.attrs, &it.vis, &it.ident),
            Item::Trait(it) => named(&it.attrs, &it.vis, &it.ident),
            Item::TraitAlias(it) => named(&it.attrs, &it.vis, &it.ident),
            Item::Type(it) => named(&it.attrs, &it.vis, &it.ident),
            Item::Union(it) => named(&it.attrs, &it.vis, &it.ident),
            Item::Impl(it) => unnamed(&it.attrs, &Visibility::Inherited, it.impl_token.span.start().line),
            Item::Use(it) => unnamed(&it.attrs, &it.vis, it.use_token.span.start().line),
            Item::Macro(it) => {
                let own_line = it.mac.bang_token.span.start().line;
                Some(Self {
                    name: it.ident.as_ref(),
                    ..unnamed(&it.attrs, &Visibility::Inherited, own_line)?
                })
            }
            _ => None,
        }
    }

    /// Whether it is there for tests alone.
    pub(crate) fn is_test(&self) -> bool {
        is_test(self.attributes)
    }

    /// Where it begins, attributes included.
    pub(crate) fn line(&self) -> usize {
        self.attributes.first().map_or(self.own_line, line)
    }
}

/// The line of an attribute.
pub(crate) fn line(attribute: &Attribute) -> usize {
    attribute.pound_token.span.start().line
}

/// Whether what has these attributes is there for tests alone.
pub(crate) fn is_test(attributes: &[Attribute]) -> bool {
    let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    conditions.filter_map(|attribute| attribute.parse_args().ok()).any(|condition| asks_for_test(&condition))
}

fn asks_for_test(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => path.is_ident("test") || path.is_ident("doctest"),
        Meta::List(list) if list.path.is_ident("all") => {
            let all = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            all.is_ok_and(|all| all.iter().any(asks_for_test))
        }
        _ => false,
    }
}

/// The text that an attribute says as `name = "text"`, if it has this name.
pub(crate) fn text(attribute: &Attribute, name: &str) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident(name) => match &meta.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}
