//! `iam-rs`: an evaluator for each document, so that a document is kept once however many principals have it.

use iam_rs::{
    Arn, Context, ContextValue, Decision, EvaluationOptions, IAMPolicy, IAMRequest, PolicyEvaluator,
    Principal, PrincipalId,
};

use crate::account::{AccountEngine, Asked, Holder, Holders};
use crate::engine::Unfit;
use crate::peer::failed;

/// The evaluators by the places of their documents
#[derive(Debug)]
pub struct IamRsAccount(Vec<PolicyEvaluator>);

impl AccountEngine for IamRsAccount {
    const NAME: &'static str = "iam-rs";

    fn build(holders: &Holders, _: &[Asked<'_>]) -> Result<Self, Unfit> {
        let evaluators = holders.documents.iter().map(|document| {
            let policy = serde_json::from_str::<IAMPolicy>(document.text()).map_err(failed)?;
            let options = EvaluationOptions { max_statements: usize::MAX, ..EvaluationOptions::default() };
            Ok(PolicyEvaluator::with_policies(vec![policy]).with_options(options))
        });
        Ok(Self(evaluators.collect::<Result<_, Unfit>>()?))
    }

    fn is_allowed(&self, holder: &Holder, asked: &Asked<'_>) -> bool {
        let Some(request) = request(holder, asked) else { return false };
        let decide = |place: &usize| {
            let result = self.0.get(*place)?.evaluate(&request).ok()?;
            Some(result.decision)
        };
        let mut allowed = false;
        for place in &holder.identity {
            match decide(place) {
                Some(Decision::Allow) => allowed = true,
                Some(Decision::NotApplicable) => {}
                Some(Decision::Deny) | None => return false,
            }
        }
        allowed && holder.boundary.as_ref().is_none_or(|place| decide(place) == Some(Decision::Allow))
    }
}

fn request(holder: &Holder, asked: &Asked<'_>) -> Option<IAMRequest> {
    let principal = Principal::Aws(PrincipalId::String(holder.arn.clone()));
    let mut context = Context::new();
    for (key, value) in asked.context {
        context.insert((*key).to_owned(), ContextValue::String((*value).to_owned()));
    }
    for (key, value) in &holder.tags {
        context.insert(format!("aws:PrincipalTag/{key}"), ContextValue::String(value.clone()));
    }
    let arn = Arn::parse(asked.resource).ok()?;
    Some(IAMRequest::new_with_context(principal, asked.action, arn, context))
}
