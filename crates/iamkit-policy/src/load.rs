//! One step from the bytes people really have to policy documents.
//!
//! Policies arrive bare, in the envelopes of AWS's own commands, as members of a larger object (with its braces or, on
//! documentation pages, without), and as percent-encoded or JSON text inside a string (S81).

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::document::PolicyDocument;
use crate::error::{ParseError, ParseErrors};
use crate::json::{self, MAX_BYTES, Node};
use crate::position::Position;
use crate::read;

/// The wrapping in which a document was found
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Envelope {
    /// The document itself.
    Bare,
    /// Under a key such as `policyDocument`, `PolicyDocument`, `Document` or `PolicyVersion.Document`.
    Wrapped(&'static str),
}

impl fmt::Display for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bare => f.write_str("bare document"),
            Self::Wrapped(key) => write!(f, "document under `{key}`"),
        }
    }
}

/// One document that was found, and how
#[derive(Debug, Clone)]
pub struct LoadedPolicy {
    member: Option<String>,
    envelope: Envelope,
    document: PolicyDocument,
}

impl LoadedPolicy {
    /// The key of the member it stood under, when the text held several or a fragment.
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// The wrapping it was found in.
    pub fn envelope(&self) -> Envelope {
        self.envelope
    }

    /// The document.
    pub fn document(&self) -> &PolicyDocument {
        &self.document
    }

    /// The document, consuming the rest.
    pub fn into_document(self) -> PolicyDocument {
        self.document
    }
}

/// The documents found in a text, in their order; never empty
#[derive(Debug, Clone)]
pub struct Loaded {
    entries: Vec<LoadedPolicy>,
}

impl Loaded {
    /// The documents in their order.
    pub fn entries(&self) -> &[LoadedPolicy] {
        &self.entries
    }

    /// Picks one document: the named member, or without a name the only one there is.
    ///
    /// # Errors
    /// [`LoadError::NoSuchMember`] when no member has the name, [`LoadError::SeveralMembers`] when there is no name
    /// and more than one document; both name the members there are.
    pub fn pick(self, name: Option<&str>) -> Result<LoadedPolicy, LoadError> {
        let names =
            || self.entries.iter().filter_map(|entry| entry.member.clone()).collect::<Vec<_>>().join("`, `");
        let position = match name {
            Some(name) => self
                .entries
                .iter()
                .position(|entry| entry.member.as_deref() == Some(name))
                .ok_or_else(|| LoadError::NoSuchMember { name: name.into(), members: names() })?,
            None if 1 < self.entries.len() => return Err(LoadError::SeveralMembers { members: names() }),
            None => 0,
        };
        self.entries.into_iter().nth(position).ok_or(LoadError::NoDocument)
    }
}

/// Why no document could be loaded
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The bytes are more than [`MAX_BYTES`].
    #[error("{bytes} bytes, the limit is {MAX_BYTES}")]
    TooLarge {
        /// How many bytes there were.
        bytes: usize,
    },
    /// The bytes are no UTF-8.
    #[error("not UTF-8: invalid byte at offset {offset}")]
    NotUtf8 {
        /// The offset of the first byte that is none.
        offset: usize,
    },
    /// The text, or the document in it, can't be read.
    #[error(transparent)]
    Invalid(#[from] ParseErrors),
    /// A document in a string can't be read; places are those of the decoded text.
    #[error("in the encoded document at {pointer}: {errors}")]
    InvalidEncoded {
        /// The JSON pointer of the string.
        pointer: String,
        /// What is wrong with the decoded text.
        errors: ParseErrors,
    },
    /// The text is JSON but holds no policy document.
    #[error(
        "no policy document found: expected `Statement`, `policyDocument`, `PolicyDocument`, `Document`, \
         `PolicyVersion.Document`, or members that hold one"
    )]
    NoDocument,
    /// No member has the name that was asked for.
    #[error("no member `{name}`, there are `{members}`")]
    NoSuchMember {
        /// The name that was asked for.
        name: String,
        /// The names there are.
        members: String,
    },
    /// Several documents and no name to choose by.
    #[error("several policy documents, name one of `{members}`")]
    SeveralMembers {
        /// The names there are.
        members: String,
    },
}

