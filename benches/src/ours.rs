//! The engine of this workspace: every call of it from the benchmarks is in this file.

use std::net::IpAddr;

use iamkit_engine::{
    CompiledPolicies, Context, ContextError, Evaluation, PolicyKind, Principal, Request, RequestError, Value,
};
use iamkit_policy::PolicyDocument;

use crate::Failure;
use crate::engine::{Engine, Unfit};
use crate::workload::{NamedPolicy, Question, Workload};

/// The policies of a principal, compiled
#[derive(Debug)]
pub struct Ours(CompiledPolicies);

/// What a request is made of: the principal and the context are read beforehand, action and resource are texts
#[derive(Debug)]
pub struct Prepared<'q> {
    principal: Principal,
    context: Context<'q>,
    question: &'q Question,
}

impl Prepared<'_> {
    fn ask<T>(&self, answer: impl FnOnce(&Request<'_>) -> T) -> Option<T> {
        let request = Request::new(&self.principal, &self.question.action, &self.question.resource).ok()?;
        Some(answer(&request.with_context(&self.context)))
    }
}

impl Ours {
    /// Compiles the policies.
    ///
    /// # Errors
    /// When the engine refuses one.
    pub fn compile(policies: &[NamedPolicy]) -> Result<Self, Failure> {
        let named = policies.iter().map(|policy| (policy.name.as_str(), &policy.document));
        Ok(Self(CompiledPolicies::compile(PolicyKind::Identity, named)?))
    }

    /// Decides a request whose principal and context were read beforehand.
    pub fn is_allowed_prepared(&self, prepared: &Prepared<'_>) -> bool {
        prepared.ask(|request| self.0.is_allowed(request)) == Some(true)
    }

    /// Decides a request whose principal was read beforehand: action, resource and context are texts.
    pub fn is_allowed_as(&self, principal: &Principal, question: &Question) -> bool {
        let decide = || {
            let context = context(question).ok()?;
            let request = Request::new(principal, &question.action, &question.resource).ok()?;
            Some(self.0.is_allowed(&request.with_context(&context)))
        };
        decide() == Some(true)
    }

    /// Decides with the statements that decided.
    pub fn evaluate(&self, prepared: &Prepared<'_>) -> Option<Result<Evaluation, RequestError>> {
        prepared.ask(|request| self.0.evaluate(request))
    }
}

impl Engine for Ours {
    const NAME: &'static str = "iamkit";

    fn build(workload: &Workload) -> Result<Self, Unfit> {
        Self::compile(&workload.policies).map_err(|error| Unfit::Failed(error.to_string()))
    }

    fn is_allowed(&self, question: &Question) -> bool {
        question.principal.parse().is_ok_and(|principal| self.is_allowed_as(&principal, question))
    }
}

/// The context as texts.
fn context(question: &Question) -> Result<Context<'_>, ContextError> {
    let mut context = Context::default();
    for (key, value) in &question.context {
        context.insert(*key, value.as_str())?;
    }
    Ok(context)
}

/// Makes the request from its texts.
///
/// # Errors
/// When a text is no principal or no action, or a key stands twice.
pub fn prepare(question: &Question) -> Result<Prepared<'_>, Failure> {
    let prepared = Prepared { principal: question.principal.parse()?, context: context(question)?, question };
    // What is no action is told here, so that the decision needn't.
    Request::new(&prepared.principal, &question.action, &question.resource)?;
    Ok(prepared)
}

/// As [`prepare`], but addresses and dates of the context are read beforehand too.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_typed(question: &Question) -> Result<Prepared<'_>, Failure> {
    let mut context = Context::default();
    for (key, text) in &question.context {
        let value = match text.parse::<IpAddr>() {
            Ok(address) => Value::from(address),
            Err(_) => Value::instant(text.as_str()),
        };
        context.insert(*key, value)?;
    }
    Ok(Prepared { context, ..prepare(question)? })
}

/// Parses, compiles and decides: what a program that keeps nothing pays.
///
/// # Errors
/// When the policy or the question can't be read.
pub fn oneshot(text: &str, question: &Question) -> Result<bool, Failure> {
    let document = text.parse::<PolicyDocument>()?;
    let ours = Ours(CompiledPolicies::compile(PolicyKind::Identity, [("policy", &document)])?);
    Ok(ours.is_allowed_prepared(&prepare(question)?))
}
