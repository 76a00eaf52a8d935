//! Every change of the organisation as a value.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use serde::{Deserialize, Serialize};

use super::OrganizationQuotas;
use super::account::{AccountRequestId, MemberEmail, MemberName, OrganizationResource, ServicePrincipalName};
use super::name::{
    ControlPolicyId, ControlPolicyName, OrganizationId, OrganizationalUnitId, OrganizationalUnitName, Parent,
    RootId, Target,
};
use super::policy_kind::ControlPolicyKind;
use crate::name::AccountId;
use crate::tag::{TagKey, Tags};
use crate::text::Description;
use crate::wire;

/// A change of the organisation, named like the operations of AWS Organizations
///
/// Ids that aren't given are made: the same commands give the same ids.
///
/// ```
/// use iamkit_store::{Call, Change, ControlPolicyKind, Directory, OrganizationCommand};
///
/// let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
/// let kind = ControlPolicyKind::ServiceControlPolicy;
/// let mut directory = Directory::default();
/// for command in [
///     OrganizationCommand::CreateOrganization {
///         id: "o-example1234".parse()?,
///         root: "r-abcd".parse()?,
///         management_account: "111122223333".parse()?,
///     },
///     OrganizationCommand::EnablePolicyType { kind },
///     OrganizationCommand::JoinOrganization { account: "444455556666".parse()? },
/// ] {
///     directory.apply(&Change::in_organization(call.clone(), command))?;
/// }
/// let levels = directory.organization().and_then(|it| it.levels(&"444455556666".parse().ok()?, kind));
/// let targets = levels.unwrap_or_default().iter().map(|level| level.target().to_string()).collect::<Vec<_>>();
/// assert_eq!(targets, ["root", "account `444455556666`"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the parameters of the operation, under their own names")]
pub enum OrganizationCommand {
    /// A new organisation with its root and its management account, no kind of control policy enabled
    CreateOrganization { id: OrganizationId, root: RootId, management_account: AccountId },
    /// Other quotas
    SetQuotas { quotas: OrganizationQuotas },
    /// A kind of control policy in force, AWS's own one attached everywhere
    EnablePolicyType { kind: ControlPolicyKind },
    /// A kind of control policy no longer in force, all of that kind detached
    DisablePolicyType { kind: ControlPolicyKind },
    /// A new organisational unit
    CreateOrganizationalUnit {
        parent: Parent,
        name: OrganizationalUnitName,
        #[serde(default)]
        id: Option<OrganizationalUnitId>,
    },
    /// Another name of an organisational unit
    UpdateOrganizationalUnit { id: OrganizationalUnitId, name: OrganizationalUnitName },
    /// The end of an organisational unit that is empty
    DeleteOrganizationalUnit { id: OrganizationalUnitId },
    /// An account that joins, directly below the root: `AcceptHandshake`
    JoinOrganization { account: AccountId },
    /// A new account, directly below the root: `CreateAccount`
    CreateAccount { request: AccountRequestId, account: AccountId, name: MemberName, email: MemberEmail },
    /// A request for a new account that came to nothing: the address of its owner is another account's
    RecordFailedAccount { request: AccountRequestId, name: MemberName },
    /// A member account that can't be used any more: `CloseAccount`
    CloseAccount { account: AccountId },
    /// New tags, or other values: `TagResource`
    TagResource { resource: OrganizationResource, tags: Tags },
    /// Fewer tags; keys that aren't there are nothing: `UntagResource`
    UntagResource { resource: OrganizationResource, keys: Vec<TagKey> },
    /// A service that is trusted; nothing where it is already: `EnableAWSServiceAccess`
    EnableServiceAccess { service: ServicePrincipalName },
    /// A service that is trusted no more; nothing where it isn't: `DisableAWSServiceAccess`
    DisableServiceAccess { service: ServicePrincipalName },
    /// An account that administers a service for the organisation
    RegisterDelegatedAdministrator { account: AccountId, service: ServicePrincipalName },
    /// An account that administers a service no more
    DeregisterDelegatedAdministrator { account: AccountId, service: ServicePrincipalName },
    /// Another place of a member account
    MoveAccount { account: AccountId, destination: Parent },
    /// The end of a membership
    RemoveAccountFromOrganization { account: AccountId },
    /// A new control policy, attached nowhere: `CreatePolicy`
    CreateControlPolicy {
        kind: ControlPolicyKind,
        name: ControlPolicyName,
        description: Option<Description>,
        #[serde(with = "wire::document")]
        document: Arc<PolicyDocument>,
        #[serde(default)]
        id: Option<ControlPolicyId>,
    },
    /// Another name, description and document of a control policy: `UpdatePolicy`
    UpdateControlPolicy {
        id: ControlPolicyId,
        name: ControlPolicyName,
        description: Option<Description>,
        #[serde(with = "wire::document")]
        document: Arc<PolicyDocument>,
    },
    /// The end of a control policy that is attached nowhere: `DeletePolicy`
    DeleteControlPolicy { id: ControlPolicyId },
    /// A control policy in force on a target: `AttachPolicy`
    AttachControlPolicy { id: ControlPolicyId, target: Target },
    /// A control policy no longer in force on a target: `DetachPolicy`
    DetachControlPolicy { id: ControlPolicyId, target: Target },
}
