//! An account and the questions about what is in it.
//!
//! Names are found whatever their case, as they are unique whatever their case (inferred); ARNs exactly as written.

use std::fmt;
use std::sync::Arc;

use iamkit_policy::Arn;
use iamkit_policy::id::last_part;

use crate::aws_managed::{AwsManagedPolicies, AwsManagedVersion, Nothing};
use crate::binding::{PrincipalState, Principals};
use crate::command::RecordAwsManagedPolicy;
use crate::entity::{
    Analyzer, Group, HeldPolicies, InstanceProfile, MfaDevice, OidcProvider, PasswordPolicy, Policy,
    PolicyUsage, ResourcePolicy, Role, SamlProvider, ServerCertificate, User,
};
use crate::error::{StoreError, missing, no_identity};
use crate::identity::{AnalyzerId, Entity, Identity};
use crate::label::{AccountAlias, MfaSerial, ProviderArn};
use crate::map::{Map, Set};
use crate::name::{
    AccessKeyId, AccountId, Folded, GroupName, InstanceProfileName, Partition, PolicyArn, ResourceArn,
    RoleName, UniqueId, UserName,
};
use crate::quota::Quotas;

/// The root user of an account: always there, without policies, in no group (S70)
///
/// No command names it, so it can't be created, deleted or given a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootUser {
    arn: String,
}

impl RootUser {
    /// The ARN, `arn:aws:iam::ACCOUNT:root`
    pub fn arn(&self) -> &str {
        &self.arn
    }
}

/// An account: users, groups, roles, instance profiles, customer managed policies and the policies of its resources
///
/// A clone costs a few pointers and shares what neither of the two changes later. Two accounts are equal when they
/// hold the same; where AWS managed policies come from isn't compared.
#[derive(Clone)]
pub struct Account {
    pub(crate) id: AccountId,
    pub(crate) partition: Partition,
    pub(crate) seed: u64,
    pub(crate) quotas: Arc<Quotas>,
    pub(crate) aws_managed: Arc<dyn AwsManagedPolicies>,
    pub(crate) users: Map<Folded, Arc<User>>,
    pub(crate) groups: Map<Folded, Arc<Group>>,
    pub(crate) roles: Map<Folded, Arc<Role>>,
    pub(crate) instance_profiles: Map<Folded, Arc<InstanceProfile>>,
    pub(crate) policies: Map<Folded, Arc<Policy>>,
    pub(crate) resource_policies: Map<ResourceArn, Arc<ResourcePolicy>>,
    /// AWS managed policies as they were listed for the account.
    pub(crate) listed: Map<PolicyArn, Arc<RecordAwsManagedPolicy>>,
    pub(crate) mfa_devices: Map<MfaSerial, Arc<MfaDevice>>,
    pub(crate) oidc_providers: Map<ProviderArn, Arc<OidcProvider>>,
    pub(crate) saml_providers: Map<ProviderArn, Arc<SamlProvider>>,
    pub(crate) server_certificates: Map<Folded, Arc<ServerCertificate>>,
    pub(crate) analyzers: Map<AnalyzerId, Arc<Analyzer>>,
    pub(crate) alias: Option<AccountAlias>,
    pub(crate) password_policy: Option<Arc<PasswordPolicy>>,
    // INVARIANT: neither a policy of the account nor a listed one.
    pub(crate) unknown: Set<PolicyArn>,
    // INVARIANT: for each managed policy in use, exactly the holders that name it; nothing for one that isn't.
    pub(crate) usage: Map<PolicyArn, PolicyUsage>,
    // INVARIANT: the unique id of every entity.
    pub(crate) ids: Set<UniqueId>,
    // INVARIANT: the id of every user and role, and of nothing else.
    pub(crate) principals: Map<UniqueId, Identity>,
    // INVARIANT: every access key and its user.
    pub(crate) access_keys: Map<AccessKeyId, UserName>,
    // INVARIANT: the versions of all customer managed policies together.
    pub(crate) n_versions: usize,
    // INVARIANT: goes up with every entity made and never down, so that no unique id is given twice (S51).
    pub(crate) next_id: u64,
}

