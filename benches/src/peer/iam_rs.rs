//! `iam-rs`: documents through serde, requests through its own types.
//!
//! A resource `*` is no ARN to it, so such a question is asked on a whole account's resources of the service instead.

use iam_rs::{
    Arn, Context, ContextValue, Decision, EvaluationOptions, IAMPolicy, IAMRequest, PolicyEvaluator,
    Principal, PrincipalId,
};

use super::failed;
use crate::engine::{Engine, Unfit};
use crate::workload::{Question, Workload};

/// The evaluator with its policies
#[derive(Debug)]
pub struct IamRs(PolicyEvaluator);

impl Engine for IamRs {
    const NAME: &'static str = "iam-rs";

    fn build(workload: &Workload) -> Result<Self, Unfit> {
        let policies = workload.policies.iter();
        let policies = policies.map(|policy| serde_json::from_str::<IAMPolicy>(policy.document.text()));
        let policies = policies.collect::<Result<_, _>>().map_err(failed)?;
        let options = EvaluationOptions { max_statements: usize::MAX, ..EvaluationOptions::default() };
        Ok(Self(PolicyEvaluator::with_policies(policies).with_options(options)))
    }

    fn is_allowed(&self, question: &Question) -> bool {
        let Some(request) = request(question) else { return false };
        self.0.evaluate(&request).is_ok_and(|result| result.decision == Decision::Allow)
    }
}

fn request(question: &Question) -> Option<IAMRequest> {
    let principal = Principal::Aws(PrincipalId::String(question.principal.to_owned()));
    let arn = if question.resource == "*" {
        let service = question.action.split_once(':')?.0;
        Arn::parse(&format!("arn:aws:{service}:us-east-1:111122223333:*")).ok()?
    } else {
        Arn::parse(&question.resource).ok()?
    };
    let mut context = Context::new();
    for (key, value) in &question.context {
        context.insert((*key).to_owned(), ContextValue::String(value.clone()));
    }
    Some(IAMRequest::new_with_context(principal, question.action.as_str(), arn, context))
}
