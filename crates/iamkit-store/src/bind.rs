//! How the principals of a document are bound when it is saved (S51).

use std::sync::Arc;

use iamkit_policy::normal::PrincipalPattern;
use iamkit_policy::{Arn, PolicyDocument, PrincipalElement, PrincipalEntry};

use crate::account::Account;
use crate::binding::{Binding, BoundPolicy};
use crate::error::StoreError;
use crate::name::{AccountId, UniqueId};

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
    Ok(BoundPolicy::new(written, bindings))
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
