//! The naive evaluator: identity policies decided straight from rules S1–S45, slowly and obviously.
//!
//! It is the oracle the compiled engine is held against, so it shares nothing with it: no normal form, no globs, no
//! index. It walks the statements of the parsed document and asks of each whether action, resource and conditions match.

mod condition;
mod context;
mod pattern;
mod value;

use iamkit_policy::{Effect, OperatorKind, PolicyDocument, PolicyVersion, Statement};

use crate::case::{CasePrincipal, DecidedBy, ExpectedDecision, Situation, Value};
use crate::runner::{Answer, Outcome};

use condition::Outcome as ConditionOutcome;
use context::Context;
use pattern::{Piece, Variables, Wildcards};

/// A request in plain texts
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// An ARN, a service principal, or `*`.
    pub principal: String,
    /// `service:Name`.
    pub action: String,
    /// An ARN, or `*`.
    pub resource: String,
    /// The account that owns the resource, where the ARN doesn't tell.
    pub resource_account: Option<String>,
    /// The condition keys; no key twice, in whatever letter case.
    pub context: Vec<(String, Value)>,
    /// Whether the action has no resource types (S25).
    pub wildcard_only: bool,
}

/// What was decided
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// An Allow matched and no Deny.
    Allowed,
    /// A Deny matched.
    ExplicitDeny,
    /// Nothing matched.
    ImplicitDeny,
}

/// The decision and where it comes from
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The decision (S55).
    pub decision: Decision,
    /// Policy name and statement index: on an explicit deny the Deny statements, on an allow the Allow ones (S75).
    pub decided_by: Vec<(String, usize)>,
    /// Keys that statements which otherwise match ask for and the request lacks, sorted without regard to case.
    pub missing_keys: Vec<String>,
}

/// Decides a request against named identity policies.
///
/// ```
/// use iamkit_testkit::naive::{self, Decision, Input};
///
/// let document = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
/// let document = document.parse::<iamkit_policy::PolicyDocument>()?;
/// let input = Input {
///     principal: "*".into(),
///     action: "s3:GetObject".into(),
///     resource: "arn:aws:s3:::bucket/key".into(),
///     resource_account: None,
///     context: Vec::new(),
///     wildcard_only: false,
/// };
/// assert_eq!(naive::evaluate(&[("read", &document)], &input).decision, Decision::Allowed);
/// # Ok::<(), iamkit_policy::ParseErrors>(())
/// ```
pub fn evaluate(policies: &[(&str, &PolicyDocument)], input: &Input) -> Output {
    let account = input.resource_account.as_deref();
    let context = Context::new(&input.context, &input.principal, &input.resource, account);
    let (mut allows, mut denies, mut missing) = (Vec::new(), Vec::new(), Vec::<String>::new());
    for (name, document) in policies {
        for (index, statement) in document.statements().iter().enumerate() {
            let one = One { statement, version: document.version(), input, context: &context };
            if one.matches() {
                let list = if statement.effect() == Effect::Deny { &mut denies } else { &mut allows };
                list.push(((*name).to_owned(), index));
            }
            for key in one.missing() {
                if !missing.iter().any(|other| other.eq_ignore_ascii_case(&key)) {
                    missing.push(key);
                }
            }
        }
    }
    missing.sort_by_key(|key| key.to_ascii_lowercase());
    let (decision, decided_by) = match (denies.is_empty(), allows.is_empty()) {
        (false, _) => (Decision::ExplicitDeny, denies),
        (true, false) => (Decision::Allowed, allows),
        (true, true) => (Decision::ImplicitDeny, Vec::new()),
    };
    Output { decision, decided_by, missing_keys: missing }
}

/// The naive evaluator's answer.
pub fn ask_naive(situation: &Situation) -> Outcome {
    let (asked, layers) = (&situation.request, &situation.policies);
    let (CasePrincipal::Text(principal), [resource]) = (&asked.principal, asked.resources.as_slice()) else {
        return Outcome::NotDecided { not_decided: "the kind of request".into() };
    };
    let has_more = layers.boundary.is_some()
        || layers.session.is_some()
        || layers.resource.is_some()
        || layers.scp.is_some()
        || layers.rcp.is_some()
        || layers.vpce.is_some();
    if has_more || !asked.unknown.is_empty() {
        return Outcome::NotDecided { not_decided: "the layers".into() };
    }
    let input = Input {
        principal: principal.clone(),
        action: asked.action.clone(),
        resource: resource.arn.clone(),
        resource_account: resource.account.clone(),
        context: asked.context.0.clone(),
        wildcard_only: asked.wildcard_only == Some(true),
    };
    let policies = layers.identity.iter().flatten().map(|policy| (policy.name.as_str(), &policy.document));
    let output = evaluate(&policies.collect::<Vec<_>>(), &input);
    let decided_by = output.decided_by.into_iter();
    Outcome::Answer(Answer {
        decision: match output.decision {
            Decision::Allowed => ExpectedDecision::Allowed,
            Decision::ExplicitDeny => ExpectedDecision::ExplicitDeny,
            Decision::ImplicitDeny => ExpectedDecision::ImplicitDeny,
        },
        decided_by: decided_by.map(|(policy, statement)| DecidedBy { policy, statement }).collect(),
        missing_keys: output.missing_keys,
        depends_on: Vec::new(),
        blocked_by: None,
    })
}

