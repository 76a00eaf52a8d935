//! What `aws organizations` lists of an organisation: its root, units, accounts, control policies and where these are
//! attached.
//!
//! Each file is one answer, recognised by its members: `list-roots`, `list-organizational-units-for-parent`,
//! `list-accounts-for-parent`, `list-accounts`, `list-policies`, `describe-policy`, `list-targets-for-policy`. What an
//! answer was asked for isn't in it: the id of the parent or policy has to stand at the end of the file's name, such as
//! `list-targets-for-policy-p-examplepolicy.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{
    AccountId, Call, Change, ControlPolicyId, ControlPolicyKind, ControlPolicyName, Description,
    OrganizationCommand, OrganizationId, OrganizationalUnitId, OrganizationalUnitName, Parent, RootId,
    Target,
};
use serde::Deserialize;

use super::details::Source;

/// An answer that can't be used
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct OrganizationProblem {
    file: String,
    problem: String,
}

impl OrganizationProblem {
    /// The name of the source.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What is wrong with it.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

/// An organisation as it is listed
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationDetails {
    id: OrganizationId,
    root: RootId,
    management_account: AccountId,
    kinds: BTreeSet<ControlPolicyKind>,
    units: BTreeMap<OrganizationalUnitId, (OrganizationalUnitName, Parent)>,
    members: BTreeMap<AccountId, Parent>,
    policies: BTreeMap<ControlPolicyId, PolicyDetail>,
    targets: BTreeMap<ControlPolicyId, Vec<Target>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct PolicyDetail {
    kind: ControlPolicyKind,
    name: ControlPolicyName,
    description: Option<Description>,
    document: Arc<PolicyDocument>,
    is_aws_managed: bool,
}

/// Any of the answers.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Answer {
    roots: Vec<Root>,
    organizational_units: Vec<Unit>,
    accounts: Vec<Account>,
    policies: Vec<Summary>,
    policy: Option<Policy>,
    targets: Vec<ListedTarget>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Root {
    id: String,
    arn: String,
    #[serde(default)]
    policy_types: Vec<PolicyType>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyType {
    r#type: String,
    status: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Unit {
    id: String,
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Account {
    id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    id: String,
    name: String,
    #[serde(default)]
    description: Option<String>,
    r#type: String,
    #[serde(default)]
    aws_managed: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    policy_summary: Summary,
    content: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedTarget {
    target_id: String,
    r#type: String,
}

/// Reads the answers about one organisation
///
/// # Errors
/// Everything that is wrong: text that is no answer, ids and names outside AWS's pattern, documents that can't be read,
/// policies that are listed or attached but not described, and no root.
pub fn read(sources: &[Source<'_>]) -> Result<OrganizationDetails, Vec<OrganizationProblem>> {
    let mut reader = Reader::default();
    for source in sources {
        if let Err(problem) = reader.source(source) {
            reader.problems.push(OrganizationProblem { file: source.name.into(), problem });
        }
    }
    reader.finish(sources)
}

#[derive(Default)]
struct Reader {
    root: Option<(OrganizationId, RootId, AccountId)>,
    kinds: BTreeSet<ControlPolicyKind>,
    units: BTreeMap<OrganizationalUnitId, (OrganizationalUnitName, Parent)>,
    members: BTreeMap<AccountId, Parent>,
    policies: BTreeMap<ControlPolicyId, PolicyDetail>,
    targets: BTreeMap<ControlPolicyId, Vec<Target>>,
    listed: BTreeSet<ControlPolicyId>,
    problems: Vec<OrganizationProblem>,
}

/// The text that is parsed, with what is wrong in words.
fn parsed<T: std::str::FromStr<Err: ToString>>(text: &str) -> Result<T, String> {
    text.parse::<T>().map_err(|error| error.to_string())
}

/// The id at the end of a file's name.
fn asked_for<'n>(name: &'n str, before: &str) -> Result<&'n str, String> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let id = file.strip_suffix(".json").unwrap_or(file).split_once(before).map(|(_, id)| id);
    id.ok_or_else(|| {
        format!("what was asked for is unknown: expected its id behind `{before}` in the file's name")
    })
}

fn parent(id: &str) -> Result<Parent, String> {
    if id.starts_with("r-") { Ok(Parent::Root) } else { parsed(id).map(Parent::OrganizationalUnit) }
}

impl Reader {
    fn source(&mut self, source: &Source<'_>) -> Result<(), String> {
        let answer: Answer = serde_json::from_str(source.text).map_err(|error| error.to_string())?;
        for root in &answer.roots {
            self.root(root)?;
        }
        if !answer.organizational_units.is_empty() {
            let parent = parent(asked_for(source.name, "for-parent-")?)?;
            for unit in &answer.organizational_units {
                self.units.insert(parsed(&unit.id)?, (parsed(&unit.name)?, parent.clone()));
            }
        }
        // Without a parent the list says who there is, which the others do too.
        if let Ok(id) = asked_for(source.name, "for-parent-") {
            for account in &answer.accounts {
                self.members.insert(parsed(&account.id)?, parent(id)?);
            }
        }
        for summary in &answer.policies {
            self.listed.insert(parsed(&summary.id)?);
        }
        if let Some(policy) = &answer.policy {
            self.policy(policy)?;
        }
        if !answer.targets.is_empty() {
            let policy = parsed(asked_for(source.name, "for-policy-")?)?;
            let targets = answer.targets.iter().map(target).collect::<Result<Vec<_>, _>>()?;
            self.targets.insert(policy, targets);
        }
        Ok(())
    }

    fn root(&mut self, root: &Root) -> Result<(), String> {
        let arn: iamkit_policy::Arn = parsed(&root.arn)?;
        let organization = arn.resource().split('/').nth(1).unwrap_or_default();
        self.root = Some((parsed(organization)?, parsed(&root.id)?, parsed(arn.account())?));
        for kind in root.policy_types.iter().filter(|kind| kind.status == "ENABLED") {
            // Other kinds of policies give and take no access.
            self.kinds.extend(kind.r#type.parse::<ControlPolicyKind>());
        }
        Ok(())
    }

    fn policy(&mut self, policy: &Policy) -> Result<(), String> {
        let summary = &policy.policy_summary;
        let Ok(kind) = summary.r#type.parse() else { return Ok(()) };
        let document = policy.content.parse::<PolicyDocument>();
        let document = document.map_err(|errors| format!("control policy `{}`: {errors}", summary.id))?;
        let description = summary.description.as_deref().filter(|text| !text.is_empty());
        let detail = PolicyDetail {
            kind,
            name: parsed(&summary.name)?,
            description: description.map(parsed).transpose()?,
            document: Arc::new(document),
            is_aws_managed: summary.aws_managed,
        };
        self.policies.insert(parsed(&summary.id)?, detail);
        Ok(())
    }

    fn reaches_root(&self, unit: &OrganizationalUnitId) -> bool {
        let mut at = unit;
        for _ in 0..self.units.len() {
            match self.units.get(at) {
                Some((_, Parent::Root)) => return true,
                Some((_, Parent::OrganizationalUnit(parent))) => at = parent,
                None => return false,
            }
        }
        false
    }

    fn finish(mut self, sources: &[Source<'_>]) -> Result<OrganizationDetails, Vec<OrganizationProblem>> {
        let first = sources.first().map_or("", |source| source.name).to_owned();
        let wanted = self.listed.iter().chain(self.targets.keys()).collect::<BTreeSet<_>>();
        let undescribed = wanted.into_iter().filter(|id| !self.policies.contains_key(*id));
        let undescribed = undescribed.map(|id| OrganizationProblem {
            file: first.clone(),
            problem: format!("the control policy `{id}` is listed and not described"),
        });
        self.problems.extend(undescribed);
        let homeless = self.units.keys().filter(|id| !self.reaches_root(id)).cloned().collect::<Vec<_>>();
        self.problems.extend(homeless.into_iter().map(|id| OrganizationProblem {
            file: first.clone(),
            problem: format!(
                "no chain of listed parents leads from the organizational unit `{id}` to the root"
            ),
        }));
        let Some((id, root, management_account)) = self.root else {
            self.problems.push(OrganizationProblem { file: first, problem: "no root is listed".into() });
            return Err(self.problems);
        };
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let (kinds, units, members) = (self.kinds, self.units, self.members);
        let (policies, targets) = (self.policies, self.targets);
        Ok(OrganizationDetails { id, root, management_account, kinds, units, members, policies, targets })
    }
}

fn target(listed: &ListedTarget) -> Result<Target, String> {
    match &*listed.r#type {
        "ROOT" => Ok(Target::Root),
        "ACCOUNT" => parsed(&listed.target_id).map(Target::Account),
        "ORGANIZATIONAL_UNIT" => parsed(&listed.target_id).map(Target::OrganizationalUnit),
        other => Err(format!("`{other}` is no kind of target")),
    }
}

impl OrganizationDetails {
    /// The changes that build the organisation: units from the root down, members, policies and where they are attached.
    ///
    /// What AWS attaches by itself when a kind is enabled and isn't listed is detached again.
    pub fn changes(&self, call: &Call) -> Vec<Change> {
        let mut commands = vec![OrganizationCommand::CreateOrganization {
            id: self.id.clone(),
            root: self.root.clone(),
            management_account: self.management_account.clone(),
        }];
        self.add_units(&Parent::Root, &mut commands);
        for (account, parent) in &self.members {
            if *account != self.management_account {
                commands.push(OrganizationCommand::JoinOrganization { account: account.clone() });
            }
            if *parent != Parent::Root {
                let (account, destination) = (account.clone(), parent.clone());
                commands.push(OrganizationCommand::MoveAccount { account, destination });
            }
        }
        commands.extend(self.kinds.iter().map(|kind| OrganizationCommand::EnablePolicyType { kind: *kind }));
        self.add_policies(&mut commands);
        commands.into_iter().map(|command| Change::in_organization(call.clone(), command)).collect()
    }

    fn add_units(&self, above: &Parent, commands: &mut Vec<OrganizationCommand>) {
        for (id, (name, parent)) in self.units.iter().filter(|(_, (_, parent))| parent == above) {
            commands.push(OrganizationCommand::CreateOrganizationalUnit {
                parent: parent.clone(),
                name: name.clone(),
                id: Some(id.clone()),
            });
            self.add_units(&Parent::OrganizationalUnit(id.clone()), commands);
        }
    }

    fn add_policies(&self, commands: &mut Vec<OrganizationCommand>) {
        let of_customer = || self.policies.iter().filter(|(_, policy)| !policy.is_aws_managed);
        for (id, policy) in of_customer() {
            commands.push(OrganizationCommand::CreateControlPolicy {
                kind: policy.kind,
                name: policy.name.clone(),
                description: policy.description.clone(),
                document: Arc::clone(&policy.document),
                id: Some(id.clone()),
            });
            for target in self.targets.get(id).into_iter().flatten() {
                commands.push(OrganizationCommand::AttachControlPolicy {
                    id: id.clone(),
                    target: target.clone(),
                });
            }
        }
        for (id, policy) in self.policies.iter().filter(|(_, policy)| policy.is_aws_managed) {
            // Without a list of its targets it stays where AWS attaches it.
            let Some(listed) = self.targets.get(id).filter(|_| self.kinds.contains(&policy.kind)) else {
                continue;
            };
            for target in self.all_targets().into_iter().filter(|target| !listed.contains(target)) {
                commands.push(OrganizationCommand::DetachControlPolicy { id: id.clone(), target });
            }
        }
    }

    fn all_targets(&self) -> Vec<Target> {
        let units = self.units.keys().cloned().map(Target::OrganizationalUnit);
        let members = self.members.keys().cloned().map(Target::Account);
        std::iter::once(Target::Root).chain(units).chain(members).collect()
    }
}
