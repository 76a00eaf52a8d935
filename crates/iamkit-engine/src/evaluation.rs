//! The answer to a request, as data.

mod text;

use std::fmt;

use iamkit_policy::fact::Facts;
use iamkit_policy::from_its_names;
use iamkit_policy::shown::Shown;
#[cfg(feature = "serde")]
use iamkit_policy::text_on_the_wire;
use iamkit_policy::{ConditionOperator, Effect, Position};

use crate::context::ContextValue;
use crate::layer::Layer;

/// What was decided
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Decision {
    /// Every layer that has to allow does, and none denies.
    Allow,
    /// A statement denies (S55).
    ExplicitDeny,
    /// A layer that has to allow doesn't.
    ImplicitDeny,
    /// It depends on keys that the context says are unknown, or it isn't decided that it doesn't.
    Depends,
}

impl Decision {
    /// Every decision.
    pub const ALL: [Self; 4] = [Self::Allow, Self::ExplicitDeny, Self::ImplicitDeny, Self::Depends];

    /// The decision as AWS's simulator writes it (S80); `depends` is an addition.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allowed",
            Self::ExplicitDeny => "explicitDeny",
            Self::ImplicitDeny => "implicitDeny",
            Self::Depends => "depends",
        }
    }

    /// The decision for all of several resources or policies that have to allow: an explicit deny before an implicit one,
    /// that before what depends; an implicit deny of none (S74).
    pub fn most_restrictive(decisions: impl IntoIterator<Item = Self>) -> Self {
        let rank = |decision: &Self| match decision {
            Self::Allow => 0,
            Self::Depends => 1,
            Self::ImplicitDeny => 2,
            Self::ExplicitDeny => 3,
        };
        decisions.into_iter().max_by_key(rank).unwrap_or(Self::ImplicitDeny)
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

from_its_names!(Decision, "decision");
#[cfg(feature = "serde")]
text_on_the_wire!(Decision);

/// A statement of a policy, by name and place
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct StatementRef {
    pub(crate) policy: Box<str>,
    pub(crate) policy_index: u32,
    pub(crate) index: u32,
    pub(crate) sid: Option<Box<str>>,
    pub(crate) position: Position,
}

impl StatementRef {
    /// The name the policy was compiled under.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The policy's place among those it was compiled with, from 0.
    ///
    /// ```
    /// use iamkit_engine::{CompiledPolicies, PolicyKind, Principal, Request};
    /// use iamkit_policy::PolicyDocument;
    ///
    /// let all: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#.parse()?;
    /// let none: PolicyDocument = r#"{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#.parse()?;
    /// let policies = CompiledPolicies::compile(PolicyKind::Identity, [("same", &all), ("same", &none)])?;
    /// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
    /// let answer = policies.evaluate(&Request::new(&alice, "s3:GetObject", "arn:aws:s3:::b/k")?)?;
    /// assert_eq!(answer.decided_by()[0].policy_index(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn policy_index(&self) -> usize {
        self.policy_index as usize
    }

    /// The statement's place in the document, from 0.
    pub fn index(&self) -> usize {
        self.index as usize
    }

    /// The statement id.
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// Line and column of the statement's opening brace.
    pub fn position(&self) -> Position {
        self.position
    }
}

impl fmt::Display for StatementRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "statement {} of `{}` ({})", self.index, Shown::value(&self.policy), self.position)
    }
}

/// What the policies of one layer say by themselves; of one level, where the layer has several
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct LayerVerdict {
    pub(crate) layer: Layer,
    pub(crate) level: usize,
    pub(crate) decision: Decision,
    pub(crate) statements: Vec<StatementRef>,
}

impl LayerVerdict {
    /// The layer.
    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// Which of the layer's levels or groups of policies, from 0 in the order they were added.
    pub fn level(&self) -> usize {
        self.level
    }

    /// What it says; `Depends` where statements may match that ask for unknown keys.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// The statements that match: those that deny, or else those that allow.
    pub fn statements(&self) -> &[StatementRef] {
        &self.statements
    }
}

/// The part of a statement that doesn't fit a request
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Element {
    /// `Principal`.
    Principal,
    /// `NotPrincipal`.
    NotPrincipal,
    /// `Action`.
    Action,
    /// `NotAction`.
    NotAction,
    /// `Resource`.
    Resource,
    /// `NotResource`.
    NotResource,
    /// One key under one operator of `Condition`.
    Condition(ConditionOperator, Box<str>),
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Principal => f.write_str("Principal"),
            Self::NotPrincipal => f.write_str("NotPrincipal"),
            Self::Action => f.write_str("Action"),
            Self::NotAction => f.write_str("NotAction"),
            Self::Resource => f.write_str("Resource"),
            Self::NotResource => f.write_str("NotResource"),
            Self::Condition(operator, key) => write!(f, "{operator} on {}", Shown::value(key)),
        }
    }
}

/// A remark on a statement: it fails in one element only, or holds a comparison that can't be made
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Remark {
    pub(crate) layer: Layer,
    pub(crate) statement: StatementRef,
    pub(crate) effect: Effect,
    pub(crate) element: Element,
    pub(crate) reason: String,
}

impl Remark {
    /// The layer the statement stands in.
    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// The statement.
    pub fn statement(&self) -> &StatementRef {
        &self.statement
    }

    /// What the statement would do, or does.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Which part of it.
    pub fn element(&self) -> &Element {
        &self.element
    }

    /// Why, in words.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}: {}", self.statement, self.element, self.reason)
    }
}

/// A value of an unknown key, and what is decided with it
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Possibility {
    pub(crate) value: Option<ContextValue<'static>>,
    pub(crate) decision: Decision,
}

