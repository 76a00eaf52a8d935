//! The AWS managed policies are well made, but for what AWS has taken away since they were written.

use std::collections::BTreeMap;
use std::time::Instant;

use iamkit_catalog::Catalog;
use iamkit_managed::ManagedPolicies;
use iamkit_validate::{PolicyType, validate};

/// What none of them has.
const NEVER: [&str; 16] = [
    "ARN_ACCOUNT_NOT_ALLOWED",
    "ARN_REGION_NOT_ALLOWED",
    "INVALID_ARN_ACCOUNT",
    "INVALID_ARN_PREFIX",
    "INVALID_ARN_REGION",
    "INVALID_ARN_RESOURCE",
    "INVALID_ARN_SERVICE_CASE",
    "INVALID_PARTITION",
    "INVALID_REGION",
    "MISSING_ARN_FIELD",
    "MISSING_ARN_REGION",
    "REDUNDANT_CONDITION_VALUE_NUM",
    "REDUNDANT_STATEMENT",
    "UNSUPPORTED_ACTION_IN_POLICY",
    "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
    "WILDCARD_IN_SERVICE_NAME",
];

/// What names actions, services and resources that have gone, and where alone it is: Deep Racer and Elastic Inference, and
/// the views of Resource Explorer, of which AWS told from 2025-11 to 2026-03-03.
const GONE: [(&str, &str); 3] = [
    ("INVALID_SERVICE", "deepracer:"),
    ("INVALID_SERVICE", "arn:aws:elastic-inference:"),
    ("MISSING_ARN_ACCOUNT", "arn:aws:resource-explorer-2:*::view/"),
];

#[test]
fn managed_policies_have_no_errors_but_of_the_day() {
    let policies = ManagedPolicies::embedded();
    let texts = policies
        .iter()
        .map(|policy| (policy.name().to_owned(), policy.current().document_text().expect("it is there")));
    let texts = texts.collect::<Vec<_>>();
    let start = Instant::now();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (name, text) in &texts {
        let findings = validate(text, PolicyType::Identity, Catalog::embedded()).expect("it is small");
        for finding in findings {
            *counts.entry(finding.code).or_default() += 1;
            let is_gone =
                || GONE.iter().any(|(code, text)| *code == finding.code && finding.message.contains(text));
            let is_of_the_day = GONE.iter().any(|(code, _)| *code == finding.code);
            if NEVER.contains(&finding.code) || is_of_the_day && !is_gone() {
                wrong.push(format!("{name}: {}: {}", finding.code, finding.message));
            }
        }
    }
    println!("{} documents in {:?}: {counts:?}", texts.len(), start.elapsed());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The services whose principals stand in a text: one label before the domain of services.
fn principals(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').filter(|part| {
        let label = part.strip_suffix(".amazonaws.com").unwrap_or_default();
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    })
}

#[test]
fn every_service_that_a_managed_policy_names_is_one() {
    let mut named = std::collections::BTreeSet::new();
    for policy in ManagedPolicies::embedded().iter() {
        let text = policy.current().document_text().expect("it is there");
        named.extend(principals(&text).map(str::to_owned));
    }
    assert!(named.contains("lambda.amazonaws.com") && 100 < named.len(), "{}", named.len());
    let is_unknown = |principal: &&String| {
        let document = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {{"ForAnyValue:StringEquals": {{"aws:CalledVia": "{principal}"}}}}}}}}"#
        );
        let findings = validate(&document, PolicyType::Identity, Catalog::embedded()).expect("it is small");
        findings.iter().any(|finding| finding.code == "INVALID_SERVICE")
    };
    let unknown = named.iter().filter(is_unknown).collect::<Vec<_>>();
    assert!(unknown.is_empty(), "{unknown:?}");
}
