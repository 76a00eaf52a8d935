//! A user or role with its policies and the path of each.

use std::fmt;
use std::sync::{Arc, OnceLock};

use iamkit_engine::{Context, Principal};
use iamkit_policy::PolicyDocument;
use iamkit_store::{
    AppliedPolicy, GrantPath, Identity, PolicyArn, PolicyName, Tags, Target, UniqueId, UnknownPolicy,
    UserName, VersionId,
};

use super::policy_set::{DocumentFacts, PolicySet};

/// The path through which a policy has its effect on a principal
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PolicyPath {
    /// The principal's own policy, a group's, or the permissions boundary.
    Grant(GrantPath),
    /// A service control policy and where it is attached.
    ServiceControl(Target),
    /// A resource control policy and where it is attached.
    ResourceControl(Target),
}

impl fmt::Display for PolicyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Grant(path) => path.fmt(f),
            Self::ServiceControl(target) => write!(f, "service control policy of {target}"),
            Self::ResourceControl(target) => write!(f, "resource control policy of {target}"),
        }
    }
}

/// A policy that has an effect on a principal
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectivePolicy {
    pub(crate) name: Box<str>,
    pub(crate) arn: Option<PolicyArn>,
    pub(crate) version: Option<VersionId>,
    pub(crate) document: Arc<PolicyDocument>,
    pub(crate) path: PolicyPath,
    pub(crate) is_unknown: bool,
}

impl EffectivePolicy {
    pub(crate) fn applied(policy: &AppliedPolicy) -> Self {
        let name: &PolicyName = policy.name();
        Self {
            name: name.as_str().into(),
            arn: policy.arn().cloned(),
            version: policy.version(),
            document: Arc::clone(policy.document()),
            path: PolicyPath::Grant(policy.path().clone()),
            is_unknown: false,
        }
    }

    /// A policy that nobody can give, with what could stand in it.
    pub(crate) fn unknown(policy: &UnknownPolicy, document: Arc<PolicyDocument>) -> Self {
        Self {
            name: policy.arn().name().as_str().into(),
            arn: Some(policy.arn().clone()),
            version: None,
            document,
            path: PolicyPath::Grant(policy.path().clone()),
            is_unknown: true,
        }
    }

    /// Whether nobody can give the policy: its document is then what could stand in it.
    pub fn is_unknown(&self) -> bool {
        self.is_unknown
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The ARN of a managed policy.
    pub fn arn(&self) -> Option<&PolicyArn> {
        self.arn.as_ref()
    }

    /// The version of a managed policy, its default one (S76).
    pub fn version(&self) -> Option<VersionId> {
        self.version
    }

    /// The path of a policy that the principal has itself or through a group.
    pub(crate) fn grant_path(&self) -> Option<&GrantPath> {
        match &self.path {
            PolicyPath::Grant(path) => Some(path),
            PolicyPath::ServiceControl(_) | PolicyPath::ResourceControl(_) => None,
        }
    }

    fn origin(&self) -> Origin<'_> {
        (&self.name, &self.path)
    }

    /// The document.
    pub fn document(&self) -> &Arc<PolicyDocument> {
        &self.document
    }

    /// How it comes to have an effect.
    pub fn path(&self) -> &PolicyPath {
        &self.path
    }
}

/// Where a principal has a document from: the policy's name and its path
pub(crate) type Origin<'p> = (&'p str, &'p PolicyPath);

/// A user or role of a view
#[derive(Debug, Clone)]
pub struct AccountPrincipal {
    pub(crate) identity: Identity,
    pub(crate) id: UniqueId,
    pub(crate) arn: Arc<str>,
    pub(crate) principal: Principal,
    pub(crate) tags: Tags,
    pub(crate) account: usize,
    /// The principal's own policies and those of each of its groups, beside the sets they are compiled in.
    pub(crate) policies: Vec<Vec<EffectivePolicy>>,
    pub(crate) identity_sets: Vec<Arc<PolicySet>>,
    /// What is known of the principal besides its ARN.
    pub(crate) known: OnceLock<Context<'static>>,
    /// Empty for a boundary that isn't there: it allows nothing (S77).
    pub(crate) boundary: Option<(Option<EffectivePolicy>, Arc<PolicySet>)>,
    /// The policies that nobody can give, in the order of their ARNs.
    pub(crate) unknown: Vec<PolicyArn>,
    /// Of a role.
    pub(crate) trust: Option<Arc<PolicySet>>,
    /// Of a session: what limits it besides the policies of its role.
    pub(crate) session: Option<Arc<PolicySet>>,
    /// Of one who isn't a user or role of the view.
    pub(crate) stranger: Option<Stranger>,
}

