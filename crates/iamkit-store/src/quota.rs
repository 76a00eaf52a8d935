//! Quotas as data: AWS raises some of them for an account that asks (S82).

use iamkit_policy::SizeQuota;
use serde::{Deserialize, Serialize};

/// How much an account may hold
///
/// ```
/// use iamkit_store::Quotas;
///
/// let raised = Quotas { attached_per_user: 20, ..Quotas::default() };
/// assert_eq!(raised.groups_per_user, 10);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quotas {
    /// Users in the account
    pub users: usize,
    /// Groups in the account
    pub groups: usize,
    /// Roles in the account
    pub roles: usize,
    /// Instance profiles in the account
    pub instance_profiles: usize,
    /// Customer managed policies in the account
    pub customer_managed_policies: usize,
    /// Groups that a user is a member of
    pub groups_per_user: usize,
    /// Managed policies attached to a user
    pub attached_per_user: usize,
    /// Managed policies attached to a group
    pub attached_per_group: usize,
    /// Managed policies attached to a role
    pub attached_per_role: usize,
    /// Access keys of a user
    pub access_keys_per_user: usize,
    /// Tags of a user, role, policy or instance profile
    pub tags_per_entity: usize,
    /// Characters of a managed policy, white space not counted
    pub managed_policy_size: usize,
    /// Characters of all inline policies of a user together, white space not counted
    pub inline_per_user: usize,
    /// Characters of all inline policies of a group together, white space not counted
    pub inline_per_group: usize,
    /// Characters of all inline policies of a role together, white space not counted
    pub inline_per_role: usize,
    /// Characters of a role's trust policy, white space not counted
    pub trust_policy_size: usize,
    /// Versions of a managed policy
    pub versions_per_policy: usize,
    /// Versions of all customer managed policies together
    pub versions_in_use: usize,
    /// MFA devices of a user
    pub mfa_devices_per_user: usize,
    /// SSH public keys of a user
    pub ssh_public_keys_per_user: usize,
    /// Signing certificates of a user
    pub signing_certificates_per_user: usize,
    /// Server certificates in the account
    pub server_certificates: usize,
    /// SAML providers in the account
    pub saml_providers: usize,
    /// `OpenID` Connect providers in the account
    pub oidc_providers: usize,
    /// Client ids of an `OpenID` Connect provider
    pub client_ids_per_provider: usize,
    /// Thumbprints of an `OpenID` Connect provider
    pub thumbprints_per_provider: usize,
    /// Analyzers of a type that looks at the account, in a Region
    pub analyzers_per_account: usize,
    /// Analyzers of a type that looks at the organisation, in a Region
    pub analyzers_per_organization: usize,
    /// Archive rules of an analyzer
    pub archive_rules_per_analyzer: usize,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            users: 5_000,
            groups: 300,
            roles: 1_000,
            instance_profiles: 1_000,
            customer_managed_policies: 1_500,
            groups_per_user: 10,
            attached_per_user: 10,
            attached_per_group: 10,
            attached_per_role: 10,
            access_keys_per_user: 2,
            tags_per_entity: 50,
            managed_policy_size: SizeQuota::MANAGED.characters(),
            inline_per_user: SizeQuota::INLINE_OF_USER.characters(),
            inline_per_group: SizeQuota::INLINE_OF_GROUP.characters(),
            inline_per_role: SizeQuota::INLINE_OF_ROLE.characters(),
            trust_policy_size: SizeQuota::TRUST.characters(),
            versions_per_policy: 5,
            versions_in_use: 10_000,
            mfa_devices_per_user: 8,
            ssh_public_keys_per_user: 5,
            signing_certificates_per_user: 2,
            server_certificates: 20,
            saml_providers: 100,
            oidc_providers: 100,
            client_ids_per_provider: 100,
            thumbprints_per_provider: 5,
            analyzers_per_account: 1,
            analyzers_per_organization: 5,
            archive_rules_per_analyzer: 100,
        }
    }
}
