//! The operations that there are: the one table of them.

use std::collections::HashMap;
use std::sync::LazyLock;

use iamkit_wire::model::ServiceName::{self, AccessAnalyzer, Iam, Organizations, Sts};

use crate::about::About;
use crate::access_analyzer::{analyzer, check, finding, resource, rule, statistics, tag as analyzer_tag};
use crate::iam::attachment::{OfGroup, OfRole, OfUser};
use crate::iam::{
    access_key, account, account_alias, attachment, boundary, credential_report, details, granting, group,
    inline_policy, instance_profile, last_accessed, login_profile, membership, mfa_device, oidc_provider,
    password_policy, policy, policy_version, role, saml_provider, server_certificate, service_credential,
    service_linked_role, signing_certificate, simulate, ssh_public_key, tag, user,
};
use crate::operation::{Operation, Paged, Typed};
use crate::organizations;
use crate::sts::{assume_role, decode, identity, session_token};
use crate::unsigned::unsigned;

/// A row of the table: an operation, what it is about, the function that does it.
macro_rules! rows {
    ($($service:ident $name:literal $about:expr => $($kind:ident)? ($function:expr);)*) => {
        &[$(Operation { service: $service, name: $name, about: $about, handler: &rows!(@ $($kind)? $function) },)*]
    };
    (@ Paged $function:expr) => { Paged($function) };
    (@ $function:expr) => { Typed($function) };
}

const USER: Option<About> = Some(About::User);
const GROUP: Option<About> = Some(About::Group);
const ROLE: Option<About> = Some(About::Role);
const POLICY: Option<About> = Some(About::Policy);
const PROFILE: Option<About> = Some(About::InstanceProfile);
const DEVICE: Option<About> = Some(About::MfaDevice);
const OIDC: Option<About> = Some(About::OidcProvider);
const SAML: Option<About> = Some(About::SamlProvider);
const CERTIFICATE: Option<About> = Some(About::ServerCertificate);
const ANALYZER: Option<About> = Some(About::Analyzer);
const ARCHIVE_RULE: Option<About> = Some(About::ArchiveRule);
const ENTITY: Option<About> = Some(About::Entity);
const EVERYTHING: Option<About> = Some(About::Everything);
const NEEDS_NONE: Option<About> = None;

const GROUPS: Option<About> = Some(About::Under("group"));
const PROFILES: Option<About> = Some(About::Under("instance-profile"));
const ROLES: Option<About> = Some(About::Under("role"));
const USERS: Option<About> = Some(About::Under("user"));

const ON_ACCOUNT: Option<About> = Some(About::Organization("AccountId"));
const ON_CHILD: Option<About> = Some(About::Organization("ChildId"));
const ON_PARENT: Option<About> = Some(About::Organization("ParentId"));
const ON_POLICY: Option<About> = Some(About::Organization("PolicyId"));
const ON_RESOURCE: Option<About> = Some(About::Organization("ResourceId"));
const ON_ROOT: Option<About> = Some(About::Organization("RootId"));
const ON_TARGET: Option<About> = Some(About::Organization("TargetId"));
const ON_UNIT: Option<About> = Some(About::Organization("OrganizationalUnitId"));

