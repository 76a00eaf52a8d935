//! What IAM's write calls refuse of a document: one rule a function, in the order in which IAM refuses.
//!
//! `CreatePolicy`, `CreatePolicyVersion`, `PutUserPolicy`, `PutGroupPolicy` and `PutRolePolicy` have the rules of an
//! identity policy; `CreateRole` and `UpdateAssumeRolePolicy` those of a trust policy. The first rule that refuses
//! anything counts, wherever in the document that is. Names of actions, services and condition keys aren't among them:
//! IAM takes any.
//!
//! What can't be read at all – no JSON, an unknown element, operator or effect, both of `Action` and `NotAction`, an
//! empty list of them – is refused where the text becomes a document, which is before everything here as it is with IAM.

mod date;
mod resource;

use std::collections::BTreeSet;

use iamkit_policy::normal::ActionPattern;
use iamkit_policy::{Condition, LanguageVersion, OperatorKind, PolicyDocument, Statement, Text};

use super::document::{ensure_characters, names_nobody};
use crate::error::StoreError;

/// A document that is being written
#[derive(Clone, Copy)]
struct Written<'a> {
    document: &'a PolicyDocument,
    /// The partition of the account, the only one whose resources its policies may name.
    partition: &'a str,
}

type Rule = fn(Written<'_>) -> Option<StoreError>;

const IDENTITY_POLICY: [Rule; 11] = [
    no_statement,
    number_as_condition_value,
    principal,
    version,
    date_in_no_form,
    legacy_resource,
    sid_characters,
    repeated_sid,
    resource_form,
    action_form,
    no_resource,
];

/// A trust policy may have either version: AWS's own `emr create-default-roles` writes that of 2008.
const TRUST_POLICY: [Rule; 9] = [
    no_statement,
    number_as_condition_value,
    date_in_no_form,
    sid_characters,
    repeated_sid,
    action_form,
    no_principal,
    action_of_another_kind,
    resource_of_a_role,
];

pub(super) fn ensure_identity_policy(document: &PolicyDocument, partition: &str) -> Result<(), StoreError> {
    ensure(&IDENTITY_POLICY, document, partition)
}

pub(super) fn ensure_trust_policy(document: &PolicyDocument, partition: &str) -> Result<(), StoreError> {
    ensure(&TRUST_POLICY, document, partition)
}

fn ensure(rules: &[Rule], document: &PolicyDocument, partition: &str) -> Result<(), StoreError> {
    ensure_characters(document)?;
    let written = Written { document, partition };
    rules.iter().find_map(|rule| rule(written)).map_or(Ok(()), Err)
}

impl<'a> Written<'a> {
    /// The first statement with a problem.
    fn statement(self, problem_of: impl Fn(&'a Statement) -> Option<&'static str>) -> Option<StoreError> {
        self.document.statements().iter().find_map(|statement| {
            let problem = problem_of(statement)?;
            Some(StoreError::MalformedPolicyDocument { statement: statement.index(), problem })
        })
    }

    /// The first value with a problem, of those of each statement.
    fn value<V: IntoIterator<Item = &'a Text>>(
        self,
        element: &'static str,
        values_of: impl Fn(&'a Statement) -> V,
        problem_of: impl Fn(&str) -> Option<&'static str>,
    ) -> Option<StoreError> {
        self.document.statements().iter().find_map(|statement| {
            values_of(statement).into_iter().find_map(|text| {
                let (statement, value) = (statement.index(), text.as_str().to_owned());
                let problem = problem_of(&value)?;
                Some(StoreError::MalformedPolicyValue { statement, element, value, problem })
            })
        })
    }
}

// Syntax.

fn no_statement(written: Written<'_>) -> Option<StoreError> {
    let problem = "has no statement";
    written.document.statements().is_empty().then_some(StoreError::MalformedPolicy { problem })
}

/// Truth values may stand without quotes, numbers may not.
fn number_as_condition_value(written: Written<'_>) -> Option<StoreError> {
    written.value("condition value", numbers, |_| Some("which has to stand in quotes"))
}

fn numbers(statement: &Statement) -> Vec<&Text> {
    let is_quoted = |value: &Text| value.as_str().len() < value.span().end - value.span().start;
    let is_number = |value: &&Text| !is_quoted(value) && !matches!(value.as_str(), "true" | "false");
    statement.conditions().iter().flat_map(Condition::values).filter(is_number).collect()
}

fn principal(written: Written<'_>) -> Option<StoreError> {
    let problem = "names a principal, which an identity policy must not";
    written.statement(|statement| statement.principals().is_some().then_some(problem))
}

// Version.

fn version(written: Written<'_>) -> Option<StoreError> {
    let problem = "has to have the `Version` `2012-10-17`";
    let is_current = written.document.declared_version() == Some(LanguageVersion::V2012_10_17);
    (!is_current).then_some(StoreError::MalformedPolicy { problem })
}

// What IAM calls legacy parsing.

fn date_in_no_form(written: Written<'_>) -> Option<StoreError> {
    let problem = "which is neither a date of ISO 8601 nor seconds since 1970";
    written.value("date", dates, |text| (!date::is_date(text)).then_some(problem))
}

fn dates(statement: &Statement) -> Vec<&Text> {
    let is_about_dates = |condition: &&Condition| is_date(condition.operator().kind());
    statement.conditions().iter().filter(is_about_dates).flat_map(Condition::values).collect()
}

fn is_date(kind: OperatorKind) -> bool {
    use OperatorKind::{
        DateEquals, DateGreaterThan, DateGreaterThanEquals, DateLessThan, DateLessThanEquals, DateNotEquals,
    };
    matches!(
        kind,
        DateEquals
            | DateNotEquals
            | DateLessThan
            | DateLessThanEquals
            | DateGreaterThan
            | DateGreaterThanEquals
    )
}

fn legacy_resource(written: Written<'_>) -> Option<StoreError> {
    written.value("resource", resources, resource::legacy_problem)
}

// Statement ids.

/// S19.
fn sid_characters(written: Written<'_>) -> Option<StoreError> {
    let problem = "has a `Sid` with characters other than letters and digits";
    written.statement(|statement| {
        let is_plain = |sid: &str| sid.bytes().all(|byte| byte.is_ascii_alphanumeric());
        statement.sid().is_some_and(|sid| !is_plain(sid)).then_some(problem)
    })
}

/// S19; an empty one counts as none.
fn repeated_sid(written: Written<'_>) -> Option<StoreError> {
    let mut seen = BTreeSet::new();
    let sids = written.document.statements().iter().filter_map(|it| Some((it.index(), it.sid()?)));
    let mut named = sids.filter(|(_, sid)| !sid.is_empty());
    let (statement, _) = named.find(|(_, sid)| !seen.insert(*sid))?;
    let problem = "has the `Sid` of another statement";
    Some(StoreError::MalformedPolicyDocument { statement, problem })
}

// Resources and actions.

fn resource_form(written: Written<'_>) -> Option<StoreError> {
    written.value("resource", resources, |text| resource::problem(text, written.partition))
}

fn action_form(written: Written<'_>) -> Option<StoreError> {
    written.value("action", actions, |text| match text.split_once(':') {
        None => (text != "*").then_some("which has no vendor before a colon, such as `iam:`"),
        Some((_, name)) if name.contains(':') => Some("which has more than one colon"),
        Some((vendor, _)) => (vendor != "*" && !vendor.bytes().all(is_of_vendor))
            .then_some("whose vendor has characters other than letters, digits, `-` and `.`"),
    })
}

fn is_of_vendor(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')
}

fn no_resource(written: Written<'_>) -> Option<StoreError> {
    written.statement(|statement| statement.resources().is_none().then_some("names no resource"))
}

fn actions(statement: &Statement) -> &[Text] {
    statement.actions().values()
}

fn resources(statement: &Statement) -> &[Text] {
    statement.resources().map_or(&[], |resources| resources.values())
}

// Trust policies (S24).

fn no_principal(written: Written<'_>) -> Option<StoreError> {
    let problem = "names no principal, which a trust policy must";
    written.statement(|statement| names_nobody(statement).then_some(problem))
}

/// The actions by which a session of a role is made, in lower case.
const ASSUMING: [&str; 6] = [
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:setcontext",
    "sts:setsourceidentity",
    "sts:tagsession",
];

fn action_of_another_kind(written: Written<'_>) -> Option<StoreError> {
    let is_of_sts = |action: &str| action.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("sts:"));
    let is_one = |action: &str| {
        let pattern = ActionPattern::parse(action);
        is_of_sts(action) && ASSUMING.iter().any(|assuming| pattern.matches(assuming))
    };
    let problem = "has an action that is not one of `sts`, which a trust policy must not";
    written.statement(|statement| {
        let mut actions = actions(statement).iter().map(Text::as_str);
        (!actions.all(is_one)).then_some(problem)
    })
}

fn resource_of_a_role(written: Written<'_>) -> Option<StoreError> {
    let problem = "names a resource, which a trust policy must not";
    written.statement(|statement| statement.resources().is_some().then_some(problem))
}
