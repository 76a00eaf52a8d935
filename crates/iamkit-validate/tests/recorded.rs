//! What AWS's validation said of documents, as recorded, and what the rules say of them.
//!
//! Each line of `recorded.jsonl` is a document, as what it was validated, and what was found. Compared are the rules
//! whose codes are listed here: kind, code, way and stretch must be equal.

use std::collections::{BTreeMap, BTreeSet};

use iamkit_catalog::Catalog;
use iamkit_validate::rule::ValidationRule;
use iamkit_validate::{Finding, PathElement, PolicyType, validate};
use serde_json::{Value, json};

const RECORDED: &str = include_str!("recorded.jsonl");

/// Codes whose rules ask the catalog for what there is today: since the answers were recorded, services have gone.
const OF_THE_DAY: [&str; 4] =
    ["INVALID_ACTION", "INVALID_SERVICE_IN_ACTION", "INVALID_SERVICE", "MISSING_ARN_ACCOUNT"];

/// A finding as the answers have it.
fn as_recorded(finding: &Finding) -> Value {
    let point =
        |at: iamkit_validate::Point| json!({"line": at.line, "column": at.column, "offset": at.offset});
    let element = |element: &PathElement| match element {
        PathElement::Value(name) => json!({"value": name}),
        PathElement::Index(index) => json!({"index": index}),
        PathElement::Key(name) => json!({"key": name}),
    };
    let locations = finding.locations.iter().map(|location| {
        let path = location.path.iter().map(element).collect::<Vec<_>>();
        json!({"path": path, "span": {"start": point(location.start), "end": point(location.end)}})
    });
    json!({
        "findingType": finding.severity.as_str(),
        "issueCode": finding.code,
        "locations": locations.collect::<Vec<_>>(),
    })
}

fn texts(findings: &[Value], is_compared: impl Fn(&str) -> bool) -> Vec<String> {
    let compared = findings.iter().filter(|it| is_compared(it["issueCode"].as_str().unwrap_or_default()));
    compared.map(ToString::to_string).collect()
}

#[test]
fn rules_find_what_aws_found() {
    let known = ValidationRule::all().map(|rule| rule.code).collect::<BTreeSet<_>>();
    let mut wrong = Vec::new();
    let mut missing: BTreeMap<String, usize> = BTreeMap::new();
    for line in RECORDED.lines() {
        let recorded: Value = serde_json::from_str(line).expect("a line is JSON");
        let text = recorded["text"].as_str().expect("there is a text");
        let policy_type = recorded["policyType"].as_str().expect("there is a type");
        let policy_type: PolicyType = policy_type.parse().expect("the type is known");
        let found = validate(text, policy_type, Catalog::embedded()).expect("it is small");
        let found = found.iter().map(as_recorded).collect::<Vec<_>>();
        let said = recorded["findings"].as_array().cloned().unwrap_or_default();
        let codes = said.iter().filter_map(|it| it["issueCode"].as_str());
        codes.filter(|code| !known.contains(code)).for_each(|code| {
            *missing.entry(code.into()).or_default() += 1;
        });
        let is_exact = |code: &str| known.contains(code) && !OF_THE_DAY.contains(&code);
        let (ours, theirs) = (texts(&found, is_exact), texts(&said, is_exact));
        let is_of_the_day = |code: &str| OF_THE_DAY.contains(&code);
        let (ours_today, theirs_then) = (texts(&found, is_of_the_day), texts(&said, is_of_the_day));
        let more = ours.iter().filter(|it| !theirs.contains(it));
        let less = theirs.iter().filter(|it| !ours.contains(it));
        let less_today = theirs_then.iter().filter(|it| !ours_today.contains(it));
        let name = &recorded["name"];
        wrong.extend(more.map(|it| format!("{name}: more: {it}")));
        wrong.extend(less.chain(less_today).map(|it| format!("{name}: less: {it}")));
        if ours != theirs && wrong.is_empty() {
            wrong.push(format!("{name}: in another order: {ours:?}, not {theirs:?}"));
        }
    }
    println!("codes without a rule: {missing:?}");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