static OPERATIONS: &[Operation] = rows! {
    AccessAnalyzer "ApplyArchiveRule" ANALYZER => (rule::apply_archive_rule);
    AccessAnalyzer "CheckAccessNotGranted" EVERYTHING => (check::check_access_not_granted);
    AccessAnalyzer "CheckNoNewAccess" EVERYTHING => (check::check_no_new_access);
    AccessAnalyzer "CheckNoPublicAccess" EVERYTHING => (check::check_no_public_access);
    AccessAnalyzer "CreateAnalyzer" ANALYZER => (analyzer::create_analyzer);
    AccessAnalyzer "CreateArchiveRule" ARCHIVE_RULE => (rule::create_archive_rule);
    AccessAnalyzer "DeleteAnalyzer" ANALYZER => (analyzer::delete_analyzer);
    AccessAnalyzer "DeleteArchiveRule" ARCHIVE_RULE => (rule::delete_archive_rule);
    AccessAnalyzer "GetAnalyzedResource" ANALYZER => (resource::get_analyzed_resource);
    AccessAnalyzer "GetAnalyzer" ANALYZER => (analyzer::get_analyzer);
    AccessAnalyzer "GetArchiveRule" ARCHIVE_RULE => (rule::get_archive_rule);
    AccessAnalyzer "GetFinding" ANALYZER => (finding::get_finding);
    AccessAnalyzer "GetFindingV2" ANALYZER => (finding::get_finding_v2);
    AccessAnalyzer "GetFindingsStatistics" ANALYZER => (statistics::get_findings_statistics);
    AccessAnalyzer "ListAnalyzedResources" ANALYZER => (resource::list_analyzed_resources);
    AccessAnalyzer "ListAnalyzers" EVERYTHING => (analyzer::list_analyzers);
    AccessAnalyzer "ListArchiveRules" ANALYZER => (rule::list_archive_rules);
    AccessAnalyzer "ListFindings" ANALYZER => (finding::list_findings);
    AccessAnalyzer "ListFindingsV2" ANALYZER => (finding::list_findings_v2);
    AccessAnalyzer "ListTagsForResource" ANALYZER => (analyzer_tag::list_tags_for_resource);
    AccessAnalyzer "StartResourceScan" ANALYZER => (resource::start_resource_scan);
    AccessAnalyzer "TagResource" ANALYZER => (analyzer_tag::tag_resource);
    AccessAnalyzer "UntagResource" ANALYZER => (analyzer_tag::untag_resource);
    AccessAnalyzer "UpdateAnalyzer" ANALYZER => (analyzer::update_analyzer);
    AccessAnalyzer "UpdateArchiveRule" ARCHIVE_RULE => (rule::update_archive_rule);
    AccessAnalyzer "UpdateFindings" ANALYZER => (finding::update_findings);
    AccessAnalyzer "ValidatePolicy" EVERYTHING => Paged(check::validate_policy);
    Iam "AddClientIDToOpenIDConnectProvider" OIDC => (oidc_provider::add_client_id);
    Iam "AddRoleToInstanceProfile" PROFILE => (instance_profile::add_role_to_instance_profile);
    Iam "AddUserToGroup" GROUP => (membership::add_user_to_group);
    Iam "AttachGroupPolicy" GROUP => (attachment::attach::<OfGroup>);
    Iam "AttachRolePolicy" ROLE => (attachment::attach::<OfRole>);
    Iam "AttachUserPolicy" USER => (attachment::attach::<OfUser>);
    Iam "ChangePassword" USER => (login_profile::change_password);
    Iam "CreateAccessKey" USER => (access_key::create_access_key);
    Iam "CreateAccountAlias" EVERYTHING => (account_alias::create_account_alias);
    Iam "CreateGroup" GROUP => (group::create_group);
    Iam "CreateInstanceProfile" PROFILE => (instance_profile::create_instance_profile);
    Iam "CreateLoginProfile" USER => (login_profile::create_login_profile);
    Iam "CreateOpenIDConnectProvider" OIDC => (oidc_provider::create_open_id_connect_provider);
    Iam "CreatePolicy" Some(About::NewPolicy) => (policy::create_policy);
    Iam "CreatePolicyVersion" POLICY => (policy_version::create_policy_version);
    Iam "CreateRole" ROLE => (role::create_role);
    Iam "CreateSAMLProvider" SAML => (saml_provider::create_saml_provider);
    Iam "CreateServiceLinkedRole" Some(About::ServiceLinkedRole) =>
        (service_linked_role::create_service_linked_role);
    Iam "CreateServiceSpecificCredential" USER => (service_credential::create_service_specific_credential);
    Iam "CreateUser" USER => (user::create_user);
    Iam "CreateVirtualMFADevice" DEVICE => (mfa_device::create_virtual_mfa_device);
    Iam "DeactivateMFADevice" USER => (mfa_device::deactivate_mfa_device);
    Iam "DeleteAccessKey" USER => (access_key::delete_access_key);
    Iam "DeleteAccountAlias" EVERYTHING => (account_alias::delete_account_alias);
    Iam "DeleteAccountPasswordPolicy" EVERYTHING => (password_policy::delete_account_password_policy);
    Iam "DeleteGroup" GROUP => (group::delete_group);
    Iam "DeleteGroupPolicy" GROUP => (inline_policy::delete::<OfGroup>);
    Iam "DeleteInstanceProfile" PROFILE => (instance_profile::delete_instance_profile);
    Iam "DeleteLoginProfile" USER => (login_profile::delete_login_profile);
    Iam "DeleteOpenIDConnectProvider" OIDC => (oidc_provider::delete_open_id_connect_provider);
    Iam "DeletePolicy" POLICY => (policy::delete_policy);
    Iam "DeletePolicyVersion" POLICY => (policy_version::delete_policy_version);
    Iam "DeleteRole" ROLE => (role::delete_role);
    Iam "DeleteRolePermissionsBoundary" ROLE => (boundary::delete::<OfRole>);
    Iam "DeleteRolePolicy" ROLE => (inline_policy::delete::<OfRole>);
    Iam "DeleteSAMLProvider" SAML => (saml_provider::delete_saml_provider);
    Iam "DeleteSSHPublicKey" USER => (ssh_public_key::delete_ssh_public_key);
    Iam "DeleteServerCertificate" CERTIFICATE => (server_certificate::delete_server_certificate);
    Iam "DeleteServiceLinkedRole" ROLE => (service_linked_role::delete_service_linked_role);
    Iam "DeleteServiceSpecificCredential" USER => (service_credential::delete_service_specific_credential);
    Iam "DeleteSigningCertificate" USER => (signing_certificate::delete_signing_certificate);
    Iam "DeleteUser" USER => (user::delete_user);
    Iam "DeleteUserPermissionsBoundary" USER => (boundary::delete::<OfUser>);
    Iam "DeleteUserPolicy" USER => (inline_policy::delete::<OfUser>);
    Iam "DeleteVirtualMFADevice" DEVICE => (mfa_device::delete_virtual_mfa_device);
    Iam "DetachGroupPolicy" GROUP => (attachment::detach::<OfGroup>);
    Iam "DetachRolePolicy" ROLE => (attachment::detach::<OfRole>);
    Iam "DetachUserPolicy" USER => (attachment::detach::<OfUser>);
    Iam "EnableMFADevice" USER => (mfa_device::enable_mfa_device);
    Iam "GenerateCredentialReport" EVERYTHING => (credential_report::generate_credential_report);
    Iam "GenerateServiceLastAccessedDetails" ENTITY =>
        (last_accessed::generate_service_last_accessed_details);
    Iam "GetAccessKeyLastUsed" Some(About::UserOfKey) => (access_key::get_access_key_last_used);
    Iam "GetAccountAuthorizationDetails" EVERYTHING => (details::get_account_authorization_details);
    Iam "GetAccountPasswordPolicy" EVERYTHING => (password_policy::get_account_password_policy);
    Iam "GetAccountSummary" EVERYTHING => (account::get_account_summary);
    Iam "GetContextKeysForCustomPolicy" EVERYTHING => (simulate::get_context_keys_for_custom_policy);
    Iam "GetContextKeysForPrincipalPolicy" Some(About::PolicySource) =>
        (simulate::get_context_keys_for_principal_policy);
    Iam "GetCredentialReport" EVERYTHING => (credential_report::get_credential_report);
    Iam "GetGroup" GROUP => (group::get_group);
    Iam "GetGroupPolicy" GROUP => (inline_policy::get_group_policy);
    Iam "GetInstanceProfile" PROFILE => (instance_profile::get_instance_profile);
    Iam "GetLoginProfile" USER => (login_profile::get_login_profile);
    Iam "GetMFADevice" USER => (mfa_device::get_mfa_device);
    Iam "GetOpenIDConnectProvider" OIDC => (oidc_provider::get_open_id_connect_provider);
    Iam "GetPolicy" POLICY => (policy::get_policy);
    Iam "GetPolicyVersion" POLICY => (policy_version::get_policy_version);
    Iam "GetRole" ROLE => (role::get_role);
    Iam "GetRolePolicy" ROLE => (inline_policy::get_role_policy);
    Iam "GetSAMLProvider" SAML => (saml_provider::get_saml_provider);
    Iam "GetSSHPublicKey" USER => (ssh_public_key::get_ssh_public_key);
    Iam "GetServerCertificate" CERTIFICATE => (server_certificate::get_server_certificate);
    Iam "GetServiceLastAccessedDetails" EVERYTHING => (last_accessed::get_service_last_accessed_details);
    Iam "GetServiceLastAccessedDetailsWithEntities" EVERYTHING =>
        (last_accessed::get_service_last_accessed_details_with_entities);
    Iam "GetServiceLinkedRoleDeletionStatus" Some(About::DeletionTask) =>
        (service_linked_role::get_service_linked_role_deletion_status);
    Iam "GetUser" USER => (user::get_user);
    Iam "GetUserPolicy" USER => (inline_policy::get_user_policy);
    Iam "ListAccessKeys" USER => (access_key::list_access_keys);
    Iam "ListAccountAliases" EVERYTHING => (account_alias::list_account_aliases);
    Iam "ListAttachedGroupPolicies" GROUP => (attachment::list_attached::<OfGroup>);
    Iam "ListAttachedRolePolicies" ROLE => (attachment::list_attached::<OfRole>);
    Iam "ListAttachedUserPolicies" USER => (attachment::list_attached::<OfUser>);
    Iam "ListEntitiesForPolicy" POLICY => (policy::list_entities_for_policy);
    Iam "ListGroupPolicies" GROUP => (inline_policy::list::<OfGroup>);
    Iam "ListGroups" GROUPS => (group::list_groups);
    Iam "ListGroupsForUser" USER => (membership::list_groups_for_user);
    Iam "ListInstanceProfileTags" PROFILE => (tag::list_tags);
    Iam "ListInstanceProfiles" PROFILES => (instance_profile::list_instance_profiles);
    Iam "ListInstanceProfilesForRole" ROLE => (instance_profile::list_instance_profiles_for_role);
    Iam "ListMFADeviceTags" DEVICE => (tag::list_tags);
    Iam "ListMFADevices" USER => (mfa_device::list_mfa_devices);
    Iam "ListOpenIDConnectProviderTags" OIDC => (tag::list_tags);
    Iam "ListOpenIDConnectProviders" EVERYTHING => (oidc_provider::list_open_id_connect_providers);
    Iam "ListPolicies" EVERYTHING => (policy::list_policies);
    Iam "ListPoliciesGrantingServiceAccess" ENTITY => (granting::list_policies_granting_service_access);
    Iam "ListPolicyTags" POLICY => (tag::list_tags);
    Iam "ListPolicyVersions" POLICY => (policy_version::list_policy_versions);
    Iam "ListRolePolicies" ROLE => (inline_policy::list::<OfRole>);
    Iam "ListRoleTags" ROLE => (tag::list_tags);
    Iam "ListRoles" ROLES => (role::list_roles);
    Iam "ListSAMLProviderTags" SAML => (tag::list_tags);
    Iam "ListSAMLProviders" EVERYTHING => (saml_provider::list_saml_providers);
    Iam "ListSSHPublicKeys" USER => (ssh_public_key::list_ssh_public_keys);
    Iam "ListServerCertificateTags" CERTIFICATE => (tag::list_tags);
    Iam "ListServerCertificates" EVERYTHING => (server_certificate::list_server_certificates);
    Iam "ListServiceSpecificCredentials" USER => (service_credential::list_service_specific_credentials);
    Iam "ListSigningCertificates" USER => (signing_certificate::list_signing_certificates);
    Iam "ListUserPolicies" USER => (inline_policy::list::<OfUser>);
    Iam "ListUserTags" USER => (tag::list_tags);
    Iam "ListUsers" USERS => (user::list_users);
    Iam "ListVirtualMFADevices" EVERYTHING => (mfa_device::list_virtual_mfa_devices);
    Iam "PutGroupPolicy" GROUP => (inline_policy::put::<OfGroup>);
    Iam "PutRolePermissionsBoundary" ROLE => (boundary::put::<OfRole>);
    Iam "PutRolePolicy" ROLE => (inline_policy::put::<OfRole>);
    Iam "PutUserPermissionsBoundary" USER => (boundary::put::<OfUser>);
    Iam "PutUserPolicy" USER => (inline_policy::put::<OfUser>);
    Iam "RemoveClientIDFromOpenIDConnectProvider" OIDC => (oidc_provider::remove_client_id);
    Iam "RemoveRoleFromInstanceProfile" PROFILE => (instance_profile::remove_role_from_instance_profile);
    Iam "RemoveUserFromGroup" GROUP => (membership::remove_user_from_group);
    Iam "ResetServiceSpecificCredential" USER => (service_credential::reset_service_specific_credential);
    Iam "ResyncMFADevice" USER => (mfa_device::resync_mfa_device);
    Iam "SetDefaultPolicyVersion" POLICY => (policy_version::set_default_policy_version);
    Iam "SimulateCustomPolicy" EVERYTHING => Paged(simulate::simulate_custom_policy);
    Iam "SimulatePrincipalPolicy" Some(About::PolicySource) => Paged(simulate::simulate_principal_policy);
    Iam "TagInstanceProfile" PROFILE => (tag::tag);
    Iam "TagMFADevice" DEVICE => (tag::tag);
    Iam "TagOpenIDConnectProvider" OIDC => (tag::tag);
    Iam "TagPolicy" POLICY => (tag::tag);
    Iam "TagRole" ROLE => (tag::tag);
    Iam "TagSAMLProvider" SAML => (tag::tag);
    Iam "TagServerCertificate" CERTIFICATE => (tag::tag);
    Iam "TagUser" USER => (tag::tag);
    Iam "UntagInstanceProfile" PROFILE => (tag::untag);
    Iam "UntagMFADevice" DEVICE => (tag::untag);
    Iam "UntagOpenIDConnectProvider" OIDC => (tag::untag);
    Iam "UntagPolicy" POLICY => (tag::untag);
    Iam "UntagRole" ROLE => (tag::untag);
    Iam "UntagSAMLProvider" SAML => (tag::untag);
    Iam "UntagServerCertificate" CERTIFICATE => (tag::untag);
    Iam "UntagUser" USER => (tag::untag);
    Iam "UpdateAccessKey" USER => (access_key::update_access_key);
    Iam "UpdateAccountPasswordPolicy" EVERYTHING => (password_policy::update_account_password_policy);
    Iam "UpdateAssumeRolePolicy" ROLE => (role::update_assume_role_policy);
    Iam "UpdateGroup" GROUP => (group::update_group);
    Iam "UpdateLoginProfile" USER => (login_profile::update_login_profile);
    Iam "UpdateOpenIDConnectProviderThumbprint" OIDC => (oidc_provider::update_thumbprints);
    Iam "UpdateRole" ROLE => (role::update_role);
    Iam "UpdateRoleDescription" ROLE => (role::update_role_description);
    Iam "UpdateSAMLProvider" SAML => (saml_provider::update_saml_provider);
    Iam "UpdateSSHPublicKey" USER => (ssh_public_key::update_ssh_public_key);
    Iam "UpdateServerCertificate" CERTIFICATE => (server_certificate::update_server_certificate);
    Iam "UpdateServiceSpecificCredential" USER => (service_credential::update_service_specific_credential);
    Iam "UpdateSigningCertificate" USER => (signing_certificate::update_signing_certificate);
    Iam "UpdateUser" USER => (user::update_user);
    Iam "UploadSSHPublicKey" USER => (ssh_public_key::upload_ssh_public_key);
    Iam "UploadServerCertificate" CERTIFICATE => (server_certificate::upload_server_certificate);
    Iam "UploadSigningCertificate" USER => (signing_certificate::upload_signing_certificate);
    Organizations "AttachPolicy" ON_POLICY => (organizations::policy::attach_policy);
    Organizations "CloseAccount" ON_ACCOUNT => (organizations::account::close_account);
    Organizations "CreateAccount" EVERYTHING => (organizations::account::create_account);
    Organizations "CreateOrganization" EVERYTHING => (organizations::organization::create_organization);
    Organizations "CreateOrganizationalUnit" ON_PARENT => (organizations::unit::create_organizational_unit);
    Organizations "CreatePolicy" Some(About::NewControlPolicy) => (organizations::policy::create_policy);
    Organizations "DeleteOrganization" EVERYTHING => (organizations::organization::delete_organization);
    Organizations "DeleteOrganizationalUnit" ON_UNIT => (organizations::unit::delete_organizational_unit);
    Organizations "DeletePolicy" ON_POLICY => (organizations::policy::delete_policy);
    Organizations "DeregisterDelegatedAdministrator" ON_ACCOUNT =>
        (organizations::service::deregister_delegated_administrator);
    Organizations "DescribeAccount" ON_ACCOUNT => (organizations::account::describe_account);
    Organizations "DescribeCreateAccountStatus" EVERYTHING =>
        (organizations::account::describe_create_account_status);
    Organizations "DescribeOrganization" EVERYTHING => (organizations::organization::describe_organization);
    Organizations "DescribeOrganizationalUnit" ON_UNIT => (organizations::unit::describe_organizational_unit);
    Organizations "DescribePolicy" ON_POLICY => (organizations::policy::describe_policy);
    Organizations "DetachPolicy" ON_POLICY => (organizations::policy::detach_policy);
    Organizations "DisableAWSServiceAccess" EVERYTHING =>
        (organizations::service::disable_aws_service_access);
    Organizations "DisablePolicyType" ON_ROOT => (organizations::organization::disable_policy_type);
    Organizations "EnableAWSServiceAccess" EVERYTHING => (organizations::service::enable_aws_service_access);
    Organizations "EnablePolicyType" ON_ROOT => (organizations::organization::enable_policy_type);
    Organizations "LeaveOrganization" EVERYTHING => (organizations::organization::leave_organization);
    Organizations "ListAWSServiceAccessForOrganization" EVERYTHING =>
        (organizations::service::list_aws_service_access_for_organization);
    Organizations "ListAccounts" EVERYTHING => (organizations::account::list_accounts);
    Organizations "ListAccountsForParent" ON_PARENT => (organizations::account::list_accounts_for_parent);
    Organizations "ListChildren" ON_PARENT => (organizations::account::list_children);
    Organizations "ListCreateAccountStatus" EVERYTHING =>
        (organizations::account::list_create_account_status);
    Organizations "ListDelegatedAdministrators" EVERYTHING =>
        (organizations::service::list_delegated_administrators);
    Organizations "ListDelegatedServicesForAccount" ON_ACCOUNT =>
        (organizations::service::list_delegated_services_for_account);
    Organizations "ListOrganizationalUnitsForParent" ON_PARENT =>
        (organizations::unit::list_organizational_units_for_parent);
    Organizations "ListParents" ON_CHILD => (organizations::account::list_parents);
    Organizations "ListPolicies" EVERYTHING => (organizations::policy::list_policies);
    Organizations "ListPoliciesForTarget" ON_TARGET => (organizations::policy::list_policies_for_target);
    Organizations "ListRoots" EVERYTHING => (organizations::organization::list_roots);
    Organizations "ListTagsForResource" ON_RESOURCE => (organizations::tag::list_tags_for_resource);
    Organizations "ListTargetsForPolicy" ON_POLICY => (organizations::policy::list_targets_for_policy);
    Organizations "MoveAccount" ON_ACCOUNT => (organizations::account::move_account);
    Organizations "RegisterDelegatedAdministrator" ON_ACCOUNT =>
        (organizations::service::register_delegated_administrator);
    Organizations "RemoveAccountFromOrganization" ON_ACCOUNT =>
        (organizations::account::remove_account_from_organization);
    Organizations "TagResource" ON_RESOURCE => (organizations::tag::tag_resource);
    Organizations "UntagResource" ON_RESOURCE => (organizations::tag::untag_resource);
    Organizations "UpdateOrganizationalUnit" ON_UNIT => (organizations::unit::update_organizational_unit);
    Organizations "UpdatePolicy" ON_POLICY => (organizations::policy::update_policy);
    Sts "AssumeRole" Some(About::RoleArn) => (assume_role::assume_role);
    Sts "DecodeAuthorizationMessage" EVERYTHING => (decode::decode_authorization_message);
    Sts "GetAccessKeyInfo" EVERYTHING => (identity::get_access_key_info);
    Sts "GetCallerIdentity" NEEDS_NONE => (identity::get_caller_identity);
    Sts "GetFederationToken" Some(About::FederatedUser) => (session_token::get_federation_token);
    Sts "GetSessionToken" NEEDS_NONE => (session_token::get_session_token);
};

