//! The policies that a stored principal has, and which of them a request leaves out (S78).

use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_policy::glob::Glob;
use iamkit_policy::id::last_part;
use iamkit_policy::shown::Shown;

use super::error::SimulationError;
use super::limit;
use super::scenario::{AttachmentType, ExcludedType, PolicyExclusion};
use super::source::Source;

/// The policies of the user, group or role that `PolicySourceArn` names, put together by whoever keeps the account
///
/// ```
/// use std::sync::Arc;
/// use iamkit_aws::simulation::{AttachmentType, PrincipalPolicies, SimulatePrincipalPolicyRequest, simulate_principal_policy};
/// use iamkit_catalog::Catalog;
///
/// let reads = Arc::new(r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#.parse()?);
/// let policies = PrincipalPolicies::new().with_inline(AttachmentType::User, "alice", "reads", reads);
/// let request: SimulatePrincipalPolicyRequest = serde_json::from_str(
///     r#"{"PolicySourceArn": "arn:aws:iam::111122223333:user/alice", "ActionNames": ["s3:GetObject"]}"#)?;
/// let response = simulate_principal_policy(Catalog::embedded(), &request, &policies)?;
/// let result = &response.evaluation_results[0];
/// assert_eq!(result.eval_decision, "allowed");
/// assert_eq!(result.matched_statements[0].source_policy_id, "user_alice_reads");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct PrincipalPolicies {
    identity: Vec<Attached>,
    boundary: Option<Attached>,
    service_control: Vec<Vec<Attached>>,
}

#[derive(Debug, Clone)]
struct Attached {
    origin: Origin,
    document: Arc<PolicyDocument>,
}

/// How a policy comes to the principal.
#[derive(Debug, Clone)]
enum Origin {
    Inline { attachment: AttachmentType, entity: String, name: String },
    Managed { arn: String },
}

impl PrincipalPolicies {
    /// No policies at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an inline policy of the principal itself, or of one of a user's groups.
    #[must_use]
    pub fn with_inline(
        mut self,
        attachment: AttachmentType,
        entity: &str,
        name: &str,
        document: Arc<PolicyDocument>,
    ) -> Self {
        let origin = Origin::Inline { attachment, entity: entity.into(), name: name.into() };
        self.identity.push(Attached { origin, document });
        self
    }

    /// Adds a managed policy that is attached to the principal or to one of a user's groups.
    #[must_use]
    pub fn with_managed(mut self, arn: &str, document: Arc<PolicyDocument>) -> Self {
        self.identity.push(Attached { origin: Origin::Managed { arn: arn.into() }, document });
        self
    }

    /// Sets the permissions boundary.
    #[must_use]
    pub fn with_boundary(mut self, arn: &str, document: Arc<PolicyDocument>) -> Self {
        self.boundary = Some(Attached { origin: Origin::Managed { arn: arn.into() }, document });
        self
    }

    /// Adds the service control policies of one level, from the organisation's root to the account, each with its ARN.
    #[must_use]
    pub fn with_service_control<'a>(
        mut self,
        level: impl IntoIterator<Item = (&'a str, Arc<PolicyDocument>)>,
    ) -> Self {
        let attached =
            |(arn, document): (&str, _)| Attached { origin: Origin::Managed { arn: arn.into() }, document };
        self.service_control.push(level.into_iter().map(attached).collect());
        self
    }

    /// What is left after the exclusions.
    pub(super) fn without(&self, exclusions: &[PolicyExclusion]) -> Result<Sources, SimulationError> {
        limit::check_count("PolicyExclusionList", exclusions.len(), limit::MAX_EXCLUSIONS)?;
        let exclusions = exclusions.iter().map(Exclusion::new).collect::<Result<Vec<_>, _>>()?;
        let has = |excluded| exclusions.iter().any(|exclusion| exclusion.is_type(excluded));
        let identity = self.identity.iter();
        let identity =
            identity.filter(|policy| !exclusions.iter().any(|exclusion| exclusion.names(&policy.origin)));
        let boundary = self.boundary.iter().filter(|_| !has(ExcludedType::PermissionBoundary));
        let levels = self.service_control.iter().filter(|_| !has(ExcludedType::Scp));
        Ok(Sources {
            identity: sources(identity),
            boundary: sources(boundary),
            service_control: levels.map(|level| sources(level.iter())).collect(),
        })
    }
}