impl Account {
    /// An empty account of the partition `aws` with the default quotas and no AWS managed policies
    pub fn new(id: AccountId) -> Self {
        Self {
            id,
            partition: Partition::Aws,
            seed: 0,
            quotas: Arc::new(Quotas::default()),
            aws_managed: Arc::new(Nothing),
            users: Map::new_sync(),
            groups: Map::new_sync(),
            roles: Map::new_sync(),
            instance_profiles: Map::new_sync(),
            policies: Map::new_sync(),
            resource_policies: Map::new_sync(),
            listed: Map::new_sync(),
            mfa_devices: Map::new_sync(),
            oidc_providers: Map::new_sync(),
            saml_providers: Map::new_sync(),
            server_certificates: Map::new_sync(),
            analyzers: Map::new_sync(),
            alias: None,
            password_policy: None,
            unknown: Set::new_sync(),
            usage: Map::new_sync(),
            ids: Set::new_sync(),
            principals: Map::new_sync(),
            access_keys: Map::new_sync(),
            n_versions: 0,
            next_id: 0,
        }
    }

    /// The same account with other quotas
    #[must_use]
    pub fn with_quotas(self, quotas: Quotas) -> Self {
        Self { quotas: Arc::new(quotas), ..self }
    }

    /// The same account with AWS managed policies that can be attached
    #[must_use]
    pub fn with_aws_managed_policies(self, aws_managed: Arc<dyn AwsManagedPolicies>) -> Self {
        Self { aws_managed, ..self }
    }

    /// The same account in another partition; for an account that is still empty
    #[must_use]
    pub fn with_partition(self, partition: Partition) -> Self {
        Self { partition, ..self }
    }

    /// The same account with other unique ids to come
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The id of the account
    pub fn id(&self) -> &AccountId {
        &self.id
    }

    /// The partition
    pub fn partition(&self) -> Partition {
        self.partition
    }

    /// The quotas of the account
    pub fn quotas(&self) -> &Quotas {
        &self.quotas
    }

    /// Where the AWS managed policies come from
    pub fn aws_managed_policies(&self) -> &Arc<dyn AwsManagedPolicies> {
        &self.aws_managed
    }

    /// The root user
    pub fn root_user(&self) -> RootUser {
        RootUser { arn: format!("arn:{}:iam::{}:root", self.partition, self.id) }
    }

    /// All users, by name
    pub fn users(&self) -> impl ExactSizeIterator<Item = &Arc<User>> {
        self.users.values()
    }

    /// All groups, by name
    pub fn groups(&self) -> impl ExactSizeIterator<Item = &Arc<Group>> {
        self.groups.values()
    }

    /// All roles, by name
    pub fn roles(&self) -> impl ExactSizeIterator<Item = &Arc<Role>> {
        self.roles.values()
    }

    /// All instance profiles, by name
    pub fn instance_profiles(&self) -> impl ExactSizeIterator<Item = &Arc<InstanceProfile>> {
        self.instance_profiles.values()
    }

    /// All customer managed policies, by name
    pub fn policies(&self) -> impl ExactSizeIterator<Item = &Arc<Policy>> {
        self.policies.values()
    }

    /// The AWS managed policies that were listed for the account, as they were, by ARN
    pub fn listed_aws_managed_policies(&self) -> impl ExactSizeIterator<Item = &Arc<RecordAwsManagedPolicy>> {
        self.listed.values()
    }

    /// The managed policies that entities have and nobody can give, by ARN
    pub fn unknown_policies(&self) -> impl ExactSizeIterator<Item = &PolicyArn> {
        self.unknown.iter()
    }