/// An operation that there is.
pub(crate) fn operation(service: ServiceName, name: &str) -> Option<&'static Operation> {
    static BY_NAME: LazyLock<HashMap<(ServiceName, &str), &Operation>> = LazyLock::new(|| {
        OPERATIONS.iter().map(|operation| ((operation.service, operation.name), operation)).collect()
    });
    BY_NAME.get(&(service, name)).copied()
}

/// An operation of a service, and whether the server has it
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationRow {
    /// The service
    pub service: ServiceName,
    /// The name of the operation
    pub name: &'static str,
    /// Whether the server has it
    pub is_there: bool,
}

/// All operations of the services' models, by service and name
///
/// ```
/// use iamkit_server::operations;
///
/// let there = operations().filter(|operation| operation.is_there).count();
/// assert!(80 < there);
/// ```
pub fn operations() -> impl Iterator<Item = OperationRow> {
    ServiceName::ALL.into_iter().flat_map(|service| {
        let all = service.model().operations().iter();
        all.map(move |described| {
            let name = described.name();
            let is_there = operation(service, name).is_some() || unsigned(service, name).is_some();
            OperationRow { service, name, is_there }
        })
    })
}

#[cfg(test)]
mod tests {
    use iamkit_catalog::{Action, Catalog};
    use iamkit_policy::fact::Mark;