/// The policies of each layer that stay.
#[derive(Debug)]
pub(super) struct Sources {
    pub(super) identity: Vec<Source>,
    pub(super) boundary: Vec<Source>,
    pub(super) service_control: Vec<Vec<Source>>,
}

fn sources<'a>(policies: impl Iterator<Item = &'a Attached>) -> Vec<Source> {
    let mut sources = Vec::<Source>::new();
    for policy in policies {
        let id = unique(policy.origin.id(), &sources);
        sources.push(Source::of(id, &policy.document));
    }
    sources
}

/// The id with a number behind it, where other policies have it already: an AWS managed policy's name may be a
/// customer's as well.
fn unique(id: String, sources: &[Source]) -> String {
    let is_free = |id: &str| !sources.iter().any(|source| source.id == id);
    if is_free(&id) {
        return id;
    }
    let numbered = (2..).map(|number: u32| format!("{id} ({number})"));
    numbered.into_iter().find(|id| is_free(id)).unwrap_or(id)
}

impl Origin {
    /// The id as AWS's simulator writes it: the name of a managed policy, `user_alice_name` for an inline one.
    fn id(&self) -> String {
        match self {
            Self::Inline { attachment, entity, name } => format!("{}_{entity}_{name}", attachment.as_str()),
            Self::Managed { arn } => last_part(arn).to_owned(),
        }
    }
}

/// An exclusion, read.
enum Exclusion<'e> {
    Type(ExcludedType),
    Managed { path: &'e str, name: Glob },
    Inline { name: &'e str, attachment: AttachmentType, entity: Glob },
}

impl<'e> Exclusion<'e> {
    fn new(exclusion: &'e PolicyExclusion) -> Result<Self, SimulationError> {
        match exclusion {
            PolicyExclusion::PolicyType(excluded) => Ok(Self::Type(*excluded)),
            PolicyExclusion::PolicyArn(arn) => {
                let (path, name) = arn.rsplit_once('/').unwrap_or((arn, ""));
                let is_policy = path.starts_with("arn:") && path.contains(":policy") && !name.is_empty();
                if !is_policy || path.contains(['*', '?']) {
                    return Err(SimulationError::invalid(format!(
                        "`PolicyExclusionList`: `{}` is no ARN of a managed policy with wildcards in its name alone",
                        Shown::value(arn)
                    )));
                }
                Ok(Self::Managed { path, name: wildcards(name)? })
            }
            PolicyExclusion::InlinePolicyIdentifier(inline) => Ok(Self::Inline {
                name: &inline.policy_name,
                attachment: inline.attachment_type,
                entity: wildcards(&inline.attachment_name)?,
            }),
        }
    }

    fn is_type(&self, excluded: ExcludedType) -> bool {
        matches!(self, Self::Type(of) if *of == excluded)
    }

    fn names(&self, origin: &Origin) -> bool {
        match (self, origin) {
            (Self::Type(ExcludedType::Inline), Origin::Inline { .. }) => true,
            (Self::Type(excluded), Origin::Managed { arn }) => {
                let is_aws = arn.split(':').nth(4) == Some("aws");
                *excluded == if is_aws { ExcludedType::AwsManaged } else { ExcludedType::UserManaged }
            }
            (Self::Managed { path, name }, Origin::Managed { arn }) => {
                arn.rsplit_once('/').is_some_and(|(of, last)| of == *path && name.matches(last))
            }
            (
                Self::Inline { name, attachment, entity },
                Origin::Inline { attachment: of, entity: who, name: called },
            ) => name == called && attachment == of && entity.matches(who),
            _ => false,
        }
    }
}

/// A name with one `*` at most.
fn wildcards(name: &str) -> Result<Glob, SimulationError> {
    if 1 < name.matches('*').count() {
        let message = format!("`PolicyExclusionList`: `{}` has more than one `*`", Shown::value(name));
        return Err(SimulationError::invalid(message));
    }
    Ok(Glob::parse(name))
}
