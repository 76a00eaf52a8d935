//! What a decision takes for granted: the facts that nobody said and that could have made another one.
//!
//! A fact counts where its contrary could change the decision, as far as that can be told from what was decided and
//! blocked; a decision by policies alone has nothing around it that could be otherwise.

use iamkit_policy::fact::{Fact, Facts};
use iamkit_policy::normal::Scope;
use iamkit_policy::principal::{AwsIdentity, AwsPrincipal, PRINCIPAL_ARN};

use super::comparison::Comparison;
use crate::evaluation::Decision;
use crate::facts;
use crate::pattern;
use crate::scene::Scene;
use crate::unknown::Answer;

/// What service-linked roles are named like; their path tells them, which a session's ARN doesn't have (S66).
const SERVICE_LINKED_NAME: &str = "AWSServiceRoleFor";

/// What the decision takes for granted.
pub(super) fn facts(
    scene: &Scene<'_>,
    decision: Decision,
    blocked_by: &[&str],
    comparisons: &[Comparison<'_>],
) -> Facts {
    if facts::is_always_allowed(scene.request) {
        return Facts::NONE.with(Fact::AlwaysAllowed);
    }
    let of_action = of_action(scene, blocked_by, comparisons);
    if scene.around.is_none() || decision == Decision::ExplicitDeny {
        return of_action;
    }
    let answer = Outcome { scene, decision, blocked_by };
    [
        (answer.takes_owner(), Fact::ResourceOwner),
        (answer.takes_policy() && !is_key(scene), Fact::NoResourcePolicy),
        (answer.takes_policy() && is_key(scene), Fact::DelegatingKeyPolicy),
        (answer.takes_session(), Fact::NoSessionPolicy),
        (is_path_open(scene), Fact::RoleWithoutPath),
    ]
    .into_iter()
    .filter_map(|(is_taken, fact)| is_taken.then_some(fact))
    .fold(of_action, Facts::with)
}

/// What would settle an answer that depends.
pub(super) fn open(scene: &Scene<'_>, answer: &Answer) -> Facts {
    if answer.decision != Decision::Depends {
        return Facts::NONE;
    }
    let keys = answer.depends_on.iter().map(|dependency| &dependency.key).chain(&answer.undecided);
    let asks_for_role = keys.map(String::as_str).any(|key| key.eq_ignore_ascii_case(PRINCIPAL_ARN));
    let role = scene.request.principal().as_aws().and_then(AwsPrincipal::possible_roles);
    let facts = [
        (scene.request.is_resource_open(), Fact::TypelessStar),
        (asks_for_role && role.is_some(), Fact::RoleWithoutPath),
    ];
    facts.into_iter().filter_map(|(is_open, fact)| is_open.then_some(fact)).collect()
}

/// What is taken for granted of the action and of what AWS keeps for itself.
fn of_action(scene: &Scene<'_>, blocked_by: &[&str], comparisons: &[Comparison<'_>]) -> Facts {
    let request = scene.request;
    let names_resources = |it: &Comparison<'_>| {
        let entries = it.rule.rule.resources.iter().flat_map(Scope::entries);
        it.names_action && it.names_principal && entries.into_iter().any(|pattern| !pattern::is_any(pattern))
    };
    let immutable = blocked_by.contains(&"immutable").then(|| facts::forbidding(request)).flatten();
    let around = scene.around.unwrap_or_default();
    let hits_the_public = around.restricts_the_public && scene.resource.is_some();
    let taken = [
        (request.is_about_star() && comparisons.iter().any(names_resources), Fact::EvaluatedStar),
        (around.is_left_to_root, Fact::RootOfOwner),
        (around.has_resource_control, Fact::ResourceControlServices),
        (hits_the_public, Fact::PublicKeys),
    ];
    let taken = taken.into_iter().filter_map(|(is_taken, fact)| is_taken.then_some(fact));
    taken.chain(immutable.map(|immutable| immutable.fact)).collect()
}

/// A decision that nothing denies.
struct Outcome<'o> {
    scene: &'o Scene<'o>,
    decision: Decision,
    blocked_by: &'o [&'o str],
}

impl Outcome<'_> {
    /// Whether the resource may be another account's, whose policy would have to allow (S62).
    fn takes_owner(&self) -> bool {
        let request = self.scene.request;
        self.may_be_allowed()
            && request.principal().as_aws().is_some()
            && request.resource() != "*"
            && request.resource_account().is_none()
    }

    /// Whether the resource may have a policy, which would deny or, if nothing but a grant is missing, allow.
    fn takes_policy(&self) -> bool {
        let request = self.scene.request;
        let by_grant = ["identity", "boundary", "session", "resource"];
        let is_left_to_root = self.scene.around.is_some_and(|around| around.is_left_to_root);
        let is_without = self.scene.resource.is_none() && !is_left_to_root && request.resource() != "*";
        let could_be_granted = self.blocked_by.iter().all(|block| by_grant.contains(block));
        is_without && could_be_granted && !facts::is_key_alias(request.resource())
    }

    /// Whether the session may have policies, which only limit it, unless it is a federated user's (S63, S64).
    fn takes_session(&self) -> bool {
        let identity = self.scene.request.principal().as_aws().map(AwsPrincipal::identity);
        let is_without = self.scene.session.is_none() && !self.scene.is_session_off;
        match identity {
            Some(AwsIdentity::RoleSession) => is_without && self.may_be_allowed(),
            Some(AwsIdentity::FederatedUser) => {
                is_without && (self.may_be_allowed() || self.blocked_by.contains(&"session"))
            }
            _ => false,
        }
    }

    fn may_be_allowed(&self) -> bool {
        matches!(self.decision, Decision::Allow | Decision::Depends)
    }
}

/// Whether the request is about a key of KMS, which always has a policy (S72).
fn is_key(scene: &Scene<'_>) -> bool {
    scene.request.action().service().eq_ignore_ascii_case("kms")
}

/// Whether control policies limit a session that may be one of a service-linked role, which they don't (S66).
fn is_path_open(scene: &Scene<'_>) -> bool {
    let is_limited = !scene.service_control.is_empty() || !scene.resource_control.is_empty();
    let is_like_one =
        |aws: &AwsPrincipal| !aws.is_role_known() && aws.name().starts_with(SERVICE_LINKED_NAME);
    is_limited && scene.request.principal().as_aws().is_some_and(is_like_one)
}
