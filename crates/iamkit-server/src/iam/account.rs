//! The account as a whole: how much is in it.

use std::collections::BTreeMap;

use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;

#[derive(Debug, Deserialize)]
pub(crate) struct GetAccountSummaryRequest {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetAccountSummaryResponse {
    summary_map: BTreeMap<&'static str, usize>,
}

pub(crate) fn get_account_summary(
    call: &Invocation<'_>,
    _input: GetAccountSummaryRequest,
) -> Result<GetAccountSummaryResponse, WireError> {
    let account = call.account()?;
    let quotas = account.quotas();
    let versions = account.policies().map(|policy| policy.versions().len()).sum();
    let summary_map = BTreeMap::from([
        ("Users", account.users().len()),
        ("UsersQuota", quotas.users),
        ("Groups", account.groups().len()),
        ("GroupsQuota", quotas.groups),
        ("GroupsPerUserQuota", quotas.groups_per_user),
        ("Roles", account.roles().len()),
        ("RolesQuota", quotas.roles),
        ("InstanceProfiles", account.instance_profiles().len()),
        ("InstanceProfilesQuota", quotas.instance_profiles),
        ("Policies", account.policies().len()),
        ("PoliciesQuota", quotas.customer_managed_policies),
        ("PolicyVersionsInUse", versions),
        ("PolicyVersionsInUseQuota", quotas.versions_in_use),
        ("VersionsPerPolicyQuota", quotas.versions_per_policy),
        ("PolicySizeQuota", quotas.managed_policy_size),
        ("AttachedPoliciesPerUserQuota", quotas.attached_per_user),
        ("AttachedPoliciesPerGroupQuota", quotas.attached_per_group),
        ("AttachedPoliciesPerRoleQuota", quotas.attached_per_role),
        ("UserPolicySizeQuota", quotas.inline_per_user),
        ("GroupPolicySizeQuota", quotas.inline_per_group),
        ("RolePolicySizeQuota", quotas.inline_per_role),
        ("AssumeRolePolicySizeQuota", quotas.trust_policy_size),
        ("AccessKeysPerUserQuota", quotas.access_keys_per_user),
        ("MFADevices", account.mfa_devices().len()),
        ("MFADevicesInUse", account.mfa_devices().filter(|device| device.user().is_some()).count()),
        ("Providers", account.oidc_providers().len() + account.saml_providers().len()),
        ("ServerCertificates", account.server_certificates().len()),
        ("ServerCertificatesQuota", quotas.server_certificates),
        ("SigningCertificatesPerUserQuota", quotas.signing_certificates_per_user),
        ("AccountMFAEnabled", 0),
        ("AccountAccessKeysPresent", 1),
        ("AccountPasswordPresent", 0),
        ("AccountSigningCertificatesPresent", 0),
        ("GlobalEndpointTokenVersion", 1),
    ]);
    Ok(GetAccountSummaryResponse { summary_map })
}
