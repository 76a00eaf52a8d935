//! Each mending, as its own example has it.

use iamkit_catalog::Catalog;
use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::PolicyKind;
use iamkit_prover::Relation;

use crate::fix::{AllowedFixes, FixOptions, FixProof, Fixed, Mending, MendingEffect, fix};
use crate::rule::ValidationRule;
use crate::{PolicyType, validate};

fn kind(policy_type: PolicyType) -> PolicyKind {
    match policy_type {
        PolicyType::Resource(_) if policy_type.is_trust() => PolicyKind::Trust,
        PolicyType::Resource(_) => PolicyKind::Resource,
        PolicyType::Identity => PolicyKind::Identity,
        PolicyType::ServiceControl => PolicyKind::ServiceControl,
        PolicyType::ResourceControl => PolicyKind::ResourceControl,
    }
}

fn fixed(text: &str, policy_type: PolicyType, allowed: AllowedFixes) -> Fixed {
    fix(text, policy_type, kind(policy_type), Catalog::embedded(), &FixOptions::new(allowed))
        .expect("it is small")
}

fn finds(mending: &Mending, policy_type: PolicyType, text: &str) -> bool {
    let findings = validate(text, policy_type, Catalog::embedded()).expect("it is small");
    findings.iter().any(|finding| finding.code == mending.code)
}

#[test]
fn each_example_becomes_what_it_says_and_what_was_found_is_gone() {
    for mending in Mending::all() {
        let code = mending.code;
        let rule = ValidationRule::by_code(code).expect("a mending is of a rule");
        let policy_type = rule.finds.policy_type;
        assert!(finds(mending, policy_type, mending.before), "{code}");
        assert!(!finds(mending, policy_type, mending.after), "{code}");
        let is_change = mending.effect == MendingEffect::Changes;
        let allowed = if is_change { AllowedFixes::Changing } else { AllowedFixes::Equal };
        let fixed = fixed(mending.before, policy_type, allowed);
        assert_eq!(fixed.text, mending.after, "{code}: {fixed:?}");
        let is_proven = match mending.effect {
            MendingEffect::Same => fixed.proof == FixProof::Equal,
            MendingEffect::SameInReal => fixed.proof == FixProof::EqualInReal,
            MendingEffect::Changes => matches!(fixed.proof, FixProof::Changed(_) | FixProof::Unreadable),
        };
        assert!(is_proven, "{code}: {fixed:?}");
        assert!(fixed.text.parse::<PolicyDocument>().is_ok(), "{code}");
    }
}

#[test]
fn what_changes_the_policy_has_to_be_wanted() {
    for mending in Mending::all().filter(|mending| mending.effect == MendingEffect::Changes) {
        let rule = ValidationRule::by_code(mending.code).expect("a mending is of a rule");
        let fixed = fixed(mending.before, rule.finds.policy_type, AllowedFixes::Equal);
        assert_eq!((&*fixed.text, &*fixed.fixes), (mending.before, &[][..]), "{}", mending.code);
        assert!(fixed.left.iter().any(|left| left.code == mending.code), "{}", mending.code);
    }
}

#[test]
fn what_is_not_proven_is_left_unless_it_is_wanted() {
    let text = |value: &str| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*",
                "Condition": {{"Null": {{"aws:SourceVpc": "true"}}, "StringLike": {{"aws:ResourceTag/a": {value}}}}}}}}}"#
        )
    };
    // A tag may have an empty value, which is a text and nothing to `Null`.
    let before = text(r#""*""#);
    let kept = fixed(&before, PolicyType::Identity, AllowedFixes::Equal);
    assert_eq!((&kept.text, kept.proof), (&before, FixProof::Equal));
    assert_eq!(kept.left[0].why, "it isn't the same but narrower");
    let changed = fixed(&before, PolicyType::Identity, AllowedFixes::Changing);
    assert_eq!(changed.proof, FixProof::Changed(Relation::Narrower));
    let null = r#"{"Null": {"aws:ResourceTag/a": "false", "aws:SourceVpc": "true"}}"#;
    assert!(changed.text.contains(null), "{}", changed.text);
}

#[test]
fn one_mending_that_is_refused_keeps_no_other_from_being_made() {
    let text = r#"{"Statement": {"Sid": "", "Effect": "Allow", "Action": ["s3:GetObject", "s3:getobject"], "Resource": "arn:aws:s3:::${aws:username}/*"}}"#;
    let fixed = fixed(text, PolicyType::Identity, AllowedFixes::Equal);
    assert_eq!(
        fixed.fixes.iter().map(|it| it.code).collect::<Vec<_>>(),
        ["EMPTY_SID_VALUE", "REDUNDANT_ACTION"]
    );
    // With a version the variable would be one.
    assert_eq!((fixed.left[0].code, fixed.proof), ("MISSING_VERSION", FixProof::Equal));
    assert_eq!(
        fixed.text,
        r#"{"Statement": {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::${aws:username}/*"}}"#
    );
}

#[test]
fn what_is_no_json_stays() {
    for text in ["", "{", "[]", r#"{"Statement": [], "Statement": []}"#] {
        let fixed = fixed(text, PolicyType::Identity, AllowedFixes::Changing);
        assert_eq!((&*fixed.text, &*fixed.fixes), (text, &[][..]));
    }
}

#[test]
fn no_rule_has_two_mendings() {
    let mut codes = Mending::all().map(|mending| mending.code).collect::<Vec<_>>();
    codes.sort_unstable();
    let count = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), count);
}
