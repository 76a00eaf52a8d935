//! A decision as programs read it: what was decided, by which layer and policies, and what is missing to be sure.

use iamkit_account::view::{AccessAnswer, EffectivePolicy};
use iamkit_engine::{Decision, Evaluation, Layer, StatementRef};
use schemars::JsonSchema;
use serde::Serialize;

/// What was decided
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DecisionAnswer {
    /// `allowed`, `explicitDeny`, `implicitDeny`, or `depends` where it hangs on what isn't known.
    decision: &'static str,
    /// Whether it is allowed, whatever isn't known.
    is_allowed: bool,
    /// The layer that decided: `identity`, `boundary`, `session`, `resource`, `scp`, `rcp` or `vpce`; also
    /// `publicAccessBlock` and `immutable`.
    #[serde(skip_serializing_if = "Option::is_none")]
    layer: Option<&'static str>,
    /// The policies whose statements decided; none where nothing allows.
    policies: Vec<DecidingPolicy>,
    /// Condition keys that matter and that the request didn't carry: they were taken to be absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing_keys: Vec<String>,
    /// What would have to be known for a decision; only where it `depends`.
    #[serde(skip_serializing_if = "Option::is_none")]
    undecided: Option<UndecidedBy>,
}

/// A policy that decided
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DecidingPolicy {
    /// Its name.
    name: String,
    /// The ARN of a managed policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    arn: Option<String>,
    /// How it comes to have an effect; a resource's own policy and a session's have no path.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// The statement's place, from 0.
    statement: usize,
    /// The statement's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
}

/// What isn't known
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct UndecidedBy {
    /// Condition keys whose value was given as `null`.
    keys: Vec<String>,
    /// The ARNs of policies that nobody can give.
    policies: Vec<String>,
}

impl From<&AccessAnswer> for DecisionAnswer {
    fn from(answer: &AccessAnswer) -> Self {
        let evaluation = answer.evaluation();
        let decision = evaluation.decision();
        Self {
            decision: decision.as_str(),
            is_allowed: decision == Decision::Allow,
            layer: deciding_layer(evaluation),
            policies: answer.deciding().iter().map(DecidingPolicy::from).collect(),
            missing_keys: evaluation.missing_keys().to_vec(),
            undecided: (decision == Decision::Depends).then(|| UndecidedBy::from(answer)),
        }
    }
}

impl DecisionAnswer {
    pub(crate) fn decision(&self) -> &'static str {
        self.decision
    }
}

impl From<&(StatementRef, Option<EffectivePolicy>)> for DecidingPolicy {
    fn from((statement, policy): &(StatementRef, Option<EffectivePolicy>)) -> Self {
        let policy = policy.as_ref();
        Self {
            name: policy.map_or(statement.policy(), EffectivePolicy::name).to_owned(),
            arn: policy.and_then(EffectivePolicy::arn).map(ToString::to_string),
            path: policy.map(|policy| policy.path().to_string()),
            statement: statement.index(),
            sid: statement.sid().map(str::to_owned),
        }
    }
}

impl From<&AccessAnswer> for UndecidedBy {
    fn from(answer: &AccessAnswer) -> Self {
        let policies = answer.unknown_policies().map(str::to_owned).collect::<Vec<_>>();
        let evaluation = answer.evaluation();
        let keys = evaluation.depends_on().iter().map(|dependency| dependency.key().to_owned());
        let mut keys = keys.chain(evaluation.undecided_keys().iter().cloned()).collect::<Vec<_>>();
        // A policy that nobody can give stands behind a key that no request carries.
        keys.retain(|key| !policies.iter().any(|arn| key.ends_with(&**arn)));
        Self { keys, policies }
    }
}

/// What was decided about a call, beside what it was about
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DecidedCall {
    pub(crate) action: String,
    pub(crate) resource: String,
    #[serde(flatten)]
    pub(crate) answer: DecisionAnswer,
}

/// The layer that decides; none where that hangs on something.
fn deciding_layer(evaluation: &Evaluation) -> Option<&'static str> {
    let first = |decision: Decision| {
        let mut verdicts = evaluation.layers().iter().filter(|verdict| verdict.decision() == decision);
        verdicts.find(|verdict| decision != Decision::Allow || grants(verdict.layer()))
    };
    match evaluation.decision() {
        Decision::Allow => first(Decision::Allow).map(|verdict| verdict.layer().as_str()),
        Decision::ExplicitDeny => first(Decision::ExplicitDeny)
            .map(|verdict| verdict.layer().as_str())
            .or_else(|| evaluation.blocked_by().first().copied()),
        Decision::ImplicitDeny => Some(denying_layer(evaluation).as_str()),
        Decision::Depends => None,
    }
}

fn grants(layer: Layer) -> bool {
    matches!(layer, Layer::Identity | Layer::Resource)
}

/// The layer that says no: one with an explicit deny, else the first limit that doesn't allow, else that of the caller.
pub(crate) fn denying_layer(evaluation: &Evaluation) -> Layer {
    let verdicts = evaluation.layers();
    let explicit = verdicts.iter().find(|verdict| verdict.decision() == Decision::ExplicitDeny);
    let limits = verdicts.iter().filter(|verdict| !grants(verdict.layer()));
    let silent = || limits.clone().find(|verdict| verdict.decision() != Decision::Allow);
    explicit.or_else(silent).map_or(Layer::Identity, iamkit_engine::LayerVerdict::layer)
}
