//! Changes of policies by what they change, such as `scp:root`: what the accounts would be with them.

use std::fmt::Display;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_policy::shown::Shown;
use iamkit_store::{
    AccountId, Call, Change, Command, ControlPolicyKind, CreatePolicy, Directory, Identity,
    OrganizationCommand, PolicyArn, Quotas, Target,
};

/// What may be changed, in words
pub const TRIAL_FORMS: &str = "the ARN of a managed policy (a new version); user/NAME:POLICY, role/NAME:POLICY or \
    group/NAME:POLICY (an inline policy); boundary:user/NAME or boundary:role/NAME; trust:role/NAME; resource:ARN; \
    scp:TARGET or rcp:TARGET, with root, the id of a unit or of an account";

/// The organisation that control policies stand in where the accounts have none.
const ORGANIZATION: (&str, &str, &str) = ("o-0000000000", "r-0000", "000000000000");

/// A change that can't be made, in words
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TrialError(String);

/// What the accounts would be with a policy instead of the one that is there, or beside those that are.
///
/// What is changed is one of [`TRIAL_FORMS`]. A control policy where there is no organisation stands in one that has
/// nothing else.
///
/// # Errors
/// Nothing is called so, or the store refuses the policy there.
pub fn with_policy(
    directory: &Directory,
    what: &str,
    document: &Arc<PolicyDocument>,
) -> Result<Directory, TrialError> {
    let changes = Changing::new(directory)?.changes(what, document)?;
    directory.after(&changes).map_err(told)
}

fn told(error: impl Display) -> TrialError {
    TrialError(error.to_string())
}

fn no_change(what: &str) -> TrialError {
    TrialError(format!("`{}` is nothing that can change: expected {TRIAL_FORMS}", Shown::value(what)))
}

/// Changes of one directory, which somebody makes at some time.
struct Changing<'d> {
    directory: &'d Directory,
    call: Call,
}

impl<'d> Changing<'d> {
    fn new(directory: &'d Directory) -> Result<Self, TrialError> {
        let call = Call::new("iamkit".parse().map_err(told)?, iamkit_store::Timestamp::default());
        Ok(Self { directory, call })
    }

    fn changes(&self, what: &str, document: &Arc<PolicyDocument>) -> Result<Vec<Change>, TrialError> {
        if what.starts_with("arn:") {
            return self.version(&what.parse().map_err(told)?, document);
        }
        let (kind, rest) = what.split_once(':').ok_or_else(|| no_change(what))?;
        match kind {
            "boundary" => self.boundary(rest, document),
            "trust" => {
                let Identity::Role(role) = identity(rest)? else { return Err(no_change(what)) };
                let account = self.account_of(&Identity::Role(role.clone()))?;
                let command = Command::UpdateAssumeRolePolicy { role, document: Arc::clone(document) };
                Ok(vec![self.in_account(account, command)])
            }
            "resource" => {
                let account = self.account_of_arn(rest)?;
                let command = Command::PutResourcePolicy {
                    arn: rest.parse().map_err(told)?,
                    document: Arc::clone(document),
                };
                Ok(vec![self.in_account(account, command)])
            }
            "scp" => self.control(ControlPolicyKind::ServiceControlPolicy, rest, document),
            "rcp" => self.control(ControlPolicyKind::ResourceControlPolicy, rest, document),
            _ if !kind.contains('/') => Err(no_change(what)),
            _ => {
                let of = identity(kind)?;
                let account = self.account_of(&of)?;
                let command = Command::PutPolicy {
                    of,
                    name: rest.parse().map_err(told)?,
                    document: Arc::clone(document),
                };
                Ok(vec![self.without_quotas(&account), self.in_account(account, command)])
            }
        }
    }

    /// A new default version of a managed policy; the policy, where there is none.
    fn version(&self, arn: &PolicyArn, document: &Arc<PolicyDocument>) -> Result<Vec<Change>, TrialError> {
        let account = self.account_of_arn(arn.as_str())?;
        if self.directory.account(&account).map_err(told)?.policy(arn).is_err() {
            return Err(TrialError(format!("there is no policy `{}`", Shown::value(arn.as_str()))));
        }
        let command = Command::CreatePolicyVersion {
            arn: arn.clone(),
            document: Arc::clone(document),
            set_as_default: true,
            version: None,
        };
        Ok(vec![self.without_quotas(&account), self.in_account(account, command)])
    }

