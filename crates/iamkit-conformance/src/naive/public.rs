//! Which policies of buckets S3 calls public.
//!
//! Rule: S73. Every Allow is public that isn't for fixed principals alone, or held to fixed values of certain keys.

use iamkit_policy::{
    Condition, Effect, LanguageVersion, OperatorKind, PrincipalEntry, PrincipalKind, Quantifier, Statement,
    Text,
};

use super::pattern::{self, Piece, Variables, Wildcards};
use crate::case::NamedPolicy;

pub(super) fn is_public(policy: &NamedPolicy) -> bool {
    let variables = match policy.document.version() {
        LanguageVersion::V2008_10_17 => Variables::Nowhere,
        LanguageVersion::V2012_10_17 => Variables::Everywhere,
    };
    policy.document.statements().iter().any(|statement| opens(statement, variables))
}

fn opens(statement: &Statement, variables: Variables) -> bool {
    let Some(principals) = statement.principals() else { return false };
    let are_fixed = !principals.is_negated() && principals.entries().iter().all(is_fixed_principal);
    let mut conditions = statement.conditions().iter();
    statement.effect() == Effect::Allow
        && !are_fixed
        && !conditions.any(|condition| holds_back(condition, variables))
}

fn is_fixed_principal(entry: &PrincipalEntry) -> bool {
    match entry.kind() {
        PrincipalKind::Federated => false,
        PrincipalKind::Aws => !entry.value().contains(['*', '?', '$']),
        PrincipalKind::Service | PrincipalKind::CanonicalUser => true,
    }
}

/// Whether a condition passes nothing but fixed values of a key that tells one from the others.
fn holds_back(condition: &Condition, variables: Variables) -> bool {
    const KEYS: [&str; 10] = [
        "aws:SourceArn",
        "aws:SourceVpc",
        "aws:SourceVpce",
        "aws:SourceOwner",
        "aws:SourceAccount",
        "aws:userid",
        "aws:PrincipalOrgID",
        "s3:DataAccessPointAccount",
        "s3:DataAccessPointArn",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
    ];
    let operator = condition.operator();
    if operator.if_exists() || operator.quantifier() == Some(Quantifier::ForAllValues) {
        return false;
    }
    let is_key = |key: &str| key.eq_ignore_ascii_case(condition.key());
    let all = |is_fixed: &dyn Fn(&str) -> bool| condition.values().iter().map(Text::as_str).all(is_fixed);
    let takes_wildcards = match operator.kind() {
        OperatorKind::IpAddress => return is_key("aws:SourceIp") && all(&is_few_addresses),
        OperatorKind::StringEquals | OperatorKind::StringEqualsIgnoreCase => Wildcards::No,
        OperatorKind::StringLike | OperatorKind::ArnEquals | OperatorKind::ArnLike => Wildcards::Yes,
        _ => return false,
    };
    let is_arn_test = matches!(operator.kind(), OperatorKind::ArnEquals | OperatorKind::ArnLike);
    let is_fixed = |text: &str| {
        let whole = if is_arn_test { pattern::completed(text) } else { text.to_owned() };
        let pieces = pattern::read(&whole, variables, takes_wildcards);
        let n_fixed = pieces.iter().take_while(|piece| matches!(piece, Piece::Char(_))).count();
        let names_point = is_key("s3:DataAccessPointArn")
            && operator.kind() != OperatorKind::StringEqualsIgnoreCase
            && names_access_points_of_account(&pieces, n_fixed);
        (n_fixed == pieces.len() || names_point) && (!is_arn_test || text.starts_with("arn:"))
    };
    KEYS.iter().any(|key| is_key(key)) && all(&is_fixed)
}

/// An access point's ARN that is fixed up to its name, which has no variables.
fn names_access_points_of_account(pieces: &[Piece], n_fixed: usize) -> bool {
    let fixed = pieces.iter().take(n_fixed).filter_map(|piece| match piece {
        Piece::Char(c) => Some(*c),
        _ => None,
    });
    let fixed = fixed.collect::<String>();
    let parts = fixed.splitn(6, ':').collect::<Vec<_>>();
    let is_whole = parts.len() == 6 && parts.iter().take(5).all(|part| !part.is_empty());
    is_whole
        && parts.get(5).is_some_and(|name| name.starts_with("accesspoint/"))
        && !pieces.iter().any(|piece| matches!(piece, Piece::Variable { .. }))
}

/// At least 8 bits of an address of version 4, or 32 of one of version 6, or private ones.
fn is_few_addresses(text: &str) -> bool {
    let text = if text.contains('/') {
        text.to_owned()
    } else if text.contains(':') {
        format!("{text}/128")
    } else {
        format!("{text}/32")
    };
    let is_private = |range: &ipnet::IpNet| {
        let private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(str::parse::<ipnet::IpNet>);
        private.into_iter().flatten().any(|private| private.contains(range))
    };
    text.parse::<ipnet::IpNet>().is_ok_and(|range| match range {
        ipnet::IpNet::V4(v4) => 8 <= v4.prefix_len() || is_private(&range),
        ipnet::IpNet::V6(v6) => 32 <= v6.prefix_len(),
    })
}