    use super::*;

    /// The resource type that the catalog has for what an operation is about; none of one that is about many.
    fn resource_type(about: About) -> Option<&'static str> {
        match about {
            About::User | About::UserOfKey | About::PolicySource | About::Entity => Some("user"),
            About::FederatedUser => Some("federated-user"),
            About::Group => Some("group"),
            About::Role | About::RoleArn | About::ServiceLinkedRole | About::DeletionTask => Some("role"),
            About::MfaDevice => Some("mfa"),
            About::OidcProvider => Some("oidc-provider"),
            About::SamlProvider => Some("saml-provider"),
            About::ServerCertificate => Some("server-certificate"),
            About::Policy | About::NewPolicy | About::NewControlPolicy => Some("policy"),
            About::InstanceProfile => Some("instance-profile"),
            About::Analyzer => Some("Analyzer"),
            About::ArchiveRule => Some("ArchiveRule"),
            About::Everything | About::Under(_) | About::Organization(_) => None,
        }
    }

    /// S25: what an action without resource types is about is what denials of it show.
    fn is_evaluated(action: Action<'_>, kind: &str) -> bool {
        let forms = action.evaluated().up_to(Mark::Observed).forms();
        forms.iter().any(|form| form.template().ends_with(&format!(":{kind}/")))
    }

    #[test]
    fn an_operation_is_about_what_its_action_is_about() {
        let mut others = Vec::new();
        for operation in OPERATIONS {
            let name = operation.action();
            let action = Catalog::embedded().action(&name).unwrap_or_else(|| panic!("{name} is no action"));
            let Some(about) = operation.about else { continue };
            let types = action.resource_types().map(|it| it.resource_type().name().to_owned());
            let types = types.collect::<Vec<_>>();
            let is_right = match (about, resource_type(about)) {
                (About::Organization(_), _) => !types.is_empty(),
                (About::Under(kind), _) => types.is_empty() && is_evaluated(action, kind),
                (_, Some(kind)) => types.iter().any(|it| it == kind),
                (_, None) => types.is_empty(),
            };
            if !is_right {
                others.push(format!("{name}: {about:?}, not {types:?}"));
            }
        }
        assert!(others.is_empty(), "{others:#?}");
    }

    #[test]
    fn every_operation_is_in_its_model_once() {
        let known = OPERATIONS.iter().filter(|it| it.service.model().operation(it.name).is_some());
        assert_eq!(known.count(), OPERATIONS.len());
        let there = operations().filter(|operation| operation.is_there).count();
        // The two that nobody signs stand elsewhere.
        assert_eq!(there, OPERATIONS.len() + 2);
    }
}
