//! Keys of resource control policies that want another beside them, in the same `Condition`.

use iamkit_policy::OperatorKind;

use crate::document::{KeyTest, Operator, Statement};

/// Of who calls; calls of AWS services carry none of them. Which keys AWS's validation means is inferred.
const OF_PRINCIPALS: [&str; 5] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltag",
];

/// Of for whom a service calls; the calls of others carry none of them.
const OF_SOURCES: [&str; 4] = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"];

/// Tests of who calls without one that leaves services out.
pub(super) fn of_principals<'s, 't>(statement: &'s Statement<'t>) -> Vec<&'s KeyTest<'t>> {
    let is_for_all = has(statement, |key, operator| {
        operator.if_exists
            && operator.kind == OperatorKind::Bool
            && is(key, "aws:principalisawsservice", "false")
    });
    tests_of(statement, &OF_PRINCIPALS, !is_for_all)
}

/// Tests of for whom a service calls without one that it is a service.
pub(super) fn of_sources<'s, 't>(statement: &'s Statement<'t>) -> Vec<&'s KeyTest<'t>> {
    let is_of_services = has(statement, |key, operator| {
        operator.kind == OperatorKind::Bool && is(key, "aws:principalisawsservice", "true")
    });
    tests_of(statement, &OF_SOURCES, !is_of_services)
}

/// Tests of for whom a service calls without one that somebody is told.
pub(super) fn of_unchecked_sources<'s, 't>(statement: &'s Statement<'t>) -> Vec<&'s KeyTest<'t>> {
    let is_checked = has(statement, |key, operator| {
        operator.is_null() && (is(key, "aws:sourceaccount", "false") || is(key, "aws:sourcearn", "false"))
    });
    let tests = tests_of(statement, &OF_SOURCES, !is_checked);
    tests.into_iter().filter(|key| !key.is_under(Operator::is_null)).collect()
}

fn tests_of<'s, 't>(statement: &'s Statement<'t>, keys: &[&str], wanted: bool) -> Vec<&'s KeyTest<'t>> {
    let tests = statement.keys();
    tests.filter(|key| wanted && keys.contains(&key.base())).collect()
}

fn has(statement: &Statement<'_>, is_it: impl Fn(&KeyTest<'_>, Operator) -> bool) -> bool {
    let mut tests = statement.keys();
    tests.any(|key| key.operator.is_some_and(|operator| is_it(key, operator)))
}

fn is(key: &KeyTest<'_>, name: &str, value: &str) -> bool {
    key.folded == name && key.values.iter().all(|it| it.text.eq_ignore_ascii_case(value))
}
