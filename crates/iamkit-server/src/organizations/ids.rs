//! Ids of what is in an organisation, read by their form, and the ARNs of it.

use iamkit_store::{
    AccountId, ControlPolicy, ControlPolicyId, ControlPolicyKind, Organization, OrganizationResource,
    OrganizationalUnitId, Parent, Partition, RootId, Target,
};

/// The partition of an organisation's ARNs, which is that of whoever asks.
pub(super) fn organization_arn(partition: Partition, organization: &Organization) -> String {
    let (manager, id) = (organization.management_account(), organization.id());
    format!("arn:{partition}:organizations::{manager}:organization/{id}")
}

/// The ARN of the root, a unit or an account.
pub(super) fn target_arn(partition: Partition, organization: &Organization, target: &Target) -> String {
    let (manager, id) = (organization.management_account(), organization.id());
    let (kind, own) = match target {
        Target::Root => ("root", organization.root().as_str()),
        Target::OrganizationalUnit(unit) => ("ou", unit.as_str()),
        Target::Account(account) => ("account", account.as_str()),
    };
    format!("arn:{partition}:organizations::{manager}:{kind}/{id}/{own}")
}

/// The ARN of a policy.
pub(super) fn policy_arn(
    partition: Partition,
    organization: &Organization,
    policy: &ControlPolicy,
) -> String {
    let (kind, own) = (kind_in_arn(policy.kind()), policy.id());
    if policy.is_aws_managed() {
        return format!("arn:{partition}:organizations::aws:policy/{kind}/{own}");
    }
    let (manager, id) = (organization.management_account(), organization.id());
    format!("arn:{partition}:organizations::{manager}:policy/{id}/{kind}/{own}")
}

fn kind_in_arn(kind: ControlPolicyKind) -> String {
    kind.as_str().to_ascii_lowercase()
}

/// What an id says by its form that it is of
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Id {
    Root(RootId),
    Unit(OrganizationalUnitId),
    Account(AccountId),
    Policy(ControlPolicyId),
}

impl Id {
    /// What an id is of; none where it has no form that ids have.
    pub(super) fn read(text: &str) -> Option<Self> {
        let root = || text.parse().ok().map(Self::Root);
        let unit = || text.parse().ok().map(Self::Unit);
        let account = || text.parse().ok().map(Self::Account);
        root().or_else(unit).or_else(account).or_else(|| text.parse().ok().map(Self::Policy))
    }

    /// What it is of in an organisation; none where it is another organisation's root.
    pub(super) fn resource(&self, organization: &Organization) -> Option<OrganizationResource> {
        Some(match self {
            Self::Policy(id) => OrganizationResource::Policy(id.clone()),
            id => OrganizationResource::Target(id.target(organization)?),
        })
    }

    /// The root, unit or account that it is of.
    pub(super) fn target(&self, organization: &Organization) -> Option<Target> {
        match self {
            Self::Root(id) => (id == organization.root()).then_some(Target::Root),
            Self::Unit(id) => Some(Target::OrganizationalUnit(id.clone())),
            Self::Account(id) => Some(Target::Account(id.clone())),
            Self::Policy(_) => None,
        }
    }

    /// The root or unit that it is of, where it is there.
    pub(super) fn parent(&self, organization: &Organization) -> Option<Parent> {
        match self {
            Self::Root(id) => (id == organization.root()).then_some(Parent::Root),
            Self::Unit(id) => {
                organization.organizational_unit(id).ok()?;
                Some(Parent::OrganizationalUnit(id.clone()))
            }
            Self::Account(_) | Self::Policy(_) => None,
        }
    }
}

/// The ARN of a policy of a kind whose id isn't known yet, for decisions.
pub(crate) fn arn_of_new(partition: Partition, organization: &Organization, kind: &str) -> String {
    let (manager, id, kind) =
        (organization.management_account(), organization.id(), kind.to_ascii_lowercase());
    format!("arn:{partition}:organizations::{manager}:policy/{id}/{kind}/")
}

/// The ARN of what an id is of, for decisions; `*` where it is nothing that is known.
pub(crate) fn arn_of(partition: Partition, organization: &Organization, id: &str) -> String {
    let known = || {
        Some(match Id::read(id)?.resource(organization)? {
            OrganizationResource::Target(target) => target_arn(partition, organization, &target),
            OrganizationResource::Policy(id) => {
                policy_arn(partition, organization, organization.policy(&id).ok()?)
            }
        })
    };
    known().unwrap_or_else(|| "*".to_owned())
}
