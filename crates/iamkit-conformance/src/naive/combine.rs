//! How the layers make one decision: AWS's flow chart.
//!
//! Rules: S53–S75.

use super::arn;
use super::kind::Kind;
use super::layers::{Scene, Verdict};
use super::principal::Grant;
use super::public;
use super::requester::Who;
use super::statement::Asked;
use crate::answer::Answer;
use crate::case::{DecidedBy, ExpectedDecision};
use crate::several::keys_once;

/// The order in which layers are named.
const ORDER: [&str; 7] = ["scp", "rcp", "resource", "identity", "boundary", "session", "vpce"];

/// Decides a request all of whose keys are known.
pub(super) fn decide(scene: &Scene<'_>) -> Answer {
    // S75: the Allows that grant, not those that only fail to limit.
    let grants = |verdict: &Verdict| matches!(verdict.layer, "identity" | "resource");
    decided(scene.asked, &scene.verdicts, || blocks(scene), grants)
}

/// Decides such a request by one policy alone.
pub(super) fn decide_alone(asked: Asked<'_>, verdict: &Verdict) -> Answer {
    let blocks = || {
        let lacking = verdict.grant.is_none().then_some(verdict.layer);
        lacking.into_iter().chain(is_immutable(asked).then_some("immutable")).collect()
    };
    decided(asked, std::slice::from_ref(verdict), blocks, |_| true)
}

/// The decision, given what lacks an Allow where nobody denies, and whose Allows grant.
fn decided(
    asked: Asked<'_>,
    verdicts: &[Verdict],
    blocks: impl FnOnce() -> Vec<&'static str>,
    grants: impl Fn(&Verdict) -> bool,
) -> Answer {
    let missing_keys = keys_once(verdicts.iter().flat_map(|verdict| &verdict.missing));
    let answer = |decision, decided_by, blocked_by: Vec<&str>| Answer {
        decision,
        decided_by,
        missing_keys: missing_keys.clone(),
        depends_on: Vec::new(),
        undecided_keys: Vec::new(),
        blocked_by: Some(blocked_by.into_iter().map(Into::into).collect()),
    };
    // S71.
    let needs_nothing = ["sts:GetCallerIdentity", "sts:GetSessionToken"];
    if needs_nothing.iter().any(|action| action.eq_ignore_ascii_case(asked.action)) {
        // No key could change that, so none is missed.
        return Answer {
            missing_keys: Vec::new(),
            ..answer(ExpectedDecision::Allowed, Vec::new(), Vec::new())
        };
    }
    // S55, S61.
    let denying = verdicts.iter().filter(|verdict| !verdict.denies.is_empty()).collect::<Vec<_>>();
    if !denying.is_empty() {
        let decided_by = denying.iter().flat_map(|verdict| verdict.denies.clone()).collect();
        let denies = |layer: &&str| denying.iter().any(|verdict| verdict.layer == *layer);
        let blocked_by = ORDER.into_iter().filter(denies).collect();
        return answer(ExpectedDecision::ExplicitDeny, decided_by, blocked_by);
    }
    let blocked_by = blocks();
    if !blocked_by.is_empty() {
        return answer(ExpectedDecision::ImplicitDeny, Vec::new(), blocked_by);
    }
    let granting = verdicts.iter().filter(|verdict| grants(verdict));
    let decided_by = granting.flat_map(|verdict| verdict.allows.clone()).collect::<Vec<DecidedBy>>();
    answer(ExpectedDecision::Allowed, decided_by, Vec::new())
}

/// The layers that lack an Allow which is needed; none where the request is allowed.
fn blocks(scene: &Scene<'_>) -> Vec<&'static str> {
    let mut blocks = Vec::new();
    let limits = |layer: &'static str| scene.verdicts.iter().filter(move |verdict| verdict.layer == layer);
    // S65: an Allow on every level.
    if limits("scp").any(|level| level.grant.is_none()) {
        blocks.push("scp");
    }
    blocks.extend(ungranted(scene));
    // S69.
    if limits("vpce").any(|endpoint| endpoint.grant.is_none()) {
        blocks.push("vpce");
    }
    if is_public_access_blocked(scene) {
        blocks.push("publicAccessBlock");
    }
    if is_immutable(scene.asked) {
        blocks.push("immutable");
    }
    blocks
}

/// S56–S64: which of resource, identity, boundary and session stand in the way.
fn ungranted(scene: &Scene<'_>) -> Vec<&'static str> {
    let of = |layer: &str| scene.verdicts.iter().find(|verdict| verdict.layer == layer);
    let allows = |layer: &str| of(layer).map(|verdict| verdict.grant.is_some());
    let who = scene.asked.requester.who;
    let grant = of("resource").and_then(|verdict| verdict.grant);
    // S54: only the resource's policy can allow who has no account.
    if !scene.asked.requester.is_aws() {
        return if grant.is_some() { Vec::new() } else { vec!["resource"] };
    }
    let is_direct = scene.is_same_account && grant == Some(Grant::Exact);
    // S57, S59, S60.
    if is_direct {
        return Vec::new();
    }
    // S70.
    let identity_allows = who == Who::Root || allows("identity") == Some(true);
    let boundary_allows = allows("boundary") != Some(false);
    // S64: a federated user has what its session policies allow.
    let session_allows = allows("session").unwrap_or(who != Who::FederatedUser);
    // S56, S62, S72: whether the resource's policy has to allow as well.
    let needs_resource =
        !scene.is_same_account || matches!(scene.resource_kind, Some(Kind::Key | Kind::Trust));
    // S58.
    let stands_for_identity = scene.is_same_account && grant == Some(Grant::Limited);
    let checks = [
        ("resource", needs_resource && grant.is_none()),
        ("identity", !identity_allows && !stands_for_identity),
        ("boundary", !boundary_allows),
        ("session", !session_allows),
    ];
    checks.into_iter().filter(|(_, is_blocking)| *is_blocking).map(|(layer, _)| layer).collect()
}

/// S72: what no policy can allow.
fn is_immutable(asked: Asked<'_>) -> bool {
    const ALIASES: [&str; 3] = ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"];
    const POLICIES: [&str; 7] = [
        "iam:CreatePolicy",
        "iam:CreatePolicyVersion",
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:SetDefaultPolicyVersion",
        "iam:TagPolicy",
        "iam:UntagPolicy",
    ];
    const ROLES: [&str; 13] = [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
    ];
    const RESERVED: &str = "role/aws-reserved/sso.amazonaws.com/";
    let asks = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(asked.action));
    let is_alias = arn::key_alias(asked.resource).is_some_and(|name| name.starts_with("aws/"));
    let (account, name) = match arn::components(asked.resource) {
        Some([_, _, "iam", _, account, name]) => (account, name),
        _ => ("", ""),
    };
    let is_reserved = name.starts_with(RESERVED);
    (asks(&ALIASES) && is_alias)
        || (asks(&POLICIES) && account == "aws" && name.starts_with("policy/"))
        || (asks(&ROLES) && (is_reserved || name.starts_with("role/aws-service-role/")))
        || (asks(&["iam:PassRole"]) && is_reserved)
}

/// S73: a public bucket policy serves nobody outside the account while the block is on.
fn is_public_access_blocked(scene: &Scene<'_>) -> bool {
    let requester = scene.asked.requester;
    let is_outside = requester.who != Who::Service && !scene.is_same_account;
    let is_s3 = scene.asked.action.to_ascii_lowercase().starts_with("s3:");
    scene.restrict_public_buckets
        && is_s3
        && is_outside
        && scene.resource_policy.is_some_and(public::is_public)
}
