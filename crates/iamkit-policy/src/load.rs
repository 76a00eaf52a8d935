//! One step from the bytes people really have to policy documents.
//!
//! Policies arrive bare, in the envelopes of AWS's own commands, as members of a larger object (with its braces or, on
//! documentation pages, without), and as percent-encoded or JSON text inside a string (S81).

mod decode;
mod envelope;
mod member;
mod raw;
mod sign;
mod walk;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use crate::document::PolicyDocument;
use crate::error::{ParseError, ParseErrors};
use crate::json::{self, JsonMember, MAX_BYTES, Node};
use crate::normal::PolicyKind;
use crate::read;
use crate::shown::{self, Shown};

pub use envelope::Envelope;
pub use raw::{RawPolicy, load_raw};

use decode::decoded;
use member::Members;
use walk::{Found, pointer_step};

/// One document that was found, and how
#[derive(Debug, Clone)]
pub struct LoadedPolicy {
    member: Option<String>,
    pointer: String,
    envelope: Envelope,
    implied_kind: Option<PolicyKind>,
    arn: Option<String>,
    document: PolicyDocument,
}

impl LoadedPolicy {
    /// The key of the member it stood under, when the text held several or a fragment.
    ///
    /// Several have names of their own: that key, the name beside them in a list, or else their place.
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// The place in the text that was read, as a JSON pointer; that of the string for an encoded document.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The wrapping it was found in.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The kind of policy that the wrapping is of, where it tells.
    pub fn implied_kind(&self) -> Option<PolicyKind> {
        self.implied_kind
    }

    /// The ARN that stands with the document in its wrapping: of what the policy is attached to, or its own.
    pub fn arn(&self) -> Option<&str> {
        self.arn.as_deref()
    }

    /// The kind of policy: that of the wrapping, or else what the document looks like.
    ///
    /// ```
    /// use iamkit_policy::normal::PolicyKind;
    ///
    /// let answer = br#"{"VpcEndpointId": "vpce-1", "PolicyDocument":
    ///     "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}}"}"#;
    /// let policy = iamkit_policy::load(answer)?.pick(None)?;
    /// assert_eq!(policy.kind(), PolicyKind::VpcEndpoint);
    /// assert_eq!(PolicyKind::of_document(policy.document()), PolicyKind::Resource);
    /// # Ok::<(), iamkit_policy::LoadError>(())
    /// ```
    pub fn kind(&self) -> PolicyKind {
        self.implied_kind.unwrap_or_else(|| PolicyKind::of_document(&self.document))
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
    /// A member's place ([`LoadedPolicy::pointer`]) names it too.
    ///
    /// # Errors
    /// [`LoadError::NoSuchMember`] when no member has the name, [`LoadError::SeveralMembers`] when there is no name
    /// and more than one document; both name the members there are.
    pub fn pick(self, name: Option<&str>) -> Result<LoadedPolicy, LoadError> {
        let is_named = |entry: &LoadedPolicy, name: &str| {
            entry.member.as_deref() == Some(name) || (!name.is_empty() && entry.pointer == name)
        };
        let position = match name {
            Some(name) => self
                .entries
                .iter()
                .position(|entry| is_named(entry, name))
                .ok_or_else(|| LoadError::NoSuchMember { name: name.into(), members: self.names() })?,
            None if 1 < self.entries.len() => {
                return Err(LoadError::SeveralMembers { members: self.names() });
            }
            None => 0,
        };
        self.entries.into_iter().nth(position).ok_or(LoadError::NoDocument)
    }

    /// The names of the members for a message, which stays one line that can be read.
    fn names(&self) -> String {
        const SHOWN: usize = 20;
        let names = self.entries.iter().filter_map(|entry| entry.member.as_deref()).take(SHOWN);
        let names = shown::quoted(names);
        match self.entries.len().saturating_sub(SHOWN) {
            0 => names,
            more => format!("{names} and {more} more"),
        }
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
    #[error("in the encoded document at {}: {errors}", Shown::value(.pointer))]
    InvalidEncoded {
        /// The JSON pointer of the string.
        pointer: String,
        /// What is wrong with the decoded text.
        errors: ParseErrors,
    },
    /// The text is JSON but holds no policy document.
    #[error(
        "no policy document found: expected `Statement`, or an answer, request, template or plan that holds it, such as \
         `PolicyDocument`, `Policy` or `PolicyVersion.Document`"
    )]
    NoDocument,
    /// No member has the name that was asked for.
    #[error("no member `{}`, there are {members}", Shown::value(.name))]
    NoSuchMember {
        /// The name that was asked for.
        name: String,
        /// The names there are, as a sentence shows them.
        members: String,
    },
    /// Several documents and no name to choose by.
    #[error("several policy documents, name one of {members}")]
    SeveralMembers {
        /// The names there are, as a sentence shows them.
        members: String,
    },
}

