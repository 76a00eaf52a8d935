//! Identity providers that anybody can join, and what a stranger's claims there can be.
//!
//! A dated file lists them, each with the claims that tell its tenants apart. A condition that fixes the tenant keeps
//! strangers out; one on another claim, or one that a stranger's tenant can match as well, doesn't.

use std::sync::LazyLock;

use crate::domain::question::{KeyAtom, comparison};
use crate::language::text::{Piece, Text};
use crate::language::{self, Step, Word};
use crate::limits::{Budget, Exceeded};

static TEXT: &str = include_str!("../../../data/shared-providers.txt");

static PROVIDERS: LazyLock<Vec<Provider>> = LazyLock::new(|| rows(TEXT).map(Provider::new).collect());

/// A provider that anybody can join.
#[derive(Debug)]
struct Provider {
    host: &'static str,
    claims: Vec<Claim>,
}

/// A claim that tells tenants apart: what stands before the tenant, and what ends it.
#[derive(Debug, Clone, Copy)]
struct Claim {
    name: &'static str,
    before: &'static str,
    end: Option<char>,
}

fn rows(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

impl Provider {
    fn new(row: &'static str) -> Self {
        let mut columns = row.split_whitespace();
        let host = columns.next().unwrap_or_default();
        Self { host, claims: columns.filter_map(Claim::new).collect() }
    }
}

impl Claim {
    fn new(column: &'static str) -> Option<Self> {
        let (name, form) = column.split_once('=')?;
        let (before, end) = form.split_once("{}")?;
        Some(Self { name, before, end: end.chars().next() })
    }

    /// The claims of all tenants, or of one.
    fn word(self, tenant: Option<&str>) -> Word {
        let mut word = Word::default();
        word.push_text(self.before);
        match (tenant, self.end) {
            (Some(tenant), _) => word.push_text(tenant),
            (None, Some('/')) => {
                word.push(Step::Segment);
                word.push_loop(language::Loop::Segment);
            }
            (None, Some(_)) => {
                word.push(Step::NotColon);
                word.push_loop(language::Loop::NotColon);
            }
            (None, None) => {
                word.push(Step::Any);
                word.push_loop(language::Loop::Any);
            }
        }
        if let Some(end) = self.end {
            word.push(Step::Char(end));
            word.push_loop(language::Loop::Any);
        }
        word.finish()
    }

    /// The tenant that a pattern fixes.
    fn tenant_in(self, pattern: &Text) -> Option<&str> {
        let (first, rest) = pattern.pieces().split_first()?;
        let Piece::Literal(literal) = first else { return None };
        let behind = literal.strip_prefix(self.before)?;
        match self.end {
            Some(end) => behind.split_once(end).map(|(tenant, _)| tenant),
            None => rest.is_empty().then_some(behind),
        }
        .filter(|tenant| !tenant.is_empty())
    }
}

/// The provider of an entry or of a key before its claim: its host, with a path if it has one.
fn named(provider: &str) -> Option<&'static Provider> {
    let host = provider.rsplit_once(":oidc-provider/").map_or(provider, |(_, host)| host);
    PROVIDERS.iter().find(|provider| provider.host.eq_ignore_ascii_case(host))
}

/// Whether anybody can join the provider of an entry.
pub(crate) fn is_shared(provider: &str) -> bool {
    named(provider).is_some()
}

/// The claims of strangers under a key, given in lower case, as far as the atoms about it tell them apart; `None` for a
/// key that tells no tenants apart.
pub(crate) fn claims_of_strangers(
    key: &str,
    atoms: &[&KeyAtom],
    budget: &Budget,
) -> Option<Result<Vec<String>, Exceeded>> {
    let (host, name) = key.rsplit_once(':')?;
    let claim = *named(host)?.claims.iter().find(|claim| claim.name == name)?;
    let patterns = atoms.iter().flat_map(|atom| atom.comparison.texts()).collect::<Vec<_>>();
    let mut tenants = patterns.iter().filter_map(|pattern| claim.tenant_in(pattern)).collect::<Vec<_>>();
    tenants.sort_unstable();
    tenants.dedup();
    let named = tenants.into_iter().map(|tenant| claim.word(Some(tenant))).collect::<Vec<_>>();
    let mut lists = atoms.iter().flat_map(|atom| comparison::words(&atom.comparison)).collect::<Vec<_>>();
    lists.push(named);
    let of_tenants = lists.len() - 1;
    let classes = language::partition(&[claim.word(None)], &lists, budget);
    Some(classes.map(|classes| {
        let strange = classes.into_iter().filter(|class| !class.lists.contains(of_tenants));
        strange.map(|class| class.witness).collect()
    }))
}

#[cfg(test)]
mod tests {
    use iamkit_policy::glob::Glob;

    use super::*;
    use crate::domain::question::Comparison;
    use crate::limits::Limits;

    #[test]
    fn every_row_is_read_and_dated() {
        assert!(TEXT.lines().any(|line| line.strip_prefix("# date ").is_some_and(|date| date.len() == 10)));
        assert!(rows(TEXT).is_sorted());
        for provider in PROVIDERS.iter() {
            assert!(provider.host.contains('.') && !provider.claims.is_empty(), "{provider:?}");
        }
        let columns = rows(TEXT).map(|row| row.split_whitespace().count() - 1).sum::<usize>();
        assert_eq!(PROVIDERS.iter().map(|provider| provider.claims.len()).sum::<usize>(), columns);
    }

    #[test]
    fn shared_providers_are_known_by_their_host() {
        assert!(is_shared("accounts.google.com"));
        assert!(is_shared("arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"));
        assert!(!is_shared("arn:aws:iam::111122223333:oidc-provider/id.example.org"));
        assert!(!is_shared("arn:aws:iam::111122223333:saml-provider/corporate"));
    }

    fn strange(key: &str, pattern: &str) -> Vec<String> {
        let values = [Text::from_glob(&Glob::parse(pattern))].into();
        let comparison = Comparison::Text { is_negated: false, is_any_case: false, values };
        let atom = KeyAtom { comparison, ..KeyAtom::equals(key, "") };
        let found = claims_of_strangers(key, &[&atom], &Budget::new(&Limits::default())).unwrap().unwrap();
        found.into_iter().filter(|text| Glob::parse(pattern).matches(text)).collect()
    }

    #[test]
    fn a_stranger_has_no_claim_of_a_tenant_that_is_fixed() {
        let of_github = |pattern| strange("token.actions.githubusercontent.com:sub", pattern);
        assert!(of_github("repo:octo/*").is_empty() && of_github("repo:octo/app:ref:x").is_empty());
        assert!(!of_github("repo:*").is_empty());
        assert!(!of_github("repo:octo*").is_empty());
        assert!(!of_github("repo:*/app:*").is_empty());
        assert!(strange("cognito-identity.amazonaws.com:aud", "us-east-1:pool").is_empty());
        assert!(!strange("cognito-identity.amazonaws.com:aud", "us-east-1:*").is_empty());
    }
}
