//! Where documents stand in a wrapping: every object with `Statement`, and the strings that are such objects.
//!
//! A wrapping isn't known beforehand, so all of it is looked at. Strings are told by their key and by what they hold:
//! answers are full of others that are JSON too, such as delivery and lifecycle policies.

use std::borrow::Cow;

use super::decode;
use crate::json::{JsonMember, Kind, Node};

/// Keys whose value is a document or wrong, folded as [`fold`] does.
const ALWAYS: &[&str] = &["policydocument", "assumerolepolicydocument"];

/// Keys under which a document stands without being named after it, folded.
const OFTEN: &[&str] = &["document", "content", "json", "options"];

/// How many members an object may have that is part of a shape.
const MAX_MEMBERS: usize = 64;

/// How many objects around a document are looked at.
const MAX_OBJECTS: usize = 8;

/// One step from the outside to a document
#[derive(Debug, Clone)]
pub(super) struct Step<'t> {
    /// The object or list that is stepped into.
    pub(super) around: Node<'t>,
    pub(super) to: To<'t>,
}

/// What of an object or list is stepped to
#[derive(Debug, Clone)]
pub(super) enum To<'t> {
    Member(Cow<'t, str>),
    Item(usize),
}

/// A document and the way to it
#[derive(Debug, Clone)]
pub(super) struct Found<'t> {
    pub(super) node: Node<'t>,
    pub(super) way: Vec<Step<'t>>,
}

impl<'t> Found<'t> {
    /// The keys of the way, the innermost first.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.way.iter().rev().filter_map(|step| match &step.to {
            To::Member(key) => Some(&**key),
            To::Item(_) => None,
        })
    }

    /// The objects around the document, the innermost first, each as the members that it has.
    ///
    /// An object of many members maps names to things and isn't part of a shape. Leaving these out, and those far
    /// away, bounds the work for a text of many documents.
    pub(super) fn around(&self) -> impl Iterator<Item = impl Iterator<Item = JsonMember<'t>> + use<'t>> {
        let objects = self.way.iter().rev().filter(|step| matches!(step.to, To::Member(_)));
        objects.take(MAX_OBJECTS).map(|step| {
            let is_shape = step.around.members().nth(MAX_MEMBERS).is_none();
            step.around.members().take(if is_shape { MAX_MEMBERS } else { 0 })
        })
    }

    pub(super) fn pointer(&self) -> String {
        self.way.iter().fold(String::new(), |pointer, step| match &step.to {
            To::Member(key) => pointer_step(&pointer, key),
            To::Item(index) => pointer_step(&pointer, &index.to_string()),
        })
    }

    /// The first ARN beside the document or around it: of what has the policy, or of the policy.
    pub(super) fn arn(&self) -> Option<String> {
        let is_named = |key: &str| key.get(key.len().saturating_sub(3)..).is_some_and(is_arn_word);
        let named = self.around().flatten().filter(|member| is_named(&member.key));
        let mut texts = named.filter_map(|member| member.node.as_str());
        texts.find(|text| text.starts_with("arn:")).map(Into::into)
    }
}

fn is_arn_word(word: &str) -> bool {
    word.eq_ignore_ascii_case("arn")
}

/// A key as it compares with those of the tables: services, audit logs and Terraform spell one key in different ways.
pub(super) fn fold(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect()
}

/// The pointer to a member or item of what a pointer leads to.
pub(super) fn pointer_step(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// All documents, in the order of their places.
pub(super) fn documents(root: Node<'_>) -> Vec<Found<'_>> {
    let mut walk = Walk { way: Vec::new(), found: Vec::new() };
    // A plan tells most resources three times: what is planned counts.
    match root.member("planned_values") {
        Some(planned) if root.member("Statement").is_none() => {
            walk.step(root, To::Member("planned_values".into()), planned);
        }
        _ => walk.look_at(root),
    }
    walk.found
}

struct Walk<'t> {
    way: Vec<Step<'t>>,
    found: Vec<Found<'t>>,
}

impl<'t> Walk<'t> {
    fn look_at(&mut self, node: Node<'t>) {
        if self.is_document(node) {
            return self.found.push(Found { node, way: self.way.clone() });
        }
        for member in node.members() {
            self.step(node, To::Member(member.key), member.node);
        }
        for (index, item) in node.items().enumerate() {
            self.step(node, To::Item(index), item);
        }
    }

    fn step(&mut self, around: Node<'t>, to: To<'t>, node: Node<'t>) {
        self.way.push(Step { around, to });
        self.look_at(node);
        self.way.pop();
    }

    fn is_document(&self, node: Node<'t>) -> bool {
        if node.member("Statement").is_some() || (self.way.is_empty() && node.is_string()) {
            return true;
        }
        let key = self.key().map(fold).unwrap_or_default();
        if ALWAYS.contains(&&*key) && matches!(self.way.last(), Some(Step { to: To::Member(_), .. })) {
            return node.kind() != Kind::Null;
        }
        let Some(text) = node.as_str() else { return false };
        let is_named = key.contains("polic") || OFTEN.contains(&&*key) || self.is_in_policies();
        is_named && decode::is_document(&text)
    }

    /// The key that leads here, of the list for its items.
    fn key(&self) -> Option<&str> {
        self.way.iter().rev().find_map(|step| match &step.to {
            To::Member(key) => Some(&**key),
            To::Item(_) => None,
        })
    }

    /// Whether this is a member of an object under `Policies`, which maps names to documents.
    fn is_in_policies(&self) -> bool {
        let mut outwards = self.way.iter().rev().skip(1);
        matches!(outwards.next(), Some(Step { to: To::Member(key), .. }) if fold(key) == "policies")
    }
}