/// Finds the policy documents in a text and says in which wrapping each was found
///
/// A wrapping is any answer, request, template or plan of AWS and Terraform: documents are found wherever they stand in
/// it, as objects, as JSON text or as percent-encoded text. What wrappings tell of a policy's kind is a table of this
/// module; [`LoadedPolicy::kind`] looks at the document where they tell nothing.
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
    let source: Arc<str> = Arc::from(&*source(bytes)?);
    let tape = json::parse_lenient(&source).map_err(|error| ParseErrors::new(vec![*error]))?;
    let entries = find(&source, tape.root())?;
    if entries.is_empty() { Err(LoadError::NoDocument) } else { Ok(Loaded { entries }) }
}

/// The text that documents are looked for in.
fn source(bytes: &[u8]) -> Result<Cow<'_, str>, LoadError> {
    if MAX_BYTES < bytes.len() {
        return Err(LoadError::TooLarge { bytes: bytes.len() });
    }
    let text =
        std::str::from_utf8(bytes).map_err(|error| LoadError::NotUtf8 { offset: error.valid_up_to() })?;
    Ok(decode::percent(text).map_or(Cow::Borrowed(text), Cow::Owned))
}

fn find(source: &Arc<str>, root: Node<'_>) -> Result<Vec<LoadedPolicy>, LoadError> {
    // A bare document reports its own duplicates, together with its other problems.
    if root.member("Statement").is_none() {
        refuse_duplicates(source, root)?;
    }
    let found = walk::documents(root);
    let members = Members::of(&found);
    found.iter().enumerate().map(|(index, found)| loaded(source, found, members.name(index))).collect()
}

fn loaded(source: &Arc<str>, found: &Found<'_>, member: Option<&str>) -> Result<LoadedPolicy, LoadError> {
    let pointer = found.pointer();
    let document = match found.node.as_str() {
        Some(text) => encoded(&text, &pointer)?,
        None => read::document(source, found.node, &pointer)?,
    };
    Ok(LoadedPolicy {
        member: member.map(Into::into),
        envelope: member::envelope(found),
        implied_kind: sign::kind(found, document.statements().iter().any(|it| it.principals().is_some())),
        arn: found.arn(),
        pointer,
        document,
    })
}

/// A member that stands twice in a wrapping would leave open which of the two documents is meant (S18).
fn refuse_duplicates(source: &str, root: Node<'_>) -> Result<(), LoadError> {
    let Some((pointer, repeated)) = first_duplicate(root) else { return Ok(()) };
    Err(duplicate(source, pointer, &repeated))
}

fn duplicate(source: &str, pointer: String, repeated: &JsonMember<'_>) -> LoadError {
    let message = format!("duplicate key `{}`", Shown::value(&repeated.key));
    let error = ParseError::new(pointer, source, repeated.key_node.span(), message);
    ParseErrors::new(vec![error]).into()
}

/// The first member that stands twice, with its pointer.
fn first_duplicate(node: Node<'_>) -> Option<(String, JsonMember<'_>)> {
    if let Some(repeated) = repeated(node) {
        return Some((pointer_step("", &repeated.key), repeated));
    }
    let below = |key: &str, node| {
        first_duplicate(node).map(|(pointer, found)| (pointer_step("", key) + &pointer, found))
    };
    let in_members = node.members().find_map(|member| below(&member.key, member.node));
    in_members.or_else(|| node.items().enumerate().find_map(|(index, item)| below(&index.to_string(), item)))
}

/// The first member of an object whose name stands there before.
fn repeated(node: Node<'_>) -> Option<JsonMember<'_>> {
    let mut seen = HashSet::new();
    let is_open = node.has_duplicates();
    node.members().filter(|_| is_open).find(|member| !seen.insert(member.key.clone()))
}

/// A document inside a string: JSON text, percent-encoded or plain.
fn encoded(text: &str, pointer: &str) -> Result<PolicyDocument, LoadError> {
    let invalid = |errors| LoadError::InvalidEncoded { pointer: pointer.into(), errors };
    decoded(text).parse().map_err(invalid)
}