    /// A boundary, which is a managed policy of its own.
    fn boundary(&self, of: &str, document: &Arc<PolicyDocument>) -> Result<Vec<Change>, TrialError> {
        let of = identity(of)?;
        let account = self.account_of(&of)?;
        let there = self.directory.account(&account).map_err(told)?;
        let free =
            |number: &u32| !there.policies().any(|policy| policy.arn().name().as_str() == name(*number));
        let name = name((0..u32::MAX).find(free).unwrap_or_default());
        let partition = there.partition();
        let arn =
            format!("arn:{partition}:iam::{account}:policy/{name}").parse::<PolicyArn>().map_err(told)?;
        let made =
            Command::CreatePolicy(CreatePolicy::new(name.parse().map_err(told)?, Arc::clone(document)));
        let put = Command::PutPermissionsBoundary { of, arn };
        let quotas = self.without_quotas(&account);
        Ok(vec![quotas, self.in_account(account.clone(), made), self.in_account(account, put)])
    }

    /// A control policy beside those that are there; where there is no organisation, in one that has nothing else.
    fn control(
        &self,
        kind: ControlPolicyKind,
        target: &str,
        document: &Arc<PolicyDocument>,
    ) -> Result<Vec<Change>, TrialError> {
        let mut commands = Vec::new();
        let mut changes = Vec::new();
        if self.directory.organization().is_none() {
            let (id, root, management) = ORGANIZATION;
            let management_account: AccountId = management.parse().map_err(told)?;
            changes.push(Change::create_account(self.call.clone(), management_account.clone()));
            commands.push(OrganizationCommand::CreateOrganization {
                id: id.parse().map_err(told)?,
                root: root.parse().map_err(told)?,
                management_account,
            });
            for account in self.directory.accounts() {
                commands.push(OrganizationCommand::JoinOrganization { account: account.id().clone() });
            }
        }
        let is_enabled = |organization: &iamkit_store::Organization| {
            organization.enabled_policy_types().any(|enabled| enabled == kind)
        };
        if !self.directory.organization().is_some_and(is_enabled) {
            commands.push(OrganizationCommand::EnablePolicyType { kind });
        }
        let id: iamkit_store::ControlPolicyId = "p-replayed0".parse().map_err(told)?;
        commands.push(OrganizationCommand::CreateControlPolicy {
            kind,
            name: "iamkit trail replay".parse().map_err(told)?,
            description: None,
            document: Arc::clone(document),
            id: Some(id.clone()),
        });
        let target = Self::target(target)?;
        commands.push(OrganizationCommand::AttachControlPolicy { id, target });
        changes
            .extend(commands.into_iter().map(|command| Change::in_organization(self.call.clone(), command)));
        Ok(changes)
    }

    fn target(text: &str) -> Result<Target, TrialError> {
        Ok(match text {
            "root" => Target::Root,
            _ if text.starts_with("ou-") => Target::OrganizationalUnit(text.parse().map_err(told)?),
            _ => Target::Account(text.parse().map_err(told)?),
        })
    }

    fn in_account(&self, account: AccountId, command: Command) -> Change {
        Change::in_account(self.call.clone(), account, command)
    }

    /// What is tried out needs room, whatever AWS would say.
    fn without_quotas(&self, account: &AccountId) -> Change {
        let room = usize::MAX / 2;
        let quotas = Quotas {
            inline_per_user: room,
            inline_per_group: room,
            inline_per_role: room,
            customer_managed_policies: room,
            versions_per_policy: room,
            versions_in_use: room,
            ..Quotas::default()
        };
        self.in_account(account.clone(), Command::SetQuotas { quotas })
    }

    fn account_of_arn(&self, arn: &str) -> Result<AccountId, TrialError> {
        let named = arn.split(':').nth(4).filter(|account| !account.is_empty());
        match (named, &*self.accounts()) {
            (Some(account), _) => Ok(account.parse().map_err(told)?),
            (None, [account]) => Ok(account.clone()),
            (None, _) => {
                Err(TrialError(format!("`{}` tells no account, and there are several", Shown::value(arn))))
            }
        }
    }

    /// The one account that has a user, group or role.
    fn account_of(&self, identity: &Identity) -> Result<AccountId, TrialError> {
        let has =
            |account: &&AccountId| self.directory.account(account).is_ok_and(|it| it.held(identity).is_ok());
        let accounts = self.accounts();
        match &*accounts.iter().filter(has).collect::<Vec<_>>() {
            [account] => Ok((*account).clone()),
            [] => Err(TrialError(format!("there is no {identity}"))),
            _ => Err(TrialError(format!("several accounts have the {identity}"))),
        }
    }

    fn accounts(&self) -> Vec<AccountId> {
        self.directory.accounts().map(|account| account.id().clone()).collect()
    }
}

/// The name of a policy that stands for a boundary.
fn name(number: u32) -> String {
    format!("iamkit-boundary-{number}")
}

fn identity(text: &str) -> Result<Identity, TrialError> {
    Ok(match text.split_once('/') {
        Some(("user", name)) => Identity::User(name.parse().map_err(told)?),
        Some(("role", name)) => Identity::Role(name.parse().map_err(told)?),
        Some(("group", name)) => Identity::Group(name.parse().map_err(told)?),
        _ => return Err(no_change(text)),
    })
}
