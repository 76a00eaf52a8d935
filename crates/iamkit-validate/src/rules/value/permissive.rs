//! Keys whose values are to be written in full, and what is too loose for them.

use super::pieces::{Piece, pieces};
use crate::rules::prelude::{Input, KeyTest, Operator};

/// Keys that AWS calls sensitive: no wildcard is of use in their values (IAM User Guide, "AWS global condition context
/// keys", 2026-11).
const SENSITIVE: [&str; 10] = [
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpceaccount",
    "aws:vpceorgid",
];

/// Subjects of identity providers that many customers share (IAM User Guide, "Identity-provider controls for shared OIDC
/// providers", 2025; recorded of the first, inferred of the others).
const SUBJECTS: [&str; 12] = [
    "token.actions.githubusercontent.com:sub",
    "agent.buildkite.com:sub",
    "app.terraform.io:sub",
    "gitlab.com:sub",
    "oidc-configuration.audit-log.githubusercontent.com:sub",
    "oidc.codefresh.io:sub",
    "proidc.upbound.io:sub",
    "scalr.io:sub",
    "studio.datachain.ai/api:sub",
    "tokens.cloud.shisho.dev:sub",
    "vstoken.actions.githubusercontent.com:sub",
    "api.pulumi.com/oidc:sub",
];

/// So many plain characters before a wildcard make a subject specific enough (recorded: five aren't, six are).
const ENOUGH: usize = 6;

/// What the values of a key are to say in full
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guarded {
    /// All of it.
    Whole,
    /// What stands before the colon, unless it is left open as a whole.
    BeforeColon,
    /// Some characters before whatever is left open.
    Some,
}

impl Guarded {
    /// What the values of the key are to say, if patterns are compared with it.
    pub(super) fn of(input: &Input<'_>, key: &KeyTest<'_>) -> Option<Self> {
        if !key.is_under(Operator::takes_wildcards) {
            return None;
        }
        match &*key.folded {
            "aws:userid" => Some(Self::BeforeColon),
            folded if SENSITIVE.contains(&folded) => Some(Self::Whole),
            folded if input.policy_type.is_trust() && SUBJECTS.contains(&folded) => Some(Self::Some),
            _ => None,
        }
    }

    /// Whether a piece of that kind leaves too much open.
    pub(super) fn is_loose(self, text: &str, open: Piece<'_>) -> bool {
        let is_open = |piece: &Piece<'_>| match (open, piece) {
            (Piece::Variable(_), Piece::Variable(name)) => !is_fixed(name),
            (open, piece) => open == *piece,
        };
        match self {
            Self::Whole => pieces(text).any(|piece| is_open(&piece)),
            Self::BeforeColon => is_loose_before_colon(text, is_open),
            Self::Some => is_loose_subject(text, is_open),
        }
    }
}

/// Whether a variable stands for what nobody can write wildcards into: the accounts and organizations of AWS's own keys.
///
/// Recorded of `${aws:PrincipalAccount}`, under an operator for patterns as well.
fn is_fixed(variable: &str) -> bool {
    let name = variable.split_once(',').map_or(variable, |(name, _)| name);
    SENSITIVE.iter().any(|sensitive| sensitive.eq_ignore_ascii_case(name.trim()))
}

fn is_loose_before_colon(text: &str, is_open: impl Fn(&Piece<'_>) -> bool) -> bool {
    let (mut count, mut is_any_open, mut has_colon) = (0_usize, false, false);
    for piece in pieces(text) {
        if let Piece::Plain(plain) = piece
            && let Some(at) = plain.find(':')
        {
            has_colon = true;
            count += usize::from(at != 0);
            break;
        }
        count += 1;
        is_any_open |= is_open(&piece);
    }
    is_any_open && (1 < count || !has_colon)
}

fn is_loose_subject(text: &str, is_open: impl Fn(&Piece<'_>) -> bool) -> bool {
    let mut plain_before = 0;
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => plain_before += plain.chars().count(),
            _ if is_open(&piece) && plain_before < ENOUGH => return true,
            _ => plain_before = 0,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_need_some_plain_text_before_what_is_open() {
        let is_loose = |text| Guarded::Some.is_loose(text, Piece::Wildcard);
        assert!(is_loose("*") && is_loose("repo:*@1/app") && is_loose("repo:acme/app:**"));
        assert!(!is_loose("repo:acme/app:*") && !is_loose("repo:acme*/app4@*") && !is_loose("repo:acme/app"));
    }

    #[test]
    fn ids_of_users_may_be_open_before_the_colon_as_a_whole() {
        let is_loose = |text| Guarded::BeforeColon.is_loose(text, Piece::Wildcard);
        assert!(is_loose("AROA*:alice") && is_loose("*") && is_loose("AIDA*"));
        assert!(!is_loose("*:alice") && !is_loose("AROAEXAMPLE:*") && !is_loose("AIDAEXAMPLE"));
    }

    #[test]
    fn variables_for_accounts_are_not_open() {
        let is_loose = |text| Guarded::Whole.is_loose(text, Piece::Variable(""));
        assert!(is_loose("${aws:PrincipalTag/account}") && !is_loose("${aws:PrincipalAccount}"));
        assert!(!is_loose("*") && Guarded::Whole.is_loose("*", Piece::Wildcard));
    }
}
