//! What a principal could change of itself: the resource, what is known of the request, and what it leads to.

use std::sync::Arc;

use iamkit_catalog::technique::{Subject, Technique, TechniqueEffect};
use iamkit_policy::PolicyDocument;
use iamkit_store::{
    Account, Command, GrantPath, Group, GroupName, Hold, Identity, Policy, PolicyArn, VersionId,
};

use crate::view::{AccountPrincipal, EffectivePolicy};

/// What becomes of who takes a step.
#[derive(Debug, Clone)]
pub(super) enum Lead {
    /// Itself with a policy of its own choice.
    Choice,
    /// Itself, once the account has changed.
    Change(Box<Command>, Turn),
}

impl Lead {
    /// Whether something is taken away that limits: a boundary, a policy that denies.
    pub(super) fn frees(&self) -> bool {
        let Self::Change(_, turn) = self else { return false };
        !matches!(turn, Turn::Attaches(_) | Turn::Joins(_))
    }
}

/// What a change of the account is to the principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Turn {
    Attaches(PolicyArn),
    Reinstates(PolicyArn, VersionId),
    RidsItselfOf(String),
    ShedsItsBoundary,
    Rebounds(PolicyArn),
    Joins(GroupName),
    Leaves(GroupName),
}

/// Something to use a technique on.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) resource: Arc<str>,
    /// A condition key that the request has.
    pub(super) key: Option<(&'static str, String)>,
    /// A condition key that the request doesn't have.
    pub(super) lacks: &'static [&'static str],
    /// What else has to be allowed on the resource.
    pub(super) also: Option<&'static str>,
    /// Nothing where it is done to others.
    pub(super) lead: Option<Lead>,
}

impl Target {
    pub(super) fn new(resource: impl Into<Arc<str>>, lead: Lead) -> Self {
        Self { lead: Some(lead), ..Self::of_others(resource) }
    }

    /// What others have.
    pub(super) fn of_others(resource: impl Into<Arc<str>>) -> Self {
        Self { resource: resource.into(), key: None, lacks: &[], also: None, lead: None }
    }

    /// The key that a request for an action has.
    pub(super) fn key_for(&self, action: &str) -> Option<(&'static str, &str)> {
        let (key, value) = self.key.as_ref()?;
        // Only what attaches or detaches a policy names one; boundaries are known to whatever changes their bearer.
        let names_policy = action.contains("Attach") || action.contains("Detach");
        (*key != POLICY_ARN || names_policy).then_some((*key, &**value))
    }

    fn with(self, key: &'static str, value: &PolicyArn) -> Self {
        Self { key: Some((key, value.to_string())), ..self }
    }

    fn change(resource: impl Into<Arc<str>>, command: Command, turn: Turn) -> Self {
        Self::new(resource, Lead::Change(Box::new(command), turn))
    }
}

/// The key that says which policy is attached or detached.
const POLICY_ARN: &str = "iam:PolicyARN";
/// The key that says which boundary a principal has, or is given.
const PERMISSIONS_BOUNDARY: &str = "iam:PermissionsBoundary";
/// As many versions as a policy can have: one has to go before the next comes.
const MAX_VERSIONS: usize = 5;

/// Finds targets.
pub(super) struct Targets<'v> {
    pub(super) principal: &'v AccountPrincipal,
    pub(super) account: &'v Account,
}