    /// An AWS managed policy as it counts for the account: as it was listed, else as AWS has it
    pub fn aws_managed_policy(&self, arn: &PolicyArn) -> Option<AwsManagedVersion> {
        let Some(listed) = self.listed.get(arn) else { return self.aws_managed.default_version(arn) };
        let version = listed.evaluated()?;
        let date = version.create_date.or(listed.update_date);
        Some(AwsManagedVersion { version: version.id, date, document: Arc::clone(&version.document) })
    }

    /// Whether there is such an AWS managed policy for the account
    pub fn has_aws_managed_policy(&self, arn: &PolicyArn) -> bool {
        self.listed.contains_key(arn) || self.aws_managed.has_policy(arn)
    }

    /// The policies of all resources, by ARN
    pub fn resource_policies(&self) -> impl ExactSizeIterator<Item = &Arc<ResourcePolicy>> {
        self.resource_policies.values()
    }

    /// All managed policies in use, of the account and of AWS, by ARN
    pub fn policies_in_use(&self) -> impl ExactSizeIterator<Item = (&PolicyArn, &PolicyUsage)> {
        self.usage.iter()
    }

    /// A user
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no user of that name.
    pub fn user(&self, name: &UserName) -> Result<&Arc<User>, StoreError> {
        self.users.get(&Folded::of(name.as_str())).ok_or_else(|| no_identity(name.clone()))
    }

    /// A group
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no group of that name.
    pub fn group(&self, name: &GroupName) -> Result<&Arc<Group>, StoreError> {
        self.groups.get(&Folded::of(name.as_str())).ok_or_else(|| no_identity(name.clone()))
    }

    /// A role
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no role of that name.
    pub fn role(&self, name: &RoleName) -> Result<&Arc<Role>, StoreError> {
        self.roles.get(&Folded::of(name.as_str())).ok_or_else(|| no_identity(name.clone()))
    }

    /// An instance profile
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no instance profile of that name.
    pub fn instance_profile(&self, name: &InstanceProfileName) -> Result<&Arc<InstanceProfile>, StoreError> {
        let found = self.instance_profiles.get(&Folded::of(name.as_str()));
        found.ok_or_else(|| missing(Entity::InstanceProfile(name.clone())))
    }

    /// A customer managed policy
    ///
    /// # Errors
    /// `NoSuchEntity` where the account has no policy with that ARN; AWS managed policies are not the account's.
    pub fn policy(&self, arn: &PolicyArn) -> Result<&Arc<Policy>, StoreError> {
        let policy = self.policies.get(&Folded::of(arn.name().as_str())).filter(|policy| policy.arn == *arn);
        policy.ok_or_else(|| missing(Entity::Policy(arn.clone())))
    }

    /// Where a managed policy, of the account or of AWS, is in use; nowhere for one that isn't there
    pub fn policy_usage(&self, arn: &PolicyArn) -> &PolicyUsage {
        self.usage.get(arn).unwrap_or(PolicyUsage::none())
    }

    /// The policy of a resource
    ///
    /// # Errors
    /// `NoSuchEntity` where the account has none for that ARN.
    pub fn resource_policy(&self, arn: &ResourceArn) -> Result<&Arc<ResourcePolicy>, StoreError> {
        self.resource_policies.get(arn).ok_or_else(|| missing(Entity::ResourcePolicy(arn.clone())))
    }

    /// The groups that a user is a member of, by name
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no user of that name.
    pub fn groups_for_user(&self, name: &UserName) -> Result<Vec<&Arc<Group>>, StoreError> {
        Ok(self.user(name)?.groups.iter().filter_map(|group| self.groups.get(group)).collect())
    }

    /// The members of a group, by name
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no group of that name.
    pub fn members_of(&self, name: &GroupName) -> Result<Vec<&Arc<User>>, StoreError> {
        Ok(self.group(name)?.members.iter().filter_map(|user| self.users.get(user)).collect())
    }

    /// The instance profiles of a role, by name
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no role of that name.
    pub fn instance_profiles_for_role(
        &self,
        name: &RoleName,
    ) -> Result<Vec<&Arc<InstanceProfile>>, StoreError> {
        let names = &self.role(name)?.instance_profiles;
        Ok(names.iter().filter_map(|profile| self.instance_profiles.get(profile)).collect())
    }

