//! Principals of trust and resource policies, bound to unique ids when the policy is saved (S51).
//!
//! A bound principal that is renamed shows under its new ARN; one that is deleted shows as its bare id, and as no one
//! gets an id twice, it then matches nobody, also not a namesake made later. Sessions, services, federated users and
//! whole accounts aren't bound, nor are principals of accounts that the directory doesn't hold.

use std::sync::Arc;

use iamkit_policy::{PolicyDocument, Span};

use crate::error::StoreError;
use crate::name::{AccountId, UniqueId};

/// Who an id stands for today
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalState<'a> {
    /// A user or role of that ARN
    Present(&'a str),
    /// A user or role that was deleted
    Deleted,
    /// The principal of an account that isn't known here
    Elsewhere,
}

/// Where bound principals are looked up: an account for its own, a directory for those of all its accounts
pub trait Principals {
    /// Who an id of an account stands for today
    fn principal(&self, account: &AccountId, id: &UniqueId) -> PrincipalState<'_>;
}

/// One principal of a document and who it was when the document was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) span: Span,
    pub(crate) statement: usize,
    pub(crate) written: Box<str>,
    pub(crate) account: AccountId,
    pub(crate) id: UniqueId,
}

/// A policy with principals, bound to the users and roles that they named when it was saved
///
/// ```
/// use std::sync::Arc;
///
/// use iamkit_store::{Account, Call};
///
/// let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
/// let mut account = Account::new("111122223333".parse()?);
/// let mut iam = account.client(call);
/// let id = iam.create_user("alice".parse()?)?.id().clone();
/// let trust = r#"{"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
///     "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"}}}"#;
/// iam.create_role("Deploy".parse()?, Arc::new(trust.parse()?))?;
/// iam.delete_user("alice".parse()?)?;
/// assert!(account.trust_policy(&"Deploy".parse()?)?.text().contains(id.as_str()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundPolicy {
    written: Arc<PolicyDocument>,
    // INVARIANT: in the order of their places in the text of `written`, which is all of that document's source.
    bindings: Arc<[Binding]>,
}

impl BoundPolicy {
    /// A document with its principals as they are bound, in any order.
    pub(crate) fn new(written: Arc<PolicyDocument>, mut bindings: Vec<Binding>) -> Self {
        bindings.sort_by_key(|binding| binding.span.start);
        Self { written, bindings: bindings.into() }
    }

    /// The document as it was saved
    pub fn written(&self) -> &Arc<PolicyDocument> {
        &self.written
    }

    /// Whether the text and those bound in it are the same, layout included.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.written.text() == other.written.text() && self.bindings == other.bindings
    }

    /// The principals that are bound, as written, with the account and the unique id that each is bound to
    pub fn bindings(&self) -> impl ExactSizeIterator<Item = (&str, &AccountId, &UniqueId)> {
        self.bindings.iter().map(|binding| (&*binding.written, &binding.account, &binding.id))
    }

    /// The document as it reads today: principals that were renamed under their new ARNs, deleted ones as their ids
    ///
    /// The principal of an account that isn't known stays as written.
    ///
    /// # Errors
    /// None that can be seen to happen: a text that can't be read again would be a `MalformedPolicyDocument`.
    ///
    /// # Complexity
    /// A look-up for each bound principal; the document is read again only where one of them changed.
    pub fn document(&self, principals: &dyn Principals) -> Result<Arc<PolicyDocument>, StoreError> {
        let changed = self.bindings.iter().filter_map(|binding| {
            let shown = match principals.principal(&binding.account, &binding.id) {
                PrincipalState::Present(arn) => arn,
                PrincipalState::Deleted => binding.id.as_str(),
                PrincipalState::Elsewhere => return None,
            };
            (shown != &*binding.written).then_some((binding, shown))
        });
        let changed = changed.collect::<Vec<_>>();
        if changed.is_empty() { Ok(Arc::clone(&self.written)) } else { self.rewritten(&changed) }
    }

    fn rewritten(&self, changed: &[(&Binding, &str)]) -> Result<Arc<PolicyDocument>, StoreError> {
        let source = self.written.text();
        let (mut text, mut done) = (String::with_capacity(source.len()), 0);
        for (binding, shown) in changed {
            text.push_str(source.get(done..binding.span.start).unwrap_or_default());
            // ARNs and ids have nothing that JSON escapes.
            text.extend(["\"", shown, "\""]);
            done = binding.span.end;
        }
        text.push_str(source.get(done..).unwrap_or_default());
        let statement = changed.first().map_or(0, |(binding, _)| binding.statement);
        let problem = "can't be read again with its principals' present names";
        text.parse().map(Arc::new).map_err(|_| StoreError::MalformedPolicyDocument { statement, problem })
    }
}
