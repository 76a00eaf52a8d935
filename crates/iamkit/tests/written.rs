//! A document in which validation finds nothing is one that IAM's write calls take.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::sync::Arc;

use iamkit::catalog::Catalog;
use iamkit::managed::ManagedPolicies;
use iamkit::policy::{ElementList, LanguageVersion, PolicyDocument};
use iamkit::store::{Account, Call, Quotas, Timestamp};
use iamkit::validate::rule::ValidationRule;
use iamkit::validate::{PolicyType, validate};
use proptest::prelude::*;

/// Whether validation finds nothing in a document.
fn is_clean(text: &str, policy_type: PolicyType) -> bool {
    validate(text, policy_type, Catalog::embedded()).unwrap().is_empty()
}

/// Why the write calls refuse a document of a type, if they do.
fn refusal(text: &str, policy_type: PolicyType) -> Option<String> {
    let document = match text.parse::<PolicyDocument>() {
        Ok(document) => Arc::new(document),
        Err(error) => return Some(error.to_string()),
    };
    // How large a policy may be, validation asks of all of a role together.
    let quotas = Quotas { managed_policy_size: usize::MAX, ..Quotas::default() };
    let mut account = Account::new("111122223333".parse().unwrap()).with_quotas(quotas);
    let call = Call::new("arn:aws:iam::111122223333:root".parse().unwrap(), Timestamp::default());
    let mut calls = account.client(call);
    let done = if policy_type.is_trust() {
        calls.create_role("R".parse().unwrap(), document).map(drop)
    } else {
        calls.create_policy("P".parse().unwrap(), document).map(drop)
    };
    done.err().map(|error| error.to_string())
}

/// What AWS's validation takes and its write calls of today refuse: the version of 2008 in an identity policy, a resource of
/// another partition than the account's, which validation doesn't know, an ARN of IAM or S3 whose Region or account has a
/// wildcard, which may be a part of what follows, or is cut off, the root user as a resource, and letters beyond Latin-1.
fn is_known_to_differ(document: &PolicyDocument, policy_type: PolicyType) -> bool {
    let is_open = |text: &str| {
        let field = |at| text.split(':').nth(at).unwrap_or_default();
        let is_root = text.contains(":aws:iam:") && text.ends_with(":root");
        let is_cut = text.matches(':').count() < 5;
        let has_wildcard = |at| field(at).contains(['*', '?', '$']);
        let is_open_inside =
            ["iam", "s3"].contains(&field(2)) && (is_cut || has_wildcard(3) || has_wildcard(4));
        is_root || is_open_inside || (text.contains(':') && field(1) != "aws")
    };
    let mut resources =
        document.statements().iter().filter_map(|it| it.resources()).flat_map(ElementList::values);
    // The pattern of the parameter `PolicyDocument` ends there; that of `ValidatePolicy` takes any text.
    let has_other_letters = document.text().chars().any(|letter| '\u{ff}' < letter);
    let is_of_2008 = document.declared_version() == Some(LanguageVersion::V2008_10_17);
    (is_of_2008 && !policy_type.is_trust())
        || has_other_letters
        || resources.any(|text| is_open(text.as_str()))
}

/// Whether the write calls take what validation finds nothing in; whether it does.
fn holds(name: &str, text: &str, policy_type: PolicyType) -> bool {
    let is_known = text.parse().is_ok_and(|document| is_known_to_differ(&document, policy_type));
    let is_clean = is_clean(text, policy_type) && !is_known;
    if is_clean {
        assert_eq!(refusal(text, policy_type), None, "{name}: {text}");
    }
    is_clean
}

#[test]
fn managed_policies_without_findings_are_taken() {
    let texts =
        ManagedPolicies::embedded().iter().map(|it| (it.name(), it.current().document_text().unwrap()));
    let clean = texts.filter(|(name, text)| holds(name, text, PolicyType::Identity)).count();
    assert!(500 < clean, "{clean}");
}

#[test]
fn examples_of_rules_without_findings_are_taken() {
    let examples = ValidationRule::all().flat_map(|rule| [(rule.code, rule.finds), (rule.code, rule.passes)]);
    let of_iam =
        examples.filter(|(_, it)| it.policy_type == PolicyType::Identity || it.policy_type.is_trust());
    let clean = of_iam.filter(|(code, example)| holds(code, example.text, example.policy_type)).count();
    assert!(50 < clean, "{clean}");
}

/// Texts of few fields, of which nearly all are no ARNs.
fn resource_text() -> impl Strategy<Value = String> {
    let field = prop::sample::select(
        &[
            "arn",
            "a*",
            "*",
            "?rn",
            "bucket",
            "buck*",
            "aws",
            "aws-cn",
            "iam",
            "s3",
            "sqs",
            "s*",
            "",
            "role/x",
            "x/*",
            "111122223333",
            "eu-west-1",
            "${aws:username}",
        ][..],
    );
    prop::collection::vec(field, 1..=7).prop_map(|fields| fields.join(":"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn drawn_documents_without_findings_are_taken(document in iamkit_testkit::generate::document()) {
        holds("drawn", &document.to_string(), PolicyType::Identity);
    }

    #[test]
    fn drawn_resources_without_findings_are_taken(resource in resource_text()) {
        let statement = serde_json::json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": resource});
        let document = serde_json::json!({"Version": "2012-10-17", "Statement": statement});
        holds("drawn", &document.to_string(), PolicyType::Identity);
    }
}
