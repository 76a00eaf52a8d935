//! The layers around a request, which of them count for it, and what each says by itself.
//!
//! Rules: S24, S54, S63–S70, S72, S73.

use iamkit_catalog::Catalog;
use iamkit_policy::Effect;

use super::arn;
use super::error::NaiveError;
use super::kind::Kind;
use super::principal::Grant;
use super::requester::{Requester, Who};
use super::statement::{Asked, One};
use crate::case::{CaseRequest, CaseResource, DecidedBy, NamedPolicy, PolicyLayers, Situation};

/// S24, S56, S72: what the policy of a resource is, by the action.
pub(super) fn resource_kind(action: &str) -> Kind {
    let action = action.to_ascii_lowercase();
    match action.as_str() {
        "sts:assumerole"
        | "sts:assumerolewithsaml"
        | "sts:assumerolewithwebidentity"
        | "sts:tagsession"
        | "sts:setsourceidentity" => Kind::Trust,
        _ if action.starts_with("kms:") => Kind::Key,
        _ => Kind::Resource,
    }
}

/// The policies that stand side by side, as they are compiled and reported together.
fn groups<'a>(
    policies: &'a PolicyLayers,
    resource_kind: Kind,
) -> Vec<(&'static str, Kind, Vec<&'a NamedPolicy>)> {
    let mut groups = Vec::new();
    let many = |list: &'a Option<Vec<NamedPolicy>>| list.as_ref().map(|list| list.iter().collect::<Vec<_>>());
    let one = |policy: &'a Option<NamedPolicy>| policy.as_ref().map(|policy| vec![policy]);
    let mut add = |name, kind, list: Option<Vec<&'a NamedPolicy>>| {
        groups.extend(list.map(|list| (name, kind, list)));
    };
    add("identity", Kind::Identity, many(&policies.identity));
    add("boundary", Kind::Boundary, one(&policies.boundary));
    add("session", Kind::Session, many(&policies.session));
    add("resource", resource_kind, one(&policies.resource));
    for level in policies.scp.iter().flatten() {
        add("scp", Kind::Scp, Some(level.iter().collect()));
    }
    for level in policies.rcp.iter().flatten() {
        add("rcp", Kind::Rcp, Some(level.iter().collect()));
    }
    add("vpce", Kind::Vpce, one(&policies.vpce));
    groups
}

/// A malformed layer document is an error, never a layer that says nothing (S21).
pub(super) fn check_documents(situation: &Situation, resource_kind: Kind) -> Result<(), NaiveError> {
    let mut groups = groups(&situation.policies, resource_kind).into_iter();
    groups.try_for_each(|(_, kind, policies)| check_policies(kind, &policies))
}

/// The same for policies of one kind.
pub(super) fn check_policies(kind: Kind, policies: &[&NamedPolicy]) -> Result<(), NaiveError> {
    let problems = policies.iter().flat_map(|policy| kind.problems(policy)).collect::<Vec<_>>();
    let Some(first) = problems.first() else { return Ok(()) };
    Err(NaiveError::Policy(match problems.len() {
        1 => first.clone(),
        2 => format!("{first} and 1 more problem"),
        n_problems => format!("{first} and {} more problems", n_problems - 1),
    }))
}

/// S62, S70: policies that such a requester can't have contradict it.
pub(super) fn check_requester(policies: &PolicyLayers, requester: &Requester) -> Result<(), NaiveError> {
    let is_session = matches!(requester.who, Who::Role | Who::RoleSession | Who::FederatedUser);
    let is_identity = is_session || requester.who == Who::User;
    let layers = [
        ("identity", policies.identity.is_some(), is_identity),
        ("boundary", policies.boundary.is_some(), is_identity),
        ("session", policies.session.is_some(), is_session),
    ];
    match layers.into_iter().find(|(_, is_given, can_be)| *is_given && !can_be) {
        Some((layer, ..)) => Err(NaiveError::Contradiction { layer, principal: requester.words() }),
        None => Ok(()),
    }
}

/// What policies that stand side by side say of a request
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) layer: &'static str,
    pub(super) denies: Vec<DecidedBy>,
    pub(super) allows: Vec<DecidedBy>,
    /// The strongest of the Allows.
    pub(super) grant: Option<Grant>,
    pub(super) missing: Vec<String>,
}

