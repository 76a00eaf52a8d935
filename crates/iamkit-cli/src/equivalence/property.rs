//! The third way: requests drawn at random, decided by the engine under both policies.
//!
//! Actions, resources and context come from the patterns of both documents, from near misses of these, and from the
//! catalog. The same seed draws the same requests. A difference on a real action is looked for first; only where there
//! is none does a name of no action count. It proves nothing when it finds nothing: it is a check on the other two.

mod draw;

use iamkit_catalog::Catalog;
use iamkit_conformance::situation::{CaseContext, CasePrincipal, CaseRequest, CaseResource, CaseValue};
use iamkit_engine::CompiledPolicies;
use iamkit_engine::ContextValue;
use iamkit_engine::Decision;
use iamkit_engine::PolicyKind;
use iamkit_policy::PolicyDocument;
use iamkit_report::equivalence::drawn::{Counterexample, DrawnRequests};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use serde_json::json;

use super::input::Pair;
use crate::managed_argument::Version;
use crate::second_voice::{Own, Spoken};
use draw::Draw;
use iamkit_console::command::Failure;

/// So many times a request is made smaller, however few are drawn.
const MAX_SHRINKS: u32 = 4_000;

/// Which requests may refute the property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counts {
    RealActions,
    AllActions,
}

/// Draws requests until one is decided differently, or as many as were asked for.
///
/// # Errors
/// When a document can't stand as an identity policy, or no request can be drawn.
pub(crate) fn check(pair: &Pair, version: &Version, cases: u32, seed: u64) -> Result<DrawnRequests, Failure> {
    if cases == 0 {
        return Ok(DrawnRequests { cases, seed, counterexample: None });
    }
    let custom = CompiledPolicies::compile(PolicyKind::Identity, [(pair.custom.as_str(), &pair.document)])?;
    let managed =
        CompiledPolicies::compile(PolicyKind::Identity, [(pair.managed.as_str(), &version.document)])?;
    let documents = [&pair.document, &version.document];
    let mut counterexample = None;
    for counts in [Counts::RealActions, Counts::AllActions] {
        if counterexample.is_none() {
            counterexample = search(&custom, &managed, documents, (cases, seed), counts)?;
        }
    }
    Ok(DrawnRequests { cases, seed, counterexample })
}

fn search(
    custom: &CompiledPolicies,
    managed: &CompiledPolicies,
    documents: [&PolicyDocument; 2],
    (cases, seed): (u32, u64),
    counts: Counts,
) -> Result<Option<Counterexample>, Failure> {
    let config =
        Config { cases, max_shrink_iters: MAX_SHRINKS, failure_persistence: None, ..Config::default() };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed_bytes(seed)));
    let outcome = runner.run(&draw::requests(documents), |draw| {
        if counts == Counts::RealActions && !is_real(&draw.action) {
            return Ok(());
        }
        let differs = draw.ask(|request| custom.is_allowed(request) != managed.is_allowed(request));
        if differs == Some(true) { Err(TestCaseError::fail("decided differently")) } else { Ok(()) }
    });
    match outcome {
        Ok(()) => Ok(None),
        Err(TestError::Fail(_, draw)) => {
            let decide =
                |policies: &CompiledPolicies| draw.ask(|request| policies.evaluate(request)).transpose();
            let both = decide(custom)?.zip(decide(managed)?);
            let Some(decisions) = both.map(|(custom, managed)| [custom.decision(), managed.decision()])
            else {
                return Ok(None);
            };
            confirm(&draw, documents, decisions)?;
            Ok(Some(counterexample(&draw, decisions)?))
        }
        Err(TestError::Abort(reason)) => Err(format!("no requests could be drawn: {reason}").into()),
    }
}

/// Asks the naive evaluator about a request that is decided differently.
///
/// # Errors
/// It decides otherwise than the engine.
fn confirm(draw: &Draw, documents: [&PolicyDocument; 2], decisions: [Decision; 2]) -> Result<(), Failure> {
    let mut request = request(draw);
    let shown = serde_json::to_value(&request)?;
    request.wildcard_only = Some(draw.is_about_star());
    for ((name, document), decision) in ["custom", "managed"].into_iter().zip(documents).zip(decisions) {
        let spoken = Spoken::policy(name, PolicyKind::Identity, document);
        let says = format!("answers {decision} to");
        spoken.confirm(&request, Own::Unasked, &shown, &says, |other| {
            json!(other) == json!(decision.to_string())
        })?;
    }
    Ok(())
}

fn seed_bytes(seed: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (byte, value) in bytes.iter_mut().zip(seed.to_le_bytes()) {
        *byte = value;
    }
    bytes
}

fn is_real(action: &str) -> bool {
    Catalog::embedded().action(action).is_some()
}

fn counterexample(draw: &Draw, [custom, managed]: [Decision; 2]) -> Result<Counterexample, Failure> {
    Ok(Counterexample {
        request: serde_json::to_value(request(draw))?,
        custom: custom.to_string(),
        managed: managed.to_string(),
        is_real_action: is_real(&draw.action),
    })
}

/// The request as a situation has it; what it is about isn't said.
fn request(draw: &Draw) -> CaseRequest {
    let texts = |value: &ContextValue<'_>| value.values().iter().map(|it| it.as_str().to_owned()).collect();
    let value = |value: &ContextValue<'_>| match value {
        ContextValue::Single(value) => CaseValue::One(value.as_str().into()),
        several => CaseValue::Many(texts(several)),
    };
    let context = draw.entries().map(|(key, given)| (key.clone(), value(given)));
    let resource =
        CaseResource { arn: draw.resource.clone(), account: None, context: CaseContext::default() };
    CaseRequest {
        principal: CasePrincipal::Text(draw.principal.into()),
        action: draw.action.clone(),
        resources: vec![resource],
        context: CaseContext(context.collect()),
        unknown: Vec::new(),
        management_account: None,
        restrict_public_buckets: false,
        wildcard_only: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_the_naive_evaluator_decides_otherwise_is_told() {
        let document = |action: &str| {
            let text =
                json!({"Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}}).to_string();
            text.parse::<PolicyDocument>().unwrap()
        };
        let draw = Draw {
            principal: "arn:aws:iam::111122223333:user/alice",
            action: "sqs:ListQueues".into(),
            resource: "*".into(),
            // One key: the second spelling doesn't count.
            context: [("A:x", "1"), ("a:X", "2")].map(|(key, text)| (key.into(), text.into())).into(),
        };
        let (one, two) = (document("sqs:*"), document("s3:*"));
        let decisions = [Decision::Allow, Decision::ImplicitDeny];
        confirm(&draw, [&one, &two], decisions).unwrap();
        let error = confirm(&draw, [&two, &one], decisions).unwrap_err().to_string();
        assert!(error.starts_with("internal error: by the engine `custom` answers allowed to {"), "{error}");
        let error = confirm(&draw, [&one, &one], decisions).unwrap_err().to_string();
        assert!(
            error.starts_with("internal error: by the engine `managed` answers implicitDeny to {"),
            "{error}"
        );
        assert_eq!(serde_json::to_value(request(&draw)).unwrap()["context"], json!({"A:x": "1"}));
    }
}
