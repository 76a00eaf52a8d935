//! An outsider as one who asks: without policies, of no account that is here, and with most of what it is left open.

use std::sync::OnceLock;

use iamkit_engine::{AwsPrincipal, Context, Principal};
use iamkit_store::{Identity, Tags, UniqueId};

use super::{Outsider, OutsiderKind};
use crate::view::{AccessView, AccountPrincipal, AskError, Stranger};

/// No outsider's id or name is asked for: they stand where those of users and roles do.
const ID: &str = "AROAOUTSIDEOUTSIDEOUT";
const NAME: &str = "outsider";

impl AccessView {
    pub(super) fn entry_of(&self, outsider: &Outsider) -> Result<AccountPrincipal, AskError> {
        let (principal, stranger) = match outsider.kind {
            OutsiderKind::Anyone => (Principal::Anonymous, Stranger::Anyone),
            OutsiderKind::Account => {
                // The partition is that of whoever trusts it: an account lives in one (S47).
                let root = format!("arn:{}:iam::{}:root", self.partition(), outsider.name);
                (AwsPrincipal::new(&root)?.into(), Stranger::Account)
            }
            OutsiderKind::Principal => (AwsPrincipal::new(&outsider.name)?.into(), Stranger::Principal),
            OutsiderKind::Service => (outsider.name.parse::<Principal>()?, Stranger::Principal),
            OutsiderKind::IdentityProvider => (Principal::federated(&outsider.name), Stranger::Principal),
        };
        let mut entry = AccountPrincipal {
            identity: Identity::Role(NAME.parse()?),
            id: ID.parse::<UniqueId>()?,
            arn: outsider.name.as_ref().into(),
            principal,
            tags: Tags::default(),
            account: usize::MAX,
            policies: Vec::new(),
            identity_sets: Vec::new(),
            known: OnceLock::from(Context::default()),
            boundary: None,
            unknown: Vec::new(),
            trust: None,
            session: None,
            stranger: Some(stranger),
        };
        if outsider.kind == OutsiderKind::Principal {
            // Its own account has to allow too, which isn't for the accounts here to say (S62).
            entry = self.with_everything(&entry)?;
        }
        Ok(entry)
    }

    /// The partition of the accounts that are here.
    fn partition(&self) -> &'static str {
        self.directory().accounts().next().map_or("aws", |account| account.partition().as_str())
    }
}
