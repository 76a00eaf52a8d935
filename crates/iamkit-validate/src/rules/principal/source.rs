//! For whom a service calls, as resource policies ask.

use crate::document::{KeyTest, Principal, PrincipalKey, Statement};

/// Whether a principal is a service that a statement allows.
pub(super) fn is_let_in(statement: &Statement<'_>, principal: &Principal<'_>) -> bool {
    statement.is_allow() && principal.key == PrincipalKey::Service && !principal.is_negated
}

/// Whether a statement tests for whom a service calls.
pub(super) fn has_source(statement: &Statement<'_>) -> bool {
    const KEYS: [&str; 4] = ["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"];
    tests(statement).any(|key| KEYS.contains(&&*key.folded))
}

/// Tests of where calls come from. AWS's page names `aws:Referer`; the others are inferred.
pub(super) fn other_sources<'s, 't>(statement: &'s Statement<'t>) -> impl Iterator<Item = &'s KeyTest<'t>> {
    const KEYS: [&str; 4] = ["aws:referer", "aws:sourcevpc", "aws:sourceip", "aws:principalorgid"];
    tests(statement).filter(|key| KEYS.contains(&&*key.folded))
}

fn tests<'s, 't>(statement: &'s Statement<'t>) -> impl Iterator<Item = &'s KeyTest<'t>> {
    statement.keys()
}