    /// The policies that a user, group or role holds itself
    ///
    /// # Errors
    /// `NoSuchEntity` where there is none of that name.
    pub fn held(&self, identity: &Identity) -> Result<&HeldPolicies, StoreError> {
        match identity {
            Identity::User(name) => self.user(name).map(|user| user.policies()),
            Identity::Group(name) => self.group(name).map(|group| group.policies()),
            Identity::Role(name) => self.role(name).map(|role| role.policies()),
        }
    }

    /// The permissions boundary of a user or role; a group has none
    ///
    /// # Errors
    /// `NoSuchEntity` where there is none of that name.
    pub fn permissions_boundary(&self, identity: &Identity) -> Result<Option<&PolicyArn>, StoreError> {
        match identity {
            Identity::User(name) => self.user(name).map(|user| user.permissions_boundary()),
            Identity::Group(name) => self.group(name).map(|_| None),
            Identity::Role(name) => self.role(name).map(|role| role.permissions_boundary()),
        }
    }

    /// The user or role that has a unique id
    pub fn principal_with_id(&self, id: &UniqueId) -> Option<&Identity> {
        self.principals.get(id)
    }

    /// The unique id of the user or role with an ARN, which is compared exactly (S49)
    pub fn principal_id(&self, arn: &Arn) -> Option<&UniqueId> {
        let (kind, path) = arn.resource().split_once('/')?;
        let name = Folded::of(last_part(path));
        let (found, id) = match kind {
            "user" => self.users.get(&name).map(|user| (&user.arn, &user.id))?,
            "role" => self.roles.get(&name).map(|role| (&role.arn, &role.id))?,
            _ => return None,
        };
        (**found == *arn.as_str()).then_some(id)
    }

    /// The user that has an access key
    pub fn user_with_access_key(&self, id: &AccessKeyId) -> Option<&Arc<User>> {
        self.access_keys.get(id).and_then(|name| self.user(name).ok())
    }

    fn principal_arn(&self, id: &UniqueId) -> Option<&str> {
        match self.principals.get(id)? {
            Identity::User(name) => self.user(name).ok().map(|user| user.arn()),
            Identity::Role(name) => self.role(name).ok().map(|role| role.arn()),
            Identity::Group(_) => None,
        }
    }
}

impl Principals for Account {
    fn principal(&self, account: &AccountId, id: &UniqueId) -> PrincipalState<'_> {
        if *account != self.id {
            return PrincipalState::Elsewhere;
        }
        self.principal_arn(id).map_or(PrincipalState::Deleted, PrincipalState::Present)
    }
}

impl PartialEq for Account {
    fn eq(&self, other: &Self) -> bool {
        let scalars = |account: &Self| (account.partition, account.seed, account.n_versions, account.next_id);
        (&self.id, &self.quotas, scalars(self)) == (&other.id, &other.quotas, scalars(other))
            && self.users == other.users
            && self.groups == other.groups
            && self.roles == other.roles
            && self.instance_profiles == other.instance_profiles
            && self.policies == other.policies
            && self.resource_policies == other.resource_policies
            && self.listed == other.listed
            && self.mfa_devices == other.mfa_devices
            && self.oidc_providers == other.oidc_providers
            && self.saml_providers == other.saml_providers
            && self.server_certificates == other.server_certificates
            && self.analyzers == other.analyzers
            && (&self.alias, &self.password_policy) == (&other.alias, &other.password_policy)
            && self.unknown == other.unknown
            && self.usage == other.usage
            && self.ids == other.ids
            && self.principals == other.principals
            && self.access_keys == other.access_keys
    }
}

impl Eq for Account {}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("users", &self.users)
            .field("groups", &self.groups)
            .field("roles", &self.roles)
            .field("instance_profiles", &self.instance_profiles)
            .field("policies", &self.policies)
            .field("resource_policies", &self.resource_policies)
            .finish_non_exhaustive()
    }
}
