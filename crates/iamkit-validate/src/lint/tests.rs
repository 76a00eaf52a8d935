//! Each rule finds something in the one example and nothing in the other.

use iamkit_catalog::{ActionSet, Catalog};
use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::PolicyKind;
use iamkit_prover::{Limits, Universe};

use super::named_actions::NamedActions;
use super::{LintExample, LintOptions, LintRule, UNDECIDED, lint_by, lint_text, lint_with};
use crate::Finding;

/// With the accounts that an example says are one's own.
fn options(example: LintExample) -> LintOptions<'static> {
    let mut options = LintOptions::new(Universe::real(), Limits::default());
    options.own_accounts.extend(example.own_accounts.iter().copied().map(str::to_owned));
    options
}

fn found(rule: &'static LintRule, example: LintExample) -> Vec<Finding> {
    let document: PolicyDocument = example.text.parse().expect("it is a policy");
    let found = lint_with([rule], &document, example.kind, &options(example));
    let found = found.expect("it is one of its kind");
    assert_eq!(found.unknown, [], "{}", rule.code);
    found.findings
}

#[test]
fn rules_find_what_they_say() {
    let mut wrong = Vec::new();
    for rule in LintRule::all() {
        let (finds, passes) = (found(rule, rule.finds), found(rule, rule.passes));
        if finds.is_empty() {
            wrong.push(format!("{} finds nothing in {}", rule.code, rule.finds.text));
        }
        assert!(finds.iter().all(|it| it.code == rule.code && !it.locations.is_empty()));
        wrong
            .extend(passes.iter().map(|it| format!("{}: {} in {}", rule.code, it.message, rule.passes.text)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rules_have_codes_of_their_own_and_are_about_their_examples() {
    let mut codes = std::collections::HashSet::new();
    for rule in LintRule::all() {
        assert!(codes.insert(rule.code), "{} is there twice", rule.code);
        assert!(rule.kinds.contains(&rule.finds.kind) && rule.kinds.contains(&rule.passes.kind));
        assert!(rule.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.code);
        for sentence in [rule.about, rule.explanation, rule.advice] {
            assert!(sentence.ends_with('.'), "{}: {sentence}", rule.code);
        }
    }
}

/// What an Allow with `NotAction` is said to grant is all but what its items name, spelt out.
#[test]
fn not_action_grants_all_that_its_items_spelt_out_leave() {
    let catalog = Catalog::embedded();
    let text = r#"{"Statement": {"Effect": "Allow", "NotAction": ["iam:*", "s3:Get*", "sqs:NoSuch*"], "Resource": "*"}}"#;
    let document: PolicyDocument = text.parse().expect("it is a policy");
    let spelt: PolicyDocument =
        crate::rewrite::expand(&document, catalog).compact().parse().expect("it is a policy");
    let named = spelt.statements()[0].actions().values().iter();
    let named = named.filter_map(|name| catalog.action(name.as_str())).map(|action| action.id());
    let named = named.collect::<ActionSet>();
    let mut rest = catalog.all_actions();
    rest.subtract(&named);
    assert!(200 < named.len());
    let found = NamedActions::new(catalog).of_list(document.statements()[0].actions());
    assert_eq!(found, Ok(rest));
}

#[test]
fn what_can_not_be_read_is_told() {
    let found = |text: &str| {
        let limits = Limits { max_work: 1, ..Limits::default() };
        let of_kind = (crate::PolicyType::Identity, None);
        lint_text(LintRule::all(), text, of_kind, &LintOptions::new(Universe::real(), limits))
    };
    let principal = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}"#;
    let hard = r#"{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["*a*", "*b*"]},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["*b*", "*c*"]}]}"#;
    for text in ["no JSON", r#"{"Statement": 5}"#, principal, hard] {
        let found = found(text);
        assert!(found.iter().any(|it| it.code == UNDECIDED && it.locations.len() == 1), "{text}: {found:?}");
    }
}

#[test]
fn names_beyond_the_first_are_told_without_the_nearest() {
    let names = (0..300).map(|at| format!("\"s3:GetObjec{at}\"")).collect::<Vec<_>>().join(",");
    let text = format!(r#"{{"Statement": {{"Effect": "Allow", "Action": [{names}], "Resource": "*"}}}}"#);
    let document: PolicyDocument = text.parse().expect("it is a policy");
    let rules = LintRule::all().filter(|rule| rule.code == "no-such-action");
    let found = lint_by(rules, &document, PolicyKind::Identity, &Universe::real(), &Limits::default());
    let findings = found.expect("it is one of its kind").findings;
    let has_nearest = |it: &Finding| it.message.contains("; nearest: ");
    assert_eq!(findings.len(), 300);
    assert!(findings.iter().take(256).all(has_nearest) && !findings.iter().skip(256).any(has_nearest));
}

/// What some rules find in a text that stands inside of another.
fn found_inside(rules: &[&'static LintRule], example: LintExample) -> Vec<Finding> {
    let wrapped = format!("{{\"é\": 1,\n \"PolicyDocument\": {}\n}}", example.text);
    let loaded = iamkit_policy::load(wrapped.as_bytes()).expect("it holds a policy");
    let [inside] = loaded.entries() else { panic!("it holds one policy") };
    let found = lint_with(rules.iter().copied(), inside.document(), example.kind, &options(example));
    found.expect("it is one of its kind").findings
}

fn told(findings: Vec<Finding>) -> Vec<(String, Vec<crate::Location>)> {
    findings.into_iter().map(|it| (it.message, it.locations)).collect()
}

#[test]
fn each_rule_finds_the_same_wherever_the_document_stands() {
    for rule in LintRule::all() {
        let inside = found_inside(&[rule], rule.finds);
        assert_eq!(told(inside), told(found(rule, rule.finds)), "{}", rule.code);
    }
}

#[test]
fn places_are_those_in_the_document_wherever_it_stands() {
    let text = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObjet"],
        "Resource": "arn:aws:s3:::b/${aws:user}/*", "Condition": {"Bool": {"aws:MultiFactorAuth": "true"}}}]}"#;
    let (rules, kind) = (LintRule::all().collect::<Vec<_>>(), PolicyKind::Identity);
    let document: PolicyDocument = text.parse().expect("it is a policy");
    let alone = lint_by(rules.iter().copied(), &document, kind, &Universe::real(), &Limits::default());
    let alone = alone.expect("it is one of its kind").findings;
    assert!(alone.iter().any(|it| it.code == "no-such-key"), "{alone:?}");
    assert!(alone.iter().any(|it| it.code == "no-such-action"), "{alone:?}");
    assert_eq!(told(found_inside(&rules, LintExample { kind, text, own_accounts: &[] })), told(alone));
}

/// What a newer catalog has is told of an Allow that names what it doesn't grant, with that catalog alone.
#[test]
fn what_an_update_would_grant_is_told() {
    let rule = LintRule::by_code("grants-all-others").expect("it is one");
    let document: PolicyDocument = rule.finds.text.parse().expect("it is a policy");
    let message = |options: &LintOptions<'_>| {
        let found =
            lint_with([rule], &document, PolicyKind::Identity, options).expect("it is one of its kind");
        found.findings[0].message.clone()
    };
    let mut options = LintOptions::new(Universe::real(), Limits::default());
    assert!(message(&options).ends_with("whatever AWS adds but what it names"), "{}", message(&options));
    options.catalog_after = Some(Catalog::embedded());
    assert!(message(&options).ends_with("; after the update no more"), "{}", message(&options));
}

/// Values and principals of lists that do nothing, and alike ones that do something.
#[test]
fn items_of_lists_that_do_nothing_are_told() {
    let messages = |code: &str, kind: PolicyKind, statement: &str| {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": {{{statement}, "Resource": "*"}}}}"#);
        let document: PolicyDocument = text.parse().expect("it is a policy");
        let rule = LintRule::by_code(code);
        let found = lint_by(rule, &document, kind, &Universe::real(), &Limits::default());
        let found = found.expect("it is one of its kind");
        assert_eq!(found.unknown, []);
        found.findings.into_iter().map(|it| it.message).collect::<Vec<_>>()
    };
    let values = |effect: &str, condition: &str| {
        let statement = format!(r#""Effect": "{effect}", "Action": "sqs:*", "Condition": {{{condition}}}"#);
        messages("idle-value", PolicyKind::Identity, &statement).len()
    };
    for effect in ["Allow", "Deny"] {
        for (count, condition) in [
            (1, r#""StringLike": {"aws:PrincipalTag/a": ["a*", "ab", "b"]}"#),
            (1, r#""StringNotLike": {"aws:PrincipalTag/a": ["ab", "a*"]}"#),
            (2, r#""StringEquals": {"aws:PrincipalTag/a": ["a", "a", "a"]}"#),
            (0, r#""StringEquals": {"aws:PrincipalTag/a": ["a", "A", "a*"]}"#),
            (1, r#""ForAllValues:StringLike": {"aws:TagKeys": ["a*", "ab"]}"#),
            (
                1,
                r#""ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/r"]}"#,
            ),
            (
                0,
                r#""ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/a*", "arn:aws:iam::111122223333:role/b"]}"#,
            ),
            (1, r#""NotIpAddress": {"aws:SourceIp": ["203.0.113.9", "203.0.113.0/24"]}"#),
        ] {
            assert_eq!(values(effect, condition), count, "{effect} {condition}");
        }
    }
    let principals = |principal: &str| {
        let statement = format!(r#""Effect": "Allow", "Action": "sqs:*", "Principal": {principal}"#);
        messages("idle-principal", PolicyKind::Resource, &statement)
    };
    let own = ["`arn:aws:iam::111122223333:root` does nothing here: `111122223333` holds it too"];
    assert_eq!(principals(r#"{"AWS": ["111122223333", "arn:aws:iam::111122223333:root"]}"#), own);
    assert_eq!(principals(r#"{"AWS": ["*", "111122223333"]}"#).len(), 1);
    assert!(principals(r#"{"AWS": ["111122223333", "arn:aws:iam::111122223333:user/u"]}"#).is_empty());
    assert!(principals(r#"{"AWS": "111122223333", "Service": "sns.amazonaws.com"}"#).is_empty());
}