impl Possibility {
    /// The value; `None` for the key's absence.
    pub fn value(&self) -> Option<&ContextValue<'static>> {
        self.value.as_ref()
    }

    /// The decision.
    pub fn decision(&self) -> Decision {
        self.decision
    }
}

/// An unknown key that can change the answer
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Dependency {
    pub(crate) key: String,
    pub(crate) possibilities: Vec<Possibility>,
}

impl Dependency {
    /// The key as the context spells it.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// One value for each decision that the key alone can make, all other unknown keys staying as they are in some
    /// situation; at least two.
    pub fn possibilities(&self) -> &[Possibility] {
        &self.possibilities
    }
}

/// A decision with its reasons
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Evaluation {
    pub(crate) decision: Decision,
    pub(crate) decided_by: Vec<StatementRef>,
    pub(crate) blocked_by: Vec<&'static str>,
    pub(crate) layers: Vec<LayerVerdict>,
    pub(crate) near_misses: Vec<Remark>,
    pub(crate) unevaluable: Vec<Remark>,
    pub(crate) missing_keys: Vec<String>,
    pub(crate) depends_on: Vec<Dependency>,
    pub(crate) undecided_keys: Vec<String>,
    pub(crate) facts: Facts,
    #[cfg_attr(feature = "serde", serde(rename = "openFacts"))]
    pub(crate) open: Facts,
}

impl Evaluation {
    /// What was decided.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// The statements that decided, layer by layer: every matching Deny, or else every matching Allow (S75).
    ///
    /// Of the Allows those of identity and resource policies; none for an implicit deny. In a layer they stand in the
    /// order in which policies were compiled, then in theirs. Where keys are unknown that make no difference, those that decide whatever they are; if it is another one from
    /// value to value, all of them. The same holds for what blocks.
    pub fn decided_by(&self) -> &[StatementRef] {
        &self.decided_by
    }

    /// What denies, or lacks an Allow that is needed: the short names of layers, and `publicAccessBlock` (S73) or
    /// `immutable` (S72).
    pub fn blocked_by(&self) -> &[&'static str] {
        &self.blocked_by
    }

    /// What each layer says by itself.
    pub fn layers(&self) -> &[LayerVerdict] {
        &self.layers
    }

    /// Statements that don't match because of one element only; of those that fail in the action, the ones that name
    /// another action of the same service.
    pub fn near_misses(&self) -> &[Remark] {
        &self.near_misses
    }

    /// Comparisons that can't be made, because a value isn't of the operator's type: an Allow with one doesn't match,
    /// a Deny does, except that AWS takes what is no ARN and a policy value that is no number for no match (S37, S38).
    pub fn unevaluable(&self) -> &[Remark] {
        &self.unevaluable
    }

    /// The condition keys that statements on this action and resource ask for and the request doesn't carry; sorted
    /// without regard to letter case, spelt as in the first policy that asks.
    pub fn missing_keys(&self) -> &[String] {
        &self.missing_keys
    }

    /// The unknown keys that can change the answer, in the order of the context; empty unless the decision is
    /// `Depends`.
    pub fn depends_on(&self) -> &[Dependency] {
        &self.depends_on
    }

    /// Unknown keys of which it isn't decided whether they can change the answer, in the order of the context; with
    /// one of them the decision is `Depends`, so that no answer is definite that a value could turn.
    ///
    /// No value was found that makes a difference, but the values that were tried don't stand for all: operators of
    /// several families ask for the key, or it is compared with another unknown key or with itself, and the layers
    /// don't settle the matter otherwise. That takes policies that contradict themselves, such as a number that has to
    /// look like a name.
    ///
    /// ```
    /// use iamkit_engine::{CompiledPolicies, Context, ContextValue, Decision, PolicyKind, Principal, Request};
    /// use iamkit_policy::PolicyDocument;
    ///
    /// let document: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
    ///     "Condition": {"NumericEquals": {"a:x": "7"}, "StringLike": {"a:x": "seven*"}}}}"#.parse()?;
    /// let policies = CompiledPolicies::compile(PolicyKind::Identity, [("p", &document)])?;
    /// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
    /// let mut context = Context::default();
    /// context.insert("a:x", ContextValue::Unknown)?;
    /// let request = Request::new(&alice, "s3:GetObject", "arn:aws:s3:::b/k")?.with_context(&context);
    /// let answer = policies.evaluate(&request)?;
    /// assert_eq!((answer.decision(), answer.undecided_keys()), (Decision::Depends, &["a:x".to_owned()][..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn undecided_keys(&self) -> &[String] {
        &self.undecided_keys
    }

    /// What the decision takes for granted, as far as nobody said it and it could have made another one.
    ///
    /// ```
    /// use iamkit_engine::{CompiledPolicies, Layers, PolicyKind, Principal, Request};
    /// use iamkit_policy::PolicyDocument;
    /// use iamkit_policy::fact::Fact;
    ///
    /// let document: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}}"#.parse()?;
    /// let identity = CompiledPolicies::compile(PolicyKind::Identity, [("keys", &document)])?;
    /// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
    /// let request = Request::new(&alice, "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/1")?;
    /// let answer = Layers::new().identity(&identity).evaluate(&request)?;
    /// assert!(answer.facts().contains(Fact::DelegatingKeyPolicy));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn facts(&self) -> Facts {
        self.facts
    }

    /// What would settle the answer or a part of it, were it taken for granted; none unless the decision is `Depends`.
    pub fn open_facts(&self) -> Facts {
        self.open
    }
}
