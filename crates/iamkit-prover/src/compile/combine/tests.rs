//! Shapes of layers against the engine and the naive evaluator, request by request.

use iamkit_conformance::case::{
    CaseContext, CaseRequest, CaseValue, ExpectedDecision, PolicyLayers, Situation,
};
use iamkit_conformance::{engine, naive};
use iamkit_engine::PolicyKind;
use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::ActionPattern;
use iamkit_testkit::generate;
use proptest::prelude::*;

use super::*;
use crate::compile::around::BuildError;
use crate::compile::shape::unlit;
use crate::compile::{action, fact};
use crate::domain::question::{Atom, KeyValue, comparison, variable};
use crate::language::arn;
use crate::limits::Limits;

/// The access of a situation, with the owner of its only resource.
fn access(situation: &Situation) -> Option<Result<Access, BuildError>> {
    let PolicyLayers { identity, boundary, session, resource, scp, rcp, vpce } = &situation.policies;
    let request = &situation.request;
    let list = |list: &[_]| list.iter().map(document).collect::<Vec<_>>();
    let mut builder = Access::builder();
    if let Some(policies) = identity {
        builder = builder.identity(&list(policies));
    }
    if let Some(policy) = boundary {
        builder = builder.boundary([&policy.document]);
    }
    if let Some(policies) = session {
        builder = builder.session(&list(policies));
    }
    for level in scp.iter().flatten() {
        builder = builder.service_control(&list(level));
    }
    for level in rcp.iter().flatten() {
        builder = builder.resource_control(&list(level));
    }
    let mut builder = builder.around(engine::principal(&request.principal).ok()?);
    if let Some(policy) = resource {
        builder = builder.resource(PolicyKind::of_resource_policy(&request.action), &policy.document);
    }
    if let Some(policy) = vpce {
        builder = builder.vpc_endpoint(&policy.document);
    }
    if let Some(account) = owner(request) {
        builder = builder.resource_account(&account);
    }
    if let Some(account) = &request.management_account {
        builder = builder.management_account(account);
    }
    Some(builder.build())
}

fn document(policy: &iamkit_conformance::case::NamedPolicy) -> PolicyDocument {
    policy.document.clone()
}

fn owner(request: &CaseRequest) -> Option<String> {
    let resource = request.resources.first()?;
    let of_arn = || comparison::arn_components(&resource.arn)?.get(4).copied();
    let of_arn = || of_arn().filter(|text| arn::is_account(text));
    resource.account.clone().or_else(|| of_arn().map(str::to_owned))
}

/// Whether the shape for the action allows the request, literal by literal.
fn is_allowed(access: &Access, request: &CaseRequest) -> bool {
    let numbers = (0..access.atoms.len()).collect::<Vec<_>>();
    let names = |pattern: &ActionPattern| {
        pattern.glob().is_some_and(|glob| glob.matches_ignore_ascii_case(&request.action))
    };
    let sides = [access];
    let rules = action::rules(&sides).filter(|((_, part, _), rule)| {
        rule.actions.contains(names) && action::reaches(access.parts.get(*part), &request.action)
    });
    let rules = rules.map(|(id, _)| id).collect::<Vec<_>>();
    let shape = shape_of(access, &numbers, &rules, &Budget::new(&Limits::default())).unwrap();
    let is_wildcard_only = request.wildcard_only == Some(true);
    let resource = if is_wildcard_only { "*" } else { &*request.resources[0].arn };
    let holds = |lit: &u32| {
        let (atom, is_positive) = unlit(*lit);
        atom_holds(&access.atoms[atom], access, request, resource) == is_positive
    };
    let is_in = |cubes: &[LitCube]| cubes.iter().any(|cube| cube.iter().all(holds));
    let name = request.action.to_ascii_lowercase();
    let is_immutable =
        fact::immutable(&name).iter().any(|(_, atom)| atom_holds(atom, access, request, resource));
    is_in(&shape.allows) && !is_in(&shape.denies) && !is_immutable
}

fn atom_holds(atom: &Atom, access: &Access, request: &CaseRequest, resource: &str) -> bool {
    let value_of = |key: &str| value(key, access, &request.context);
    let variables =
        atom.variables().into_iter().map(|key| (key.to_owned(), value_of(key))).collect::<Vec<_>>();
    match variable::Values::new(&variables).put_into(atom) {
        Atom::Key(atom) => {
            let value = value_of(&atom.key);
            let texts = match &value {
                KeyValue::Absent => &[],
                KeyValue::Single(text) => std::slice::from_ref(text),
                KeyValue::Multi(texts) => &**texts,
            };
            atom.holds(&value, |at| atom.counts(atom.comparison.compare(&texts[at])))
        }
        Atom::Resource(texts) => texts.iter().any(|pattern| pattern.matches(resource)),
        Atom::ResourceArn(arns) => comparison::arn_components(resource).is_some_and(|components| {
            arns.iter().any(|arn| arn.iter().zip(&components).all(|(pattern, text)| pattern.matches(text)))
        }),
        other => panic!("{other:?} is about no principal in particular"),
    }
}

fn value(key: &str, access: &Access, context: &CaseContext) -> KeyValue {
    match context.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)) {
        Some((_, CaseValue::One(text))) => KeyValue::Single(text.clone()),
        Some((_, CaseValue::Many(texts))) => KeyValue::Multi(texts.clone()),
        None => {
            let scene = access.scene.as_ref().unwrap();
            scene.value_of(key).unwrap_or(KeyValue::Absent)
        }
    }
}

fn cases() -> u32 {
    std::env::var("IAMKIT_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(4_000)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn shapes_allow_what_the_engine_and_the_naive_evaluator_allow(mut situation in generate::situation()) {
        situation.request.resources.truncate(1);
        situation.request.restrict_public_buckets = false;
        if fact::is_always_allowed(&situation.request.action.to_ascii_lowercase()) {
            return Ok(());
        }
        let Some(access) = access(&situation) else { return Ok(()) };
        let by_naive = naive::decide(&situation);
        // What a session's ARN doesn't tell of its role is open (S45).
        let depends = by_naive.as_ref().is_ok_and(|answer| answer.decision == ExpectedDecision::Depends);
        if depends || matches!(by_naive, Err(naive::NaiveError::Entangled(_))) {
            return Ok(());
        }
        let by_engine = engine::is_allowed(&situation);
        match (access, by_engine) {
            (Ok(access), Ok(by_engine)) => {
                let by_shape = is_allowed(&access, &situation.request);
                prop_assert_eq!(by_shape, by_engine, "{:?}", situation);
                let by_naive = by_naive.unwrap().decision == ExpectedDecision::Allowed;
                prop_assert_eq!(by_shape, by_naive);
            }
            (Err(BuildError::NoResourceAccount), _) => prop_assert!(owner(&situation.request).is_none()),
            (Err(_), Err(_)) => {}
            (access, by_engine) => prop_assert!(false, "{:?} and {:?}", access.err(), by_engine),
        }
    }
}
