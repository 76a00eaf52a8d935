//! The engine of this workspace: every call of it from the benchmarks is in this file.

use iamkit_engine::{CompiledPolicies, Context, Evaluation, Request};
use iamkit_policy::PolicyDocument;

use crate::Failure;
use crate::engine::{Engine, Unfit};
use crate::workload::{NamedPolicy, Question, Workload};

/// The policies of a principal, compiled
#[derive(Debug)]
pub struct Ours(CompiledPolicies);

/// A request, made beforehand
#[derive(Debug)]
pub struct Prepared(Request);

impl Ours {
    /// Compiles the policies.
    ///
    /// # Errors
    /// When the engine refuses one.
    pub fn compile(policies: &[NamedPolicy]) -> Result<Self, Failure> {
        let named = policies.iter().map(|policy| (policy.name.as_str(), &policy.document));
        Ok(Self(CompiledPolicies::compile(named)?))
    }

    /// Decides a request that was made beforehand.
    pub fn is_allowed_prepared(&self, prepared: &Prepared) -> bool {
        self.0.is_allowed(&prepared.0)
    }

    /// Decides with the statements that decided.
    pub fn evaluate(&self, prepared: &Prepared) -> Evaluation {
        self.0.evaluate(&prepared.0)
    }
}

impl Engine for Ours {
    const NAME: &'static str = "iamkit";

    fn build(workload: &Workload) -> Result<Self, Unfit> {
        Self::compile(&workload.policies).map_err(|error| Unfit::Failed(error.to_string()))
    }

    fn is_allowed(&self, question: &Question) -> bool {
        prepare(question).is_ok_and(|prepared| self.is_allowed_prepared(&prepared))
    }
}

/// Makes the request from its texts.
///
/// # Errors
/// When a text is no principal or no action, or a key stands twice.
pub fn prepare(question: &Question) -> Result<Prepared, Failure> {
    let mut context = Context::default();
    for (key, value) in &question.context {
        context.insert(key, value.as_str())?;
    }
    let request =
        Request::new(question.principal.parse()?, question.action.parse()?, question.resource.as_str());
    Ok(Prepared(request.with_context(context)))
}

/// Parses, compiles and decides: what a program that keeps nothing pays.
///
/// # Errors
/// When the policy or the question can't be read.
pub fn oneshot(text: &str, question: &Question) -> Result<bool, Failure> {
    let document = text.parse::<PolicyDocument>()?;
    let ours = Ours(CompiledPolicies::compile([("policy", &document)])?);
    Ok(ours.is_allowed_prepared(&prepare(question)?))
}
