//! Principals of trust and resource policies, bound to unique ids when the policy is saved (S51).
//!
//! A bound principal that is renamed shows under its new ARN; one that is deleted shows as its bare id, and as no one
//! gets an id twice, it then matches nobody, also not a namesake made later. Sessions, services, federated users and
//! whole accounts aren't bound, nor are principals of accounts that the directory doesn't hold.

use std::sync::Arc;

use iamkit_policy::normal::PrincipalPattern;
use iamkit_policy::{Arn, PolicyDocument, PrincipalElement, PrincipalEntry, Span};

use crate::account::Account;
use crate::error::StoreError;
use crate::id::UniqueId;
use crate::name::AccountId;

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

/// The other accounts that a command can see
pub(crate) trait Neighbours {
    fn account(&self, id: &AccountId) -> Option<&Account>;

    fn with_principal(&self, id: &str) -> Option<&Account>;
}

/// No other account at all.
pub(crate) struct Alone;

impl Neighbours for Alone {
    fn account(&self, _: &AccountId) -> Option<&Account> {
        None
    }

    fn with_principal(&self, _: &str) -> Option<&Account> {
        None
    }
}

/// One principal of a document and who it was when the document was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Binding {
    span: Span,
    statement: usize,
    written: Box<str>,
    account: AccountId,
    id: UniqueId,
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

/// Whom a principal of a document names.
enum Named<'a> {
    /// A user or role that is there.
    Bound(&'a AccountId, &'a UniqueId),
    /// Something that isn't bound.
    Unbound,
    /// Nobody: AWS refuses to save it.
    Nobody,
}

/// What becomes of principals of a document that aren't there when it is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strangers {
    /// AWS refuses them.
    Refused,
    /// A bare id is a principal that was deleted before.
    KeptAsIds,
    /// The document is on record: it was taken as it is.
    Kept,
}

/// Binds the principals of a document that is being saved.
pub(crate) fn bind(
    document: &Arc<PolicyDocument>,
    own: &Account,
    neighbours: &dyn Neighbours,
    strangers: Strangers,
) -> Result<BoundPolicy, StoreError> {
    let written = on_its_own(document)?;
    let mut bindings = Vec::new();
    for statement in written.statements() {
        for entry in statement.principals().into_iter().flat_map(PrincipalElement::entries) {
            match named(entry, own, neighbours) {
                Named::Bound(account, id) => bindings.push(Binding {
                    span: entry.span(),
                    statement: statement.index(),
                    written: entry.value().into(),
                    account: account.clone(),
                    id: id.clone(),
                }),
                Named::Nobody if !is_kept(entry, strangers) => {
                    let principal = entry.value().to_owned();
                    return Err(StoreError::InvalidPrincipal { statement: statement.index(), principal });
                }
                Named::Unbound | Named::Nobody => {}
            }
        }
    }
    bindings.sort_by_key(|binding| binding.span.start);
    Ok(BoundPolicy { written, bindings: bindings.into() })
}

/// The document as all of its own source, so that places in it are places in its text.
fn on_its_own(document: &Arc<PolicyDocument>) -> Result<Arc<PolicyDocument>, StoreError> {
    let problem = "can't be read apart from the text around the document";
    let read = document.text().parse::<PolicyDocument>();
    read.map(Arc::new).map_err(|_| StoreError::MalformedPolicyDocument { statement: 0, problem })
}

fn is_kept(entry: &PrincipalEntry, strangers: Strangers) -> bool {
    match strangers {
        Strangers::Refused => false,
        Strangers::KeptAsIds => matches!(PrincipalPattern::from(entry), PrincipalPattern::UniqueId(_)),
        Strangers::Kept => true,
    }
}

fn named<'a>(entry: &PrincipalEntry, own: &'a Account, neighbours: &'a dyn Neighbours) -> Named<'a> {
    match PrincipalPattern::from(entry) {
        PrincipalPattern::User(arn) | PrincipalPattern::Role(arn) => by_arn(&arn, own, neighbours),
        PrincipalPattern::UniqueId(id) => by_id(&id, own, neighbours),
        PrincipalPattern::Nobody(_) => Named::Nobody,
        _ => Named::Unbound,
    }
}

fn by_arn<'a>(arn: &Arn, own: &'a Account, neighbours: &'a dyn Neighbours) -> Named<'a> {
    let Ok(id) = arn.account().parse::<AccountId>() else { return Named::Nobody };
    let home = if id == own.id { Some(own) } else { neighbours.account(&id) };
    match home {
        None => Named::Unbound,
        Some(home) => home.principal_id(arn).map_or(Named::Nobody, |id| Named::Bound(&home.id, id)),
    }
}

fn by_id<'a>(id: &str, own: &'a Account, neighbours: &'a dyn Neighbours) -> Named<'a> {
    let is_here = |account: &&Account| id.parse().is_ok_and(|id| account.principals.contains_key(&id));
    let home = Some(own).filter(is_here).or_else(|| neighbours.with_principal(id));
    let found =
        home.and_then(|home| Some((home, home.principals.get_key_value(&id.parse::<UniqueId>().ok()?)?.0)));
    found.map_or(Named::Nobody, |(home, id)| Named::Bound(&home.id, id))
}
