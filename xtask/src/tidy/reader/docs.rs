//! The public items of a file that have docs, and the first paragraph of these.

use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, ItemTrait, TraitItem, Type, Visibility};

use super::head::{self, Head};
use crate::paragraph;
use crate::source::Documented;

/// The public items with docs among these and in them, in their order; those for tests are left out.
pub(crate) fn documented(items: &[Item]) -> Vec<Documented> {
    let mut documented = Vec::new();
    for item in items {
        add_item(&mut documented, item);
    }
    documented
}

fn add_item(to: &mut Vec<Documented>, item: &Item) {
    let Some(head) = Head::of(item).filter(|head| !head.is_test()) else { return };
    if let Item::Impl(it) = item {
        return add_methods(to, it);
    }
    let (Some(name), Visibility::Public(_)) = (head.name, head.visibility) else { return };
    let name = name.to_string();
    let is_type =
        matches!(item, Item::Struct(_) | Item::Enum(_) | Item::Trait(_) | Item::Type(_) | Item::Union(_));
    to.extend(docs(name.clone(), head.attributes).map(|item| Documented { is_type, ..item }));
    match item {
        Item::Mod(it) => it.content.iter().flat_map(|(_, items)| items).for_each(|item| add_item(to, item)),
        Item::Struct(it) => add_fields(to, &name, &it.fields),
        Item::Trait(it) => add_members(to, it),
        Item::Enum(it) => {
            for variant in &it.variants {
                to.extend(docs(format!("{name}::{}", variant.ident), &variant.attrs));
            }
        }
        _ => {}
    }
}

fn add_fields(to: &mut Vec<Documented>, owner: &str, fields: &Fields) {
    let public = fields.iter().filter(|field| matches!(field.vis, Visibility::Public(_)));
    for field in public {
        let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        to.extend(docs(format!("{owner}::{name}"), &field.attrs));
    }
}

fn add_members(to: &mut Vec<Documented>, owner: &ItemTrait) {
    let members = owner.items.iter().filter_map(|item| match item {
        TraitItem::Const(it) => Some((&it.ident, &it.attrs)),
        TraitItem::Fn(it) => Some((&it.sig.ident, &it.attrs)),
        TraitItem::Type(it) => Some((&it.ident, &it.attrs)),
        _ => None,
    });
    to.extend(members.filter_map(|(name, attributes)| docs(format!("{}::{name}", owner.ident), attributes)));
}

/// Adds what is public in an `impl` of a type by itself.
fn add_methods(to: &mut Vec<Documented>, it: &ItemImpl) {
    let owner = match &*it.self_ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    };
    let members = it.items.iter().filter_map(|item| match item {
        ImplItem::Const(it) => Some((&it.vis, &it.ident, &it.attrs)),
        ImplItem::Fn(it) => Some((&it.vis, &it.sig.ident, &it.attrs)),
        _ => None,
    });
    let owner = owner.unwrap_or_default();
    let public = members.filter(|(visibility, ..)| matches!(visibility, Visibility::Public(_)));
    to.extend(public.filter_map(|(_, name, attributes)| docs(format!("{owner}::{name}"), attributes)));
}

fn docs(name: String, attributes: &[Attribute]) -> Option<Documented> {
    if head::is_test(attributes) {
        return None;
    }
    let first = attributes.iter().find(|attribute| head::text(attribute, "doc").is_some())?;
    let lines = attributes.iter().filter_map(|attribute| head::text(attribute, "doc")).collect::<Vec<_>>();
    let lines = lines.iter().flat_map(|text| text.split('\n'));
    Some(Documented { name, is_type: false, line: head::line(first), paragraph: paragraph::first(lines) })
}