/// How far it is known who a stranger is
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stranger {
    /// Anybody at all.
    Anyone,
    /// Any principal of an account.
    Account,
    /// One principal.
    Principal,
}

impl AccountPrincipal {
    /// Which user or role it is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The unique id.
    pub fn id(&self) -> &UniqueId {
        &self.id
    }

    /// The ARN.
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The ARN, shared.
    pub(crate) fn shared_arn(&self) -> Arc<str> {
        Arc::clone(&self.arn)
    }

    /// The name of a user.
    pub(crate) fn user_name(&self) -> Option<&UserName> {
        match &self.identity {
            Identity::User(name) => Some(name),
            _ => None,
        }
    }

    /// The principal as requests name it.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The tags.
    pub fn tags(&self) -> &Tags {
        &self.tags
    }

    /// Whether a condition key, given in lower case, follows from who that is: its value, or that there is none.
    pub fn tells(&self, folded_key: &str) -> bool {
        matches!(
            folded_key,
            "aws:principalarn"
                | "aws:principalaccount"
                | "aws:principaltype"
                | "aws:username"
                | "aws:principalisawsservice"
                | "aws:principalservicename"
        )
    }

    /// Whether it is a user.
    pub fn is_user(&self) -> bool {
        matches!(self.identity, Identity::User(_))
    }

    /// The policies that grant: the principal's own, then those of its groups; then the permissions boundary.
    ///
    /// Those of the organisation are the account's: see [`AccessView::effective_policies`](super::AccessView::effective_policies).
    pub fn effective_policies(&self) -> impl Iterator<Item = &EffectivePolicy> {
        self.identity_policies().chain(self.boundary.iter().filter_map(|(policy, _)| policy.as_ref()))
    }

    /// The managed policies that it has and that nobody can give, in the order of their ARNs: what they allow and deny is
    /// unknown.
    pub fn unknown_policies(&self) -> &[PolicyArn] {
        &self.unknown
    }

    /// The policies that grant, in the order of their documents.
    pub(crate) fn identity_policies(&self) -> impl Iterator<Item = &EffectivePolicy> {
        self.policies.iter().flatten()
    }

    /// The policies that grant: its own as one set, then for each of its groups one that all members share.
    pub fn identity_sets(&self) -> &[Arc<PolicySet>] {
        &self.identity_sets
    }

    /// The documents of the policies that grant.
    pub(crate) fn identity_documents(&self) -> impl Iterator<Item = &Arc<DocumentFacts>> {
        self.identity_sets.iter().flat_map(|set| set.documents())
    }

    /// The documents of the policies that grant, each with where it comes from.
    pub(crate) fn origins(&self) -> impl Iterator<Item = (&Arc<DocumentFacts>, Origin<'_>)> {
        self.identity_documents().zip(self.identity_policies().map(EffectivePolicy::origin))
    }

    /// The policies that grant, set by set, each with where it comes from.
    pub(crate) fn origins_by_set(
        &self,
    ) -> impl Iterator<Item = (&Arc<PolicySet>, impl Iterator<Item = Origin<'_>>)> {
        let policies = self.policies.iter().map(|policies| policies.iter().map(EffectivePolicy::origin));
        self.identity_sets.iter().zip(policies)
    }

    /// Where the permissions boundary comes from.
    pub(crate) fn boundary_origin(&self) -> Option<Origin<'_>> {
        self.boundary.as_ref().and_then(|(policy, _)| policy.as_ref()).map(EffectivePolicy::origin)
    }

    /// The permissions boundary as a set; an empty one for a boundary that isn't there.
    pub fn boundary_set(&self) -> Option<&Arc<PolicySet>> {
        self.boundary.as_ref().map(|(_, set)| set)
    }

    /// Who may assume the role.
    pub fn trust_set(&self) -> Option<&Arc<PolicySet>> {
        self.trust.as_ref()
    }

    pub(crate) fn account_place(&self) -> usize {
        self.account
    }
}
