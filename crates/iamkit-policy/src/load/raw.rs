//! The documents of a wrapping as texts, whether or not they can be read.

use std::borrow::Cow;
use std::collections::HashSet;

use super::member::Members;
use super::walk::{self, Found, pointer_step};
use super::{LoadError, decode, duplicate, repeated, sign, source};
use crate::error::ParseErrors;
use crate::json::{self, Node};
use crate::normal::PolicyKind;
use crate::position::Span;

/// The text of a document that was found, and how
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RawPolicy {
    /// The key of the member it stood under, as of [`LoadedPolicy::member`](crate::LoadedPolicy::member).
    pub member: Option<String>,
    /// The place in the text that was read, as a JSON pointer; that of the string for an encoded document.
    pub pointer: String,
    /// The kind of policy that the wrapping is of, where it tells.
    pub implied_kind: Option<PolicyKind>,
    /// Its text: of a document in a string, what that is decoded to.
    pub text: String,
    /// Where it stands in the bytes, unless it was decoded.
    pub span: Option<Span>,
}

impl RawPolicy {
    /// Whether a name is that of its member or its place.
    pub fn is_called(&self, name: &str) -> bool {
        self.member.as_deref() == Some(name) || (!name.is_empty() && self.pointer == name)
    }
}

/// Finds the texts of policy documents where [`load`](crate::load()) finds documents, also those that can't be read
///
/// ```
/// let answer = br#"{"a": {"PolicyDocument": {"Statement": 5}}, "b": {"PolicyDocument": "{\"Statement\": "}}"#;
/// let found = iamkit_policy::load_raw(answer)?;
/// assert_eq!(found.iter().map(|it| &*it.text).collect::<Vec<_>>(), [r#"{"Statement": 5}"#, r#"{"Statement": "#]);
/// assert!(iamkit_policy::load(answer).is_err());
/// # Ok::<(), iamkit_policy::LoadError>(())
/// ```
///
/// # Errors
/// Bytes that are too many, no UTF-8, no JSON, that tell a member of the wrapping twice, or hold no document.
pub fn load_raw(bytes: &[u8]) -> Result<Vec<RawPolicy>, LoadError> {
    let source = source(bytes)?;
    let is_decoded = matches!(source, Cow::Owned(_));
    let tape = json::parse_lenient(&source).map_err(|error| ParseErrors::new(vec![*error]))?;
    let found = walk::documents(tape.root());
    refuse_duplicates_around(&source, &found)?;
    let members = Members::of(&found);
    let raw = found.iter().enumerate().map(|(index, found)| raw(found, members.name(index), is_decoded));
    let raw = raw.collect::<Vec<_>>();
    if raw.is_empty() { Err(LoadError::NoDocument) } else { Ok(raw) }
}

/// Names that stand twice in a document are its own; in what it is in they would leave open which is meant.
fn refuse_duplicates_around(source: &str, found: &[Found<'_>]) -> Result<(), LoadError> {
    let mut seen = HashSet::new();
    for found in found {
        let ways = found.way.iter().enumerate();
        for (depth, step) in ways.filter(|(_, step)| seen.insert(step.around.span().start)) {
            if let Some(repeated) = repeated(step.around) {
                let way = found.way.iter().take(depth).cloned().collect();
                let pointer = pointer_step(&Found { node: step.around, way }.pointer(), &repeated.key);
                return Err(duplicate(source, pointer, &repeated));
            }
        }
    }
    Ok(())
}

fn raw(found: &Found<'_>, member: Option<&str>, is_decoded: bool) -> RawPolicy {
    let encoded = found.node.as_str();
    let text = encoded.as_deref().map_or(Cow::Borrowed(found.node.source()), decode::decoded);
    let has_principals = || json::parse(&text).is_ok_and(|tape| names_principals(tape.root()));
    RawPolicy {
        member: member.map(Into::into),
        pointer: found.pointer(),
        implied_kind: sign::kind(found, has_principals()),
        span: (encoded.is_none() && !is_decoded).then(|| found.node.span()),
        text: text.into_owned(),
    }
}

/// Whether a statement has `Principal` or `NotPrincipal`.
fn names_principals(document: Node<'_>) -> bool {
    let Some(statement) = document.member("Statement") else { return false };
    let mut statements = std::iter::once(statement).chain(statement.items());
    statements.any(|it| it.member("Principal").is_some() || it.member("NotPrincipal").is_some())
}
