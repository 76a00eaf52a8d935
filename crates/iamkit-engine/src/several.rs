//! A request that touches several resources: each is decided, and all have to be allowed (S74).

use crate::evaluation::{Decision, Dependency, Evaluation, StatementRef};
use crate::layers::Layers;
use crate::request::Request;
use crate::request_error::RequestError;

/// The answers for all resources of an action, in the order of the requests
///
/// The reasons of the whole are those of the resources whose decision is that of the whole, each named once.
///
/// ```
/// use iamkit_engine::{CompiledPolicies, Decision, Layers, PolicyKind, Principal, Request};
/// use iamkit_policy::PolicyDocument;
///
/// let document: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "ec2:RunInstances",
///     "Resource": "arn:aws:ec2:us-east-1:111122223333:instance/*"}}"#.parse()?;
/// let policies = CompiledPolicies::compile(PolicyKind::Identity, [("run", &document)])?;
/// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
/// let instance = Request::new(&alice, "ec2:RunInstances", "arn:aws:ec2:us-east-1:111122223333:instance/i-1")?;
/// let image = instance.with_resource("arn:aws:ec2:us-east-1::image/ami-1");
///
/// let answers = Layers::new().identity(&policies).evaluate_each([instance, image])?;
/// assert_eq!(answers.decision(), Decision::ImplicitDeny);
/// assert_eq!(answers.each()[0].decision(), Decision::Allow);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Evaluations {
    each: Vec<Evaluation>,
    decision: Decision,
}

impl Layers<'_> {
    /// Decides an action for each of its resources (S74).
    ///
    /// # Errors
    /// See [`RequestError`].
    pub fn evaluate_each<'r>(
        &self,
        requests: impl IntoIterator<Item = Request<'r>>,
    ) -> Result<Evaluations, RequestError> {
        let each = requests.into_iter().map(|request| self.evaluate(&request));
        each.collect::<Result<Vec<_>, _>>().map(Evaluations::from)
    }
}

impl From<Vec<Evaluation>> for Evaluations {
    fn from(each: Vec<Evaluation>) -> Self {
        let decision = Decision::most_restrictive(each.iter().map(Evaluation::decision));
        Self { each, decision }
    }
}

impl Evaluations {
    /// The answer for each resource.
    pub fn each(&self) -> &[Evaluation] {
        &self.each
    }

    /// The decision of the whole: an explicit deny before an implicit one, that before what depends, and an Allow where
    /// all resources are allowed.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// The statements that decided.
    pub fn decided_by(&self) -> Vec<&StatementRef> {
        once_each(self.deciding().flat_map(Evaluation::decided_by))
    }

    /// The layers that deny or lack an Allow that is needed.
    pub fn blocked_by(&self) -> Vec<&'static str> {
        once_each(self.deciding().flat_map(Evaluation::blocked_by).copied())
    }

    /// The unknown keys that can change the answer for one of the resources.
    pub fn depends_on(&self) -> Vec<&Dependency> {
        let mut unique = Vec::<&Dependency>::new();
        for dependency in self.deciding().flat_map(Evaluation::depends_on) {
            if !unique.iter().any(|other| other.key().eq_ignore_ascii_case(dependency.key())) {
                unique.push(dependency);
            }
        }
        unique
    }

    /// Unknown keys of which it isn't decided whether they can change the answer for one of the resources.
    pub fn undecided_keys(&self) -> Vec<&str> {
        once_each(self.deciding().flat_map(Evaluation::undecided_keys).map(String::as_str))
    }

    /// The condition keys that are missed for one of the resources; sorted without regard to letter case.
    pub fn missing_keys(&self) -> Vec<&str> {
        let mut unique = Vec::<&str>::new();
        for key in self.each.iter().flat_map(Evaluation::missing_keys) {
            if !unique.iter().any(|other| other.eq_ignore_ascii_case(key)) {
                unique.push(key);
            }
        }
        unique.sort_by_key(|key| key.to_ascii_lowercase());
        unique
    }

    fn deciding(&self) -> impl Iterator<Item = &Evaluation> {
        self.each.iter().filter(|evaluation| evaluation.decision() == self.decision)
    }
}

fn once_each<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut unique = Vec::new();
    for item in items {
        if !unique.contains(&item) {
            unique.push(item);
        }
    }
    unique
}