/// One statement and one request.
struct One<'a> {
    statement: &'a Statement,
    version: PolicyVersion,
    input: &'a Input,
    context: &'a Context,
}

impl One<'_> {
    fn matches(&self) -> bool {
        let variables = self.variables(Variables::Everywhere);
        let mut conditions = self.statement.conditions().iter();
        let is_deny = self.statement.effect() == Effect::Deny;
        self.action_matches()
            && self.resource_matches()
            && conditions.all(|condition| match condition::outcome(condition, variables, self.context) {
                ConditionOutcome::Holds => true,
                ConditionOutcome::Fails => false,
                // What can't be evaluated counts against the requester.
                ConditionOutcome::Unevaluable => is_deny,
            })
    }

    /// S1: a document of 2008 has no variables.
    fn variables(&self, otherwise: Variables) -> Variables {
        if self.version == PolicyVersion::V2008_10_17 { Variables::Nowhere } else { otherwise }
    }

    fn action_matches(&self) -> bool {
        let actions = self.statement.actions();
        let is_named = actions.values().iter().any(|text| names_action(text.as_str(), &self.input.action));
        is_named != actions.is_negated()
    }

    fn resource_matches(&self) -> bool {
        let Some(resources) = self.statement.resources() else { return false };
        // S25: an action without resource types is asked for `*`.
        let resource = if self.input.wildcard_only { "*" } else { &self.input.resource };
        let is_covered = resources.values().iter().any(|text| {
            let pieces = self.resource_pieces(text.as_str());
            pattern::substituted(&pieces, self.context)
                .is_some_and(|pieces| pattern::covers(&pieces, resource))
        });
        is_covered != resources.is_negated()
    }

    /// S6, S7, S10.
    fn resource_pieces(&self, text: &str) -> Vec<Piece> {
        pattern::read(&pattern::completed(text), self.variables(Variables::BehindFifthColon), Wildcards::Yes)
    }

    fn missing(&self) -> Vec<String> {
        if !self.action_matches() {
            return Vec::new();
        }
        let resources = self.statement.resources().map_or(&[][..], |resources| resources.values());
        let pieces =
            resources.iter().flat_map(|text| self.resource_pieces(text.as_str())).collect::<Vec<_>>();
        let mut missing = self.absent_variables(&pieces);
        let is_open = missing.iter().any(|(_, has_default)| !has_default);
        if !is_open && !self.resource_matches() {
            return Vec::new();
        }
        for condition in self.statement.conditions() {
            if self.context.get(condition.key()).is_none() {
                missing.push((condition.key().to_owned(), true));
            }
            missing.extend(self.absent_in_values(condition));
        }
        missing.into_iter().map(|(key, _)| key).collect()
    }

    fn absent_in_values(&self, condition: &iamkit_policy::Condition) -> Vec<(String, bool)> {
        let kind: OperatorKind = condition.operator().kind();
        if !condition::takes_variables(kind) {
            return Vec::new();
        }
        let variables = self.variables(Variables::Everywhere);
        let values = condition.values().iter().filter(|text| !condition::is_dead(kind, text.as_str()));
        let pieces = values.flat_map(|text| pattern::read(text.as_str(), variables, Wildcards::No));
        self.absent_variables(&pieces.collect::<Vec<_>>())
    }

    /// The variables without a key in the context, each with whether it has a default.
    fn absent_variables(&self, pieces: &[Piece]) -> Vec<(String, bool)> {
        let absent = pieces.iter().filter_map(|piece| match piece {
            Piece::Variable { key, default } if self.context.get(key).is_none() => {
                Some((key.clone(), default.is_some()))
            }
            _ => None,
        });
        absent.collect()
    }
}

/// S2, S3, S4: one pattern over the whole name, in any letter case; with white space, a comma or no name it names nothing.
fn names_action(text: &str, action: &str) -> bool {
    let is_dead = text.is_empty() || text.ends_with(':') || text.contains([' ', '\t', '\n', '\r', ',']);
    let pieces = pattern::read(&text.to_ascii_lowercase(), Variables::Nowhere, Wildcards::Yes);
    !is_dead && pattern::covers(&pieces, &action.to_ascii_lowercase())
}