/// A request with what every layer that counts says of it
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) asked: Asked<'a>,
    pub(super) is_same_account: bool,
    /// The kind of the resource's policy, where one counts.
    pub(super) resource_kind: Option<Kind>,
    pub(super) resource_policy: Option<&'a NamedPolicy>,
    pub(super) restrict_public_buckets: bool,
    pub(super) verdicts: Vec<Verdict>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        situation: &'a Situation,
        kind: Kind,
        resource: &'a CaseResource,
        asked: Asked<'a>,
    ) -> Result<Self, NaiveError> {
        let (request, policies) = (&situation.request, &situation.policies);
        let (requester, text) = (asked.requester, asked.resource);
        let owner = arn::owner(resource);
        if owner.is_none() && requester.is_aws() && policies.resource.is_some() && text != "*" {
            return Err(NaiveError::ResourceAccount(text.into()));
        }
        // S72: an alias isn't reached by the policy of its key.
        let is_alias = kind == Kind::Key && arn::key_alias(text).is_some();
        // S83: nor the root user of a bucket's owner by what the bucket's policy says of that policy.
        let is_left_to_root = requester.who == Who::Root
            && owner.is_none_or(|owner| owner == requester.account)
            && is_about_bucket_policy(&request.action);
        let counts_not = is_alias || is_left_to_root;
        let resource_policy = policies.resource.as_ref().filter(|_| !counts_not);
        let owner = owner.or(requester.is_aws().then_some(requester.account.as_str()));
        let management = request.management_account.as_deref();
        let counts = |layer: &str| match layer {
            // S66.
            "scp" => {
                requester.is_aws() && management != Some(&requester.account) && !requester.is_service_linked()
            }
            // S68.
            "rcp" => {
                (management.is_none() || management != owner)
                    && !requester.is_service_linked()
                    && is_reached_by_rcp(&request.action, text)
            }
            "resource" => !counts_not,
            _ => true,
        };
        let verdicts = groups(policies, kind).into_iter().filter(|(layer, ..)| counts(layer));
        Ok(Self {
            asked,
            is_same_account: owner == Some(&requester.account),
            resource_kind: resource_policy.map(|_| kind),
            resource_policy,
            restrict_public_buckets: request.restrict_public_buckets,
            verdicts: verdicts
                .map(|(layer, kind, policies)| verdict(layer, kind, &policies, asked))
                .collect(),
        })
    }
}

/// S25: `*` for an action that is about it, whatever is named.
pub(super) fn asked_resource<'a>(request: &CaseRequest, resource: &'a CaseResource) -> &'a str {
    if request.wildcard_only == Some(true) { "*" } else { &resource.arn }
}

/// What a policy says of a request by itself.
pub(super) fn verdict_alone(kind: Kind, policy: &NamedPolicy, asked: Asked<'_>) -> Verdict {
    let mut verdict = verdict(kind.layer(), kind, &[policy], asked);
    if kind == Kind::Rcp {
        // S68: `RCPFullAWSAccess` stands beside it, and not every service is reached.
        verdict.grant = Some(Grant::Exact);
        if !is_reached_by_rcp(asked.action, asked.resource) {
            verdict.denies.clear();
        }
    }
    verdict
}

/// S68: the services are the catalog's, and two things of KMS are spared.
fn is_reached_by_rcp(action: &str, resource: &str) -> bool {
    let service = Catalog::embedded().service(action.split(':').next().unwrap_or_default());
    let is_retiring = action.eq_ignore_ascii_case("kms:RetireGrant");
    let is_key_of_aws = arn::key_alias(resource).is_some_and(|name| name.starts_with("aws/"));
    service.is_some_and(|service| service.supports_resource_control_policies())
        && !is_retiring
        && !is_key_of_aws
}

/// S83.
fn is_about_bucket_policy(action: &str) -> bool {
    ["Get", "Put", "Delete"].iter().any(|verb| action.eq_ignore_ascii_case(&format!("s3:{verb}BucketPolicy")))
}

fn verdict(layer: &'static str, kind: Kind, policies: &[&NamedPolicy], asked: Asked<'_>) -> Verdict {
    let mut verdict =
        Verdict { layer, denies: Vec::new(), allows: Vec::new(), grant: None, missing: Vec::new() };
    for policy in policies {
        for statement in policy.document.statements() {
            let one = One { statement, version: policy.document.version(), kind, asked };
            verdict.missing.extend(one.missing());
            let Some(grant) = one.matching() else { continue };
            let place = DecidedBy { policy: policy.name.clone(), statement: statement.index() };
            match statement.effect() {
                Effect::Deny => verdict.denies.push(place),
                Effect::Allow => {
                    verdict.allows.push(place);
                    verdict.grant = verdict.grant.max(Some(grant));
                }
            }
        }
    }
    verdict
}
