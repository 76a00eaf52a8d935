//! Changes of policies, as the arguments of `trail replay` name them: what the accounts would be with them.

use std::path::Path;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_policy::shown::Shown;
use iamkit_store::{
    AccountId, Call, Change, Command, ControlPolicyKind, CreatePolicy, Directory, Identity,
    OrganizationCommand, PolicyArn, Quotas, Target,
};

use crate::account::source::directory;
use crate::policy_argument::PolicyArgument;
use iamkit_console::command::Failure;

/// What changes may be.
pub(super) const FORMS: &str = "A change is WHAT=POLICY, with WHAT one of: the ARN of a managed policy (a new version); \
    user/NAME:POLICY, role/NAME:POLICY or group/NAME:POLICY (an inline policy); boundary:user/NAME or boundary:role/NAME; \
    trust:role/NAME; resource:ARN; scp:TARGET or rcp:TARGET, with root, the id of a unit or of an account. Or it is the path \
    of a whole new listing or database.";

/// The organisation that control policies stand in where the accounts have none.
const ORGANIZATION: (&str, &str, &str) = ("o-0000000000", "r-0000", "000000000000");

/// The accounts with the changes made, and whether the organisation above them is the one that they have.
pub(super) fn changed(old: &Directory, changes: &[String]) -> Result<Directory, Failure> {
    let mut new = old.clone();
    for change in changes {
        new = match change.split_once('=') {
            Some((what, policy)) if !Path::new(change).exists() => with(&new, what, policy)?,
            _ => directory(&[change.into()])?,
        };
    }
    Ok(new)
}

fn with(directory: &Directory, what: &str, policy: &str) -> Result<Directory, Failure> {
    let document = Arc::new(PolicyArgument::read(policy)?.document);
    let changes = Changing::new(directory)?.changes(what, &document)?;
    Ok(directory.after(&changes)?)
}

fn no_change(what: &str) -> Failure {
    format!("`{}` is nothing that can change; see `--help`", Shown::value(what)).into()
}

/// Changes of one directory, which somebody makes at some time.
struct Changing<'d> {
    directory: &'d Directory,
    call: Call,
}

impl<'d> Changing<'d> {
    fn new(directory: &'d Directory) -> Result<Self, Failure> {
        let call = Call::new("iamkit".parse()?, iamkit_store::Timestamp::default());
        Ok(Self { directory, call })
    }

    fn changes(&self, what: &str, document: &Arc<PolicyDocument>) -> Result<Vec<Change>, Failure> {
        if what.starts_with("arn:") {
            return self.version(&what.parse()?, document);
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
                let command =
                    Command::PutResourcePolicy { arn: rest.parse()?, document: Arc::clone(document) };
                Ok(vec![self.in_account(account, command)])
            }
            "scp" => self.control(ControlPolicyKind::ServiceControlPolicy, rest, document),
            "rcp" => self.control(ControlPolicyKind::ResourceControlPolicy, rest, document),
            _ if !kind.contains('/') => Err(no_change(what)),
            _ => {
                let of = identity(kind)?;
                let account = self.account_of(&of)?;
                let command = Command::PutPolicy { of, name: rest.parse()?, document: Arc::clone(document) };
                Ok(vec![self.without_quotas(&account), self.in_account(account, command)])
            }
        }
    }

    /// A new default version of a managed policy; the policy, where there is none.
    fn version(&self, arn: &PolicyArn, document: &Arc<PolicyDocument>) -> Result<Vec<Change>, Failure> {
        let account = self.account_of_arn(arn.as_str())?;
        if self.directory.account(&account)?.policy(arn).is_err() {
            return Err(format!("there is no policy `{}`", Shown::value(arn.as_str())).into());
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
    fn boundary(&self, of: &str, document: &Arc<PolicyDocument>) -> Result<Vec<Change>, Failure> {
        let of = identity(of)?;
        let account = self.account_of(&of)?;
        let there = self.directory.account(&account)?;
        let free =
            |number: &u32| !there.policies().any(|policy| policy.arn().name().as_str() == name(*number));
        let name = name((0..u32::MAX).find(free).unwrap_or_default());
        let partition = there.partition();
        let arn = format!("arn:{partition}:iam::{account}:policy/{name}").parse::<PolicyArn>()?;
        let made = Command::CreatePolicy(CreatePolicy::new(name.parse()?, Arc::clone(document)));
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
    ) -> Result<Vec<Change>, Failure> {
        let mut commands = Vec::new();
        let mut changes = Vec::new();
        if self.directory.organization().is_none() {
            let (id, root, management) = ORGANIZATION;
            let management_account: AccountId = management.parse()?;
            changes.push(Change::create_account(self.call.clone(), management_account.clone()));
            commands.push(OrganizationCommand::CreateOrganization {
                id: id.parse()?,
                root: root.parse()?,
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
        let id: iamkit_store::ControlPolicyId = "p-replayed0".parse()?;
        commands.push(OrganizationCommand::CreateControlPolicy {
            kind,
            name: "iamkit trail replay".parse()?,
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

    fn target(text: &str) -> Result<Target, Failure> {
        Ok(match text {
            "root" => Target::Root,
            _ if text.starts_with("ou-") => Target::OrganizationalUnit(text.parse()?),
            _ => Target::Account(text.parse()?),
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

    fn account_of_arn(&self, arn: &str) -> Result<AccountId, Failure> {
        let named = arn.split(':').nth(4).filter(|account| !account.is_empty());
        match (named, &*self.accounts()) {
            (Some(account), _) => Ok(account.parse()?),
            (None, [account]) => Ok(account.clone()),
            (None, _) => {
                Err(format!("`{}` tells no account, and there are several", Shown::value(arn)).into())
            }
        }
    }

    /// The one account that has a user, group or role.
    fn account_of(&self, identity: &Identity) -> Result<AccountId, Failure> {
        let has =
            |account: &&AccountId| self.directory.account(account).is_ok_and(|it| it.held(identity).is_ok());
        let accounts = self.accounts();
        match &*accounts.iter().filter(has).collect::<Vec<_>>() {
            [account] => Ok((*account).clone()),
            [] => Err(format!("there is no {identity}").into()),
            _ => Err(format!("several accounts have the {identity}").into()),
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

fn identity(text: &str) -> Result<Identity, Failure> {
    Ok(match text.split_once('/') {
        Some(("user", name)) => Identity::User(name.parse()?),
        Some(("role", name)) => Identity::Role(name.parse()?),
        Some(("group", name)) => Identity::Group(name.parse()?),
        _ => return Err(no_change(text)),
    })
}
