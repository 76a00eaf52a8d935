//! Each mending, as its own example has it.

use iamkit_catalog::Catalog;
use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::PolicyKind;
use iamkit_prover::Limits;

use crate::fix::{Allowed, FixProof, Fixed, Mending, fix};
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

fn fixed(text: &str, policy_type: PolicyType, allowed: Allowed) -> Fixed {
    fix(text, policy_type, kind(policy_type), Catalog::embedded(), allowed, &Limits::default())
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
        let allowed = if mending.is_equal { Allowed::Equal } else { Allowed::Changing };
        let fixed = fixed(mending.before, policy_type, allowed);
        assert_eq!(fixed.text, mending.after, "{code}: {fixed:?}");
        assert_eq!(fixed.proof == FixProof::Equal, mending.is_equal, "{code}: {fixed:?}");
        assert!(fixed.text.parse::<PolicyDocument>().is_ok(), "{code}");
    }
}

#[test]
fn what_changes_the_policy_has_to_be_wanted() {
    for mending in Mending::all().filter(|mending| !mending.is_equal) {
        let rule = ValidationRule::by_code(mending.code).expect("a mending is of a rule");
        let fixed = fixed(mending.before, rule.finds.policy_type, Allowed::Equal);
        assert_eq!((&*fixed.text, &*fixed.fixes), (mending.before, &[][..]), "{}", mending.code);
        assert!(fixed.left.iter().any(|left| left.code == mending.code), "{}", mending.code);
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
