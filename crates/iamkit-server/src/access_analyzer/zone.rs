//! The accounts that an analyzer trusts and looks at, and whether it still can.

use std::collections::BTreeSet;
use std::sync::Arc;

use iamkit_store::{Account, AccountId, AnalyzerKind, Directory, Organization};

/// Who may make analyzers of an organisation besides its management account, by the service they administer.
const SERVICE: &str = "access-analyzer.amazonaws.com";

/// Where an analyzer looks
#[derive(Debug, Clone)]
pub(super) struct Zone {
    accounts: BTreeSet<AccountId>,
}

impl Zone {
    /// The zone of an analyzer of an account; why there is none, where the organisation isn't its account's to look at.
    pub(super) fn of(
        directory: &Directory,
        account: &AccountId,
        kind: AnalyzerKind,
    ) -> Result<Self, &'static str> {
        if !kind.is_of_organization() {
            return Ok(Self { accounts: [account.clone()].into() });
        }
        let organization = directory.organization().filter(|it| it.member(account).is_ok());
        let organization = organization.ok_or("ORGANIZATION_DELETED")?;
        if !administers(organization, account) {
            return Err("DELEGATED_ADMINISTRATOR_DEREGISTERED");
        }
        Ok(Self { accounts: organization.members().map(|member| member.account().clone()).collect() })
    }

    /// The accounts.
    pub(super) fn accounts(&self) -> &BTreeSet<AccountId> {
        &self.accounts
    }

    /// Those of them that are here.
    pub(super) fn here<'d>(&'d self, directory: &'d Directory) -> impl Iterator<Item = &'d Arc<Account>> {
        self.accounts.iter().filter_map(|account| directory.account(account).ok())
    }
}

fn administers(organization: &Organization, account: &AccountId) -> bool {
    let mut delegated = organization.delegated_administrators();
    organization.management_account() == account
        || delegated.any(|(known, service, _)| known == account && service.as_str() == SERVICE)
}