/// Finds the policy documents in a text and says in which wrapping each was found
///
/// ```
/// let fragment = br#""readOnly": {"policyDocument": {
///     "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}}"#;
/// let loaded = iamkit_policy::load(fragment)?;
/// assert_eq!(loaded.entries()[0].member(), Some("readOnly"));
/// assert_eq!(loaded.entries()[0].envelope().to_string(), "document under `policyDocument`");
/// # Ok::<(), iamkit_policy::LoadError>(())
/// ```
///
/// # Errors
/// Bytes that are too many, no UTF-8, no JSON (nor a percent-encoded document), hold no document, or hold one that
/// can't be read; see [`LoadError`].
pub fn load(bytes: &[u8]) -> Result<Loaded, LoadError> {
    if MAX_BYTES < bytes.len() {
        return Err(LoadError::TooLarge { bytes: bytes.len() });
    }
    let text =
        std::str::from_utf8(bytes).map_err(|error| LoadError::NotUtf8 { offset: error.valid_up_to() })?;
    let decoded = decode_bare(text);
    let source: Arc<str> = Arc::from(decoded.as_deref().unwrap_or(text));
    let tape = json::parse_lenient(&source).map_err(|error| ParseErrors::new(vec![*error]))?;
    let entries = find(&source, tape.root())?;
    if entries.is_empty() { Err(LoadError::NoDocument) } else { Ok(Loaded { entries }) }
}

/// A text that is nothing but a percent-encoded document: `%7B…%7D`.
fn decode_bare(text: &str) -> Option<String> {
    let trimmed = text.trim();
    let is_encoded = trimmed.starts_with("%7B") || trimmed.starts_with("%7b");
    if is_encoded { percent_decode_str(trimmed).decode_utf8().ok().map(Into::into) } else { None }
}

fn find(source: &Arc<str>, root: Node<'_>) -> Result<Vec<LoadedPolicy>, LoadError> {
    // A bare document reports its own duplicates, together with its other problems.
    if root.member("Statement").is_none() {
        refuse_duplicates(source, root)?;
    }
    if let Some(entry) = single(source, root, "", None)? {
        return Ok(vec![entry]);
    }
    let mut entries = Vec::new();
    for member in root.members() {
        let pointer = pointer_step("", &member.key);
        entries.extend(single(source, member.node, &pointer, Some(&member.key))?);
    }
    Ok(entries)
}

/// A member that stands twice in a wrapping would leave open which of the two documents is meant (S18).
fn refuse_duplicates(source: &str, node: Node<'_>) -> Result<(), LoadError> {
    let mut seen = HashSet::new();
    for member in node.members() {
        if !seen.insert(member.key.clone()) {
            let position = Position::of(source, member.key_node.span().start);
            let message = format!("duplicate key `{}`", member.key);
            let error = ParseError::new(pointer_step("", &member.key), position, message);
            return Err(ParseErrors::new(vec![error]).into());
        }
    }
    node.members().try_for_each(|member| refuse_duplicates(source, member.node))
}

/// The document at a value: the value itself, or what its envelope wraps.
fn single(
    source: &Arc<str>,
    node: Node<'_>,
    pointer: &str,
    member: Option<&str>,
) -> Result<Option<LoadedPolicy>, LoadError> {
    let Some((node, pointer, envelope)) = unwrap(node, pointer) else { return Ok(None) };
    let document = match node.as_str() {
        Some(text) => encoded(&text, &pointer)?,
        None => read::document(source, node, &pointer)?,
    };
    Ok(Some(LoadedPolicy { member: member.map(Into::into), envelope, document }))
}

fn unwrap<'t>(node: Node<'t>, pointer: &str) -> Option<(Node<'t>, String, Envelope)> {
    if node.member("Statement").is_some() {
        return Some((node, pointer.to_owned(), Envelope::Bare));
    }
    if node.is_string() {
        return Some((node, pointer.to_owned(), Envelope::Bare)).filter(|_| pointer.is_empty());
    }
    for key in ["policyDocument", "PolicyDocument", "Document"] {
        if let Some(inner) = node.member(key) {
            return Some((inner, pointer_step(pointer, key), Envelope::Wrapped(key)));
        }
    }
    let inner = node.member("PolicyVersion")?.member("Document")?;
    let pointer = pointer_step(&pointer_step(pointer, "PolicyVersion"), "Document");
    Some((inner, pointer, Envelope::Wrapped("PolicyVersion.Document")))
}

/// A document inside a string: JSON text, percent-encoded or plain.
fn encoded(text: &str, pointer: &str) -> Result<PolicyDocument, LoadError> {
    let decoded = decode_bare(text);
    let text = decoded.as_deref().unwrap_or(text);
    text.parse().map_err(|errors| LoadError::InvalidEncoded { pointer: pointer.into(), errors })
}

fn pointer_step(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}
