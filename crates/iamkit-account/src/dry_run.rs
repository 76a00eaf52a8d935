//! What a transaction would change of anybody's access, proven before it is made.

use iamkit_engine::CompileErrors;
use iamkit_store::{Change, Journal, Store, TransactionError};

use crate::change::{AccessChange, changes};
use crate::view::{AccessView, ViewError};

/// Why the effect of a transaction can't be told
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DryRunError {
    /// The store would refuse it.
    #[error(transparent)]
    Refused(#[from] TransactionError),
    /// The accounts can't be viewed.
    #[error(transparent)]
    View(#[from] ViewError),
    /// A policy may not stand where it does.
    #[error(transparent)]
    Policy(#[from] CompileErrors),
}

impl DryRunError {
    /// The error code on the wire, in AWS's words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(error) => error.code(),
            Self::View(error) => error.code(),
            Self::Policy(_) => "MalformedPolicyDocument",
        }
    }
}

/// Whose access a transaction would change, and how; nothing is kept
///
/// ```
/// use iamkit_account::dry_run::dry_run;
/// use iamkit_store::{AccountId, Call, Change, Command, CreateUser, Identity, MemoryJournal, Store};
///
/// let store = Store::open(MemoryJournal::default())?;
/// let account: AccountId = "111122223333".parse()?;
/// let call = Call::new("arn:aws:iam::111122223333:user/admin".parse()?, "2026-05-01T10:00:00Z".parse()?);
/// let alice = Command::CreateUser(CreateUser::new("alice".parse()?));
/// store.commit(&[
///     Change::create_account(call.clone(), account.clone()),
///     Change::in_account(call.clone(), account.clone(), alice),
/// ])?;
///
/// let document = r#"{"Version": "2012-10-17", "Statement": {
///     "Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "*"}}"#;
/// let grant = Command::PutPolicy {
///     of: Identity::User("alice".parse()?),
///     name: "Queues".parse()?,
///     document: std::sync::Arc::new(document.parse()?),
/// };
/// let effect = dry_run(&store, &[Change::in_account(call, account, grant)])?;
/// assert_eq!(effect[0].principals, ["arn:aws:iam::111122223333:user/alice"]);
/// assert_eq!(effect[0].list()[0].to_string(), "+ sqs:ReceiveMessage always");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The change that the store would refuse, or policies that can't be compared.
///
/// # Complexity
/// As [`changes`]; principals whose policies stay the same are not compared.
pub fn dry_run<J: Journal>(
    store: &Store<J>,
    transaction: &[Change],
) -> Result<Vec<AccessChange>, DryRunError> {
    let present = store.snapshot();
    let old = AccessView::new(present.directory())?;
    let new = old.renewed(&present.directory().after(transaction)?)?;
    Ok(changes(&old, &new)?)
}
