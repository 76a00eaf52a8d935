//! A second voice on every request that is shown: the naive evaluator decides it on both sides.
//!
//! The prover has asked the engine already. A request on which the naive evaluator disagrees is an error of ours, told
//! in place of the answer.

use iamkit::comparison::WitnessRequest;
use iamkit::prover::{Difference, Side};
use iamkit_testkit::case::{CaseRequest, ExpectedDecision, Layers, NamedPolicy, Situation};
use iamkit_testkit::naive;

use super::{Compared, Report};
use crate::command::Failure;
use crate::policy_argument::{Kind, PolicyArgument};

/// What a side says apart from requests, as the naive evaluator takes it.
pub(super) struct Naive {
    policies: Layers,
    management_account: Option<String>,
}

impl Naive {
    /// A policy by itself; nothing of the kinds that grant nothing by themselves or need a resource.
    pub(super) fn of_policy(kind: Kind, policy: &PolicyArgument) -> Option<Self> {
        let named = NamedPolicy { name: policy.name.clone(), document: policy.document.clone() };
        let policies = Layers { identity: Some(vec![named]), ..Layers::default() };
        matches!(kind, Kind::Identity).then_some(Self { policies, management_account: None })
    }

    /// The layers of a situation.
    pub(super) fn of_situation(situation: Situation) -> Self {
        let Situation { request, policies } = situation;
        Self { policies, management_account: request.management_account }
    }

    fn allows(&self, witness: &WitnessRequest) -> Result<bool, Failure> {
        let mut request = serde_json::from_value::<CaseRequest>(serde_json::to_value(witness)?)?;
        request.wildcard_only = Some(witness.wildcard_only);
        request.management_account.clone_from(&self.management_account);
        let answer = naive::decide(&Situation { request, policies: self.policies.clone() });
        let answer = answer.map_err(|error| format!("the naive evaluator refuses a request: {error}"))?;
        Ok(answer.decision == ExpectedDecision::Allowed)
    }
}

/// Asks the naive evaluator about the request of every difference.
///
/// # Errors
/// The first request that it decides otherwise.
pub(super) fn confirm(report: &Report) -> Result<(), Failure> {
    report.found.list.iter().try_for_each(|difference| {
        let is_by_a = difference.allowed_by == Side::A;
        on_side(&report.a, difference, is_by_a)?;
        on_side(&report.b, difference, !is_by_a)
    })
}

fn on_side(side: &Compared, difference: &Difference, expected: bool) -> Result<(), Failure> {
    let Some(naive) = &side.naive else { return Ok(()) };
    if naive.allows(&WitnessRequest::from(&difference.witness))? == expected {
        return Ok(());
    }
    let (name, says) = (&side.name, if expected { "allowed" } else { "not allowed" });
    let witness = &difference.witness;
    Err(format!("`{name}`: {witness} is {says}, but not so by the naive evaluator; please report this")
        .into())
}

#[cfg(test)]
mod tests {
    use iamkit::prover::{Access, Limits, Universe, differences};

    use super::*;

    fn compared(name: &str, naive_of: &str) -> Compared {
        let policy = |action: &str| {
            let text = format!(
                r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#
            );
            text.parse::<iamkit::PolicyDocument>().expect("is a policy")
        };
        let argument = PolicyArgument { name: name.to_owned(), document: policy(naive_of), file: None };
        let naive = Naive::of_policy(Kind::Identity, &argument);
        Compared {
            name: name.to_owned(),
            file: None,
            access: Access::identity(&policy(name)).expect("compiles"),
            naive,
        }
    }

    fn confirmed(a: Compared, b: Compared) -> Result<(), String> {
        let found = differences(&a.access, &b.access, &Universe::real(), &Limits::default());
        assert!(!found.list.is_empty());
        confirm(&Report { a, b, found }).map_err(|failure| failure.to_string())
    }

    #[test]
    fn what_both_voices_say_is_confirmed() {
        let (a, b) =
            (compared("sqs:SendMessage", "sqs:SendMessage"), compared("s3:GetObject", "s3:GetObject"));
        assert_eq!(confirmed(a, b), Ok(()));
    }

    #[test]
    fn a_request_that_the_naive_evaluator_decides_otherwise_is_told() {
        let (a, b) =
            (compared("sqs:SendMessage", "sqs:ListQueues"), compared("s3:GetObject", "s3:GetObject"));
        let error = confirmed(a, b).unwrap_err();
        assert!(error.starts_with("`sqs:SendMessage`: `sqs:SendMessage` on `"), "{error}");
        assert!(
            error.ends_with(" is allowed, but not so by the naive evaluator; please report this"),
            "{error}"
        );
    }
}
