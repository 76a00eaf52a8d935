//! The right answers are right: the naive evaluator gives them too.

use iamkit_conformance::{case, runner};
use serde_json::json;

use super::*;

/// The case format says everything that a workload does.
fn as_case(workload: &Workload, question: &Question) -> serde_json::Value {
    let document = |policy: &NamedPolicy| -> serde_json::Value {
        serde_json::from_str(policy.document.text()).expect("was read before")
    };
    let identity = workload
        .policies
        .iter()
        .map(|policy| json!({"name": policy.name, "document": document(policy)}))
        .collect::<Vec<_>>();
    let resource = match question.resource.as_str() {
        "*" => json!("*"),
        arn => json!({"arn": arn}),
    };
    let context = question.context.iter().map(|(key, value)| ((*key).to_owned(), json!(value)));
    let context = context.collect::<serde_json::Map<_, _>>();
    json!({
        "id": workload.id, "source": "S76", "confidence": "doc",
        "request": {"principal": question.principal, "action": question.action, "resource": resource,
            "context": context, "wildcardOnly": false},
        "policies": {"identity": identity},
        "expect": {"decision": if question.is_allowed { "allowed" } else { "implicitDeny" }},
    })
}

fn is_right(workload: &Workload, question: &Question) -> bool {
    let cases = case::read(&as_case(workload, question).to_string()).expect("is a case");
    let record = runner::run(&cases[0], |_| Some(false)).expect("can be run");
    let answers = serde_json::to_value(&record).expect("is plain data");
    let decision = answers["naive"]["decision"].as_str().expect("is a decision").to_owned();
    (decision == "allowed") == question.is_allowed
}

#[test]
fn naive_evaluator_gives_the_right_answers() {
    for workload in all().expect("is embedded") {
        let step = if workload.rhythm == Rhythm::Each { 1 } else { 500 };
        for question in workload.questions.iter().step_by(step) {
            assert!(is_right(&workload, question), "{}: {question:?}", workload.id);
        }
    }
}

#[test]
fn many_attached_policies_are_as_many_as_they_say() {
    assert_eq!(attached("d", 100).expect("is embedded").policies.len(), 100);
    assert_eq!(attached("d_1000", 1_000).expect("is embedded").policies.len(), 1_000);
    assert_eq!(arbitrary_managed().expect("is embedded").policies.len(), 100);
}

#[test]
fn too_many_attached_policies_are_an_error() {
    let error = attached("d", 1_000_000).expect_err("there are fewer");
    assert!(error.to_string().starts_with("there are only "), "{error}");
}
