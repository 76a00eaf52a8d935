//! Every change of a directory as a value: who asks, when, and for what.
//!
//! This is what the log holds, so its serde form is versioned and refuses whatever it doesn't know.

use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::command::Command;
use crate::name::{AccountId, Partition};
use crate::organization::OrganizationCommand;
use crate::quota::Quotas;

/// What a change does
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the parameters of the operation, under their own names")]
pub enum Operation {
    /// A new, empty account; its unique ids follow from the seed
    CreateAccount {
        account: AccountId,
        #[serde(default)]
        partition: Partition,
        #[serde(default)]
        seed: u64,
        #[serde(default)]
        quotas: Quotas,
    },
    /// The end of an account with all that is in it; policies elsewhere that name its principals stay as written
    RemoveAccount { account: AccountId },
    /// A change in an account
    Account { account: AccountId, command: Command },
    /// A change of the organisation
    Organization(OrganizationCommand),
    /// The end of the organisation with its units and control policies; the accounts stay, without anything above them
    RemoveOrganization,
}

impl Operation {
    /// The account that the operation changes; none where it changes the organisation
    pub fn account(&self) -> Option<&AccountId> {
        match self {
            Self::CreateAccount { account, .. }
            | Self::RemoveAccount { account }
            | Self::Account { account, .. } => Some(account),
            Self::Organization(_) | Self::RemoveOrganization => None,
        }
    }
}

/// A change: an operation in its envelope
///
/// ```
/// use iamkit_store::{Call, Change, Command, CreateUser};
///
/// let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
/// let command = Command::CreateUser(CreateUser::new("alice".parse()?));
/// let change = Change::in_account(call, "111122223333".parse()?, command);
/// assert_eq!(Change::from_json(&change.to_json()?)?, change);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Who asks and when
    pub call: Call,
    /// For what
    pub operation: Operation,
}

/// The only version of the log's format so far.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    call: &'a Call,
    operation: &'a Operation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    format: u32,
    call: Call,
    operation: Operation,
}

#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// A change that can't be written as a line of the log or read from one
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeFormatError {
    /// A newer version of this crate wrote it
    #[error("the change has the format {0}, newer than {FORMAT}, the newest one known")]
    Newer(u32),
    /// It isn't a change at all
    #[error("the text is no change of the store")]
    Invalid(#[source] serde_json::Error),
}

impl ChangeFormatError {
    /// The error code on the wire
    pub fn code(&self) -> &'static str {
        "ValidationError"
    }
}

impl Change {
    /// A change in an account
    pub fn in_account(call: Call, account: AccountId, command: Command) -> Self {
        Self { call, operation: Operation::Account { account, command } }
    }

    /// A change of the organisation
    pub fn in_organization(call: Call, command: OrganizationCommand) -> Self {
        Self { call, operation: Operation::Organization(command) }
    }

    /// A new account of the partition `aws` with the default quotas
    pub fn create_account(call: Call, account: AccountId) -> Self {
        let (partition, seed, quotas) = (Partition::Aws, 0, Quotas::default());
        Self { call, operation: Operation::CreateAccount { account, partition, seed, quotas } }
    }

    /// The change as a line of the log
    ///
    /// # Errors
    /// None that can be seen to happen; what can't be written is an error all the same.
    pub fn to_json(&self) -> Result<String, ChangeFormatError> {
        let written = Written { format: FORMAT, call: &self.call, operation: &self.operation };
        serde_json::to_string(&written).map_err(ChangeFormatError::Invalid)
    }

    /// Reads a line of the log
    ///
    /// # Errors
    /// A text that is no change, has anything unknown in it, or was written in a newer format.
    pub fn from_json(text: &str) -> Result<Self, ChangeFormatError> {
        let invalid = match serde_json::from_str(text) {
            Ok(Read { format, call, operation }) if format <= FORMAT => return Ok(Self { call, operation }),
            Ok(Read { format, .. }) => return Err(ChangeFormatError::Newer(format)),
            Err(invalid) => invalid,
        };
        // What can't be read may be of a newer format.
        match serde_json::from_str(text) {
            Ok(Format { format }) if FORMAT < format => Err(ChangeFormatError::Newer(format)),
            _ => Err(ChangeFormatError::Invalid(invalid)),
        }
    }
}