impl Targets<'_> {
    /// All that a technique could be used on to change what the principal itself may do.
    pub(super) fn of(&self, technique: &Technique) -> Vec<Target> {
        match technique.subject() {
            Some(Subject::User) if self.principal.is_user() => self.itself(technique.effect),
            Some(Subject::Role) if !self.principal.is_user() => self.itself(technique.effect),
            Some(Subject::OwnGroup) => {
                let of_group = |group: Arc<Group>| self.own_group(technique.effect, &group);
                self.groups(Membership::Own).into_iter().flat_map(of_group).collect()
            }
            Some(Subject::OtherGroup) => {
                self.groups(Membership::Other).iter().filter_map(|g| self.joined(g)).collect()
            }
            Some(Subject::OwnPolicy) => self.own_policies(technique.effect),
            _ => Vec::new(),
        }
    }

    /// Making another user or role stronger, before one becomes it.
    pub(super) fn strengthened(&self, technique: &Technique) -> Option<Target> {
        let target = Target::of_others(self.principal.arn());
        let attaches = technique.needs.iter().any(|need| need.action.contains("Attach"));
        if attaches {
            return Some(target.with(POLICY_ARN, &self.administrator()?));
        }
        Some(self.bounded(target))
    }

    fn itself(&self, effect: TechniqueEffect) -> Vec<Target> {
        let arn = self.principal.arn();
        let of = self.principal.identity();
        match effect {
            TechniqueEffect::WritesPolicy => vec![self.bounded(Target::new(arn, Lead::Choice))],
            TechniqueEffect::AttachesPolicy => self.attached(arn, of),
            TechniqueEffect::DetachesPolicy | TechniqueEffect::DeletesPolicy => self.rid(effect, arn, of),
            TechniqueEffect::ShedsBoundary if self.principal.boundary_set().is_some() => {
                let command = Command::DeletePermissionsBoundary { of: of.clone() };
                vec![self.bounded(Target::change(arn, command, Turn::ShedsItsBoundary))]
            }
            TechniqueEffect::ReplacesBoundary if self.principal.boundary_set().is_some() => {
                self.rebounded(arn, of)
            }
            _ => Vec::new(),
        }
    }

    fn own_group(&self, effect: TechniqueEffect, group: &Group) -> Vec<Target> {
        let (arn, of) = (group.arn(), Identity::Group(group.name().clone()));
        match effect {
            TechniqueEffect::WritesPolicy => vec![Target::new(arn, Lead::Choice)],
            TechniqueEffect::AttachesPolicy => self.attached(arn, &of),
            TechniqueEffect::DetachesPolicy | TechniqueEffect::DeletesPolicy => self.rid(effect, arn, &of),
            TechniqueEffect::LeavesGroup => self.left(group).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Where the target is the principal, its boundary is known.
    fn bounded(&self, target: Target) -> Target {
        match self.boundary_arn() {
            Some(arn) => target.with(PERMISSIONS_BOUNDARY, arn),
            None if self.principal.boundary_set().is_none() => {
                Target { lacks: &["iam:permissionsboundary"], ..target }
            }
            // Of a boundary that isn't there only the store knows the name.
            None => target,
        }
    }

    fn boundary_arn(&self) -> Option<&PolicyArn> {
        self.principal.boundary.as_ref()?.0.as_ref()?.arn()
    }

    /// The policy that lets everything pass.
    fn administrator(&self) -> Option<PolicyArn> {
        let partition = self.principal.arn().split(':').nth(1)?;
        format!("arn:{partition}:iam::aws:policy/AdministratorAccess").parse().ok()
    }

    /// Attaching AWS's policy for everything, or else one of the account's own.
    fn attached(&self, resource: &str, to: &Identity) -> Vec<Target> {
        let everything = self.administrator();
        let everything = everything.map(|arn| Target::new(resource, Lead::Choice).with(POLICY_ARN, &arn));
        let has = |policy: &&Arc<Policy>| {
            self.principal.policies.iter().flatten().any(|own| own.arn() == Some(policy.arn()))
        };
        let others = self.account.policies().filter(|policy| !has(policy)).map(|policy| {
            let (to, arn) = (to.clone(), policy.arn().clone());
            let turn = Turn::Attaches(arn.clone());
            Target::change(resource, Command::AttachPolicy { to, arn }, turn).with(POLICY_ARN, policy.arn())
        });
        everything.into_iter().chain(others).collect()
    }

    /// Putting a boundary that lets everything pass in the place of the present one, or else one of the account's own.
    fn rebounded(&self, resource: &str, of: &Identity) -> Vec<Target> {
        let target = |arn: &PolicyArn, turn: Turn| {
            let command = Command::PutPermissionsBoundary { of: of.clone(), arn: arn.clone() };
            Target::change(resource, command, turn).with(PERMISSIONS_BOUNDARY, arn)
        };
        let everything = self.administrator().map(|arn| target(&arn, Turn::ShedsItsBoundary));
        let others = self.account.policies().map(|policy| policy.arn());
        let others = others.filter(|arn| Some(*arn) != self.boundary_arn());
        let others = others.map(|arn| target(arn, Turn::Rebounds(arn.clone())));
        everything.into_iter().chain(others).collect()
    }

    /// Being rid of policies that deny something.
    fn rid(&self, effect: TechniqueEffect, resource: &str, of: &Identity) -> Vec<Target> {
        let kind = if effect == TechniqueEffect::DetachesPolicy { Hold::Attached } else { Hold::Inline };
        let path = match of {
            Identity::User(_) => GrantPath::User(kind),
            Identity::Role(_) => GrantPath::Role(kind),
            Identity::Group(group) => GrantPath::Group(group.clone(), kind),
        };
        let held = self.principal.policies.iter().flatten().filter(|policy| denies(policy.document()));
        let held = held.filter(|policy| policy.grant_path() == Some(&path));
        let targets = held.filter_map(|policy| {
            let turn = Turn::RidsItselfOf(policy.name().to_owned());
            let Some(arn) = policy.arn() else {
                let command =
                    Command::DeleteInlinePolicy { of: of.clone(), name: policy.name().parse().ok()? };
                return Some(Target::change(resource, command, turn));
            };
            let command = Command::DetachPolicy { from: of.clone(), arn: arn.clone() };
            Some(Target::change(resource, command, turn).with(POLICY_ARN, arn))
        });
        targets.collect()
    }

    /// Rewriting the policies one has: those that grant with whatever one likes, the boundary with everything.
    fn own_policies(&self, effect: TechniqueEffect) -> Vec<Target> {
        let boundary = self.boundary_arn();
        let grants = self.principal.policies.iter().flatten().filter_map(EffectivePolicy::arn);
        let mut seen = Vec::new();
        let mut targets = Vec::new();
        for arn in grants.chain(boundary).filter(|arn| !arn.is_aws_managed()) {
            let Some(policy) = self.account.policy(arn).ok().filter(|_| !seen.contains(&arn)) else {
                continue;
            };
            seen.push(arn);
            match effect {
                TechniqueEffect::WritesVersion => targets.extend(self.rewritten(policy, boundary)),
                _ => targets.extend(versions(policy)),
            }
        }
        targets
    }

    fn rewritten(&self, policy: &Policy, boundary: Option<&PolicyArn>) -> Option<Target> {
        let is_full = MAX_VERSIONS <= policy.versions().len();
        let also = is_full.then_some("iam:DeletePolicyVersion");
        let is_held = self.principal.policies.iter().flatten().any(|own| own.arn() == Some(policy.arn()));
        let target = if boundary == Some(policy.arn()) && !is_held {
            // What the new version would say is what AWS's policy for everything says.
            let of = self.principal.identity().clone();
            let command = Command::PutPermissionsBoundary { of, arn: self.administrator()? };
            Target::change(policy.arn().to_string(), command, Turn::ShedsItsBoundary)
        } else {
            Target::new(policy.arn().to_string(), Lead::Choice)
        };
        Some(Target { also, ..target })
    }

    fn joined(&self, group: &Group) -> Option<Target> {
        let Identity::User(user) = self.principal.identity() else { return None };
        let (group_name, user) = (group.name().clone(), user.clone());
        let turn = Turn::Joins(group_name.clone());
        Some(Target::change(group.arn(), Command::AddUserToGroup { group: group_name, user }, turn))
    }

    /// Leaving a group some policy of which denies.
    fn left(&self, group: &Group) -> Option<Target> {
        let Identity::User(user) = self.principal.identity() else { return None };
        let policies = self.account.policies_of(&Identity::Group(group.name().clone())).ok()?;
        if !policies.iter().any(|policy| denies(policy.document())) {
            return None;
        }
        let (name, user) = (group.name().clone(), user.clone());
        let turn = Turn::Leaves(name.clone());
        Some(Target::change(group.arn(), Command::RemoveUserFromGroup { group: name, user }, turn))
    }

    fn groups(&self, membership: Membership) -> Vec<Arc<Group>> {
        let Identity::User(name) = self.principal.identity() else { return Vec::new() };
        let own = self.account.groups_for_user(name).unwrap_or_default();
        let own = own.into_iter().cloned().collect::<Vec<_>>();
        if membership == Membership::Own {
            return own;
        }
        let is_other = |group: &&Arc<Group>| !own.iter().any(|own| own.name() == group.name());
        self.account.groups().filter(is_other).cloned().collect()
    }
}

/// Which groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Membership {
    Own,
    Other,
}

fn versions(policy: &Policy) -> impl Iterator<Item = Target> {
    let others = policy.versions().filter(|(version, _)| *version != policy.default_version());
    others.map(|(version, _)| {
        let arn = policy.arn().clone();
        let turn = Turn::Reinstates(arn.clone(), version);
        Target::change(arn.to_string(), Command::SetDefaultPolicyVersion { arn, version }, turn)
    })
}

fn denies(document: &PolicyDocument) -> bool {
    document.statements().iter().any(|statement| statement.effect() == iamkit_policy::Effect::Deny)
}
