//! What S3 calls a public policy, told from its statements alone (S73).
//!
//! A statement that allows is public unless its principals are fixed, or a condition lets nothing pass but fixed values of
//! keys that tell one requester or network from the others. What can't be read counts as public, which shuts out more.

use iamkit_policy::normal::{
    ArnPattern, Operand, Pattern, PrincipalPattern, Rule, Scope, Test, TypedComparison,
};
use iamkit_policy::{Effect, Quantifier};
use ipnet::{IpNet, Ipv4Net};

use crate::pattern;

/// Keys whose fixed values limit a grant, in lower case.
const FIXED_KEYS: [&str; 10] = [
    "aws:sourcearn",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceowner",
    "aws:sourceaccount",
    "aws:userid",
    "s3:dataaccesspointaccount",
    ACCESS_POINT,
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "aws:principalorgid",
];

/// The key of which the access point's name may be a wildcard, as long as the account is fixed.
const ACCESS_POINT: &str = "s3:dataaccesspointarn";

/// The fewest bits of a range of addresses that isn't public.
const FEWEST_BITS: (u8, u8) = (8, 32);

/// Ranges of private addresses, which aren't public (RFC 1918).
const PRIVATE: [([u8; 4], u8); 3] = [([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16)];

/// Whether a statement makes its policy public.
pub(crate) fn is_public(rule: &Rule) -> bool {
    let has_fixed_principals = match &rule.principals {
        // Without principals it is for nobody (S23).
        None => true,
        Some(Scope::Only(entries)) => entries.iter().all(is_fixed_principal),
        Some(Scope::Except(_)) => false,
    };
    rule.effect == Effect::Allow && !has_fixed_principals && !rule.conditions.iter().any(limits)
}

/// Users of an identity provider are whoever has an account there.
fn is_fixed_principal(entry: &PrincipalPattern) -> bool {
    match entry {
        PrincipalPattern::Everyone | PrincipalPattern::Federated(_) => false,
        PrincipalPattern::Nobody(text) => !text.contains(['*', '?', '$']),
        _ => true,
    }
}

/// Whether a test lets nothing pass but fixed values of one of the keys.
fn limits(test: &Test) -> bool {
    let passes_absent = test.if_exists || test.quantifier == Some(Quantifier::ForAllValues);
    if passes_absent {
        return false;
    }
    let key = test.key.folded();
    match &test.comparison {
        TypedComparison::IpAddress { is_negated: false, values } => {
            key == "aws:sourceip" && values.iter().all(is_narrow)
        }
        TypedComparison::String { is_negated: false, values } => {
            let is_fixed = |value: &Pattern| pattern::is_fixed(value) || is_access_point(key, value);
            FIXED_KEYS.contains(&key) && values.iter().all(is_fixed)
        }
        TypedComparison::StringIgnoreCase { is_negated: false, values } => {
            FIXED_KEYS.contains(&key) && values.iter().all(pattern::is_fixed)
        }
        TypedComparison::Arn { is_negated: false, values } => {
            FIXED_KEYS.contains(&key) && values.iter().all(|value| is_fixed_arn(key, value))
        }
        _ => false,
    }
}

fn is_narrow(range: &Operand<IpNet>) -> bool {
    match range {
        Operand::Value(IpNet::V4(range)) => FEWEST_BITS.0 <= range.prefix_len() || is_private(*range),
        Operand::Value(IpNet::V6(range)) => FEWEST_BITS.1 <= range.prefix_len(),
        Operand::Unreadable(_) => false,
    }
}

fn is_private(range: Ipv4Net) -> bool {
    let private = PRIVATE.into_iter().filter_map(|(start, bits)| Ipv4Net::new(start.into(), bits).ok());
    private.into_iter().any(|private| private.contains(&range))
}

fn is_fixed_arn(key: &str, value: &ArnPattern) -> bool {
    let [head @ .., resource] = value.components() else { return false };
    let is_named = |resource: &Pattern| key == ACCESS_POINT && starts_with(resource, "accesspoint/");
    head.iter().all(pattern::is_fixed) && (pattern::is_fixed(resource) || is_named(resource))
}

/// Whether the text is an access point's ARN, whose account is fixed and whose name is anything.
fn is_access_point(key: &str, value: &Pattern) -> bool {
    let Pattern::Glob(glob) = value else { return false };
    let mut components = glob.literal_prefix().splitn(6, ':');
    let is_whole = components.by_ref().take(5).filter(|text| !text.is_empty()).count() == 5;
    key == ACCESS_POINT && is_whole && components.next().is_some_and(|name| name.starts_with("accesspoint/"))
}

/// Whether what the pattern matches begins with a text.
fn starts_with(value: &Pattern, start: &str) -> bool {
    matches!(value, Pattern::Glob(glob) if glob.literal_prefix().starts_with(start))
}
