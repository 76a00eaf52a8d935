//! Unknown keys of which trying values tells too little: operators of several families read them, or they are compared
//! with another unknown key or with themselves.

use super::error::NaiveError;
use super::requester::Requester;
use super::unknown::{mentions, statements};
use crate::answer::Answer;
use crate::case::Situation;

use iamkit_policy::{Condition, OperatorKind, Statement, Text};

/// Refuses an answer to which an entangled key is said to make no difference.
pub(super) fn check(situation: &Situation, requester: &Requester, answer: &Answer) -> Result<(), NaiveError> {
    let unknown = &situation.request.unknown;
    // S45: the ARN of a role is read in one way by all operators, for it is no number, instant or address.
    let is_role =
        |key: &str| requester.before_open_path.is_some() && key.eq_ignore_ascii_case("aws:PrincipalArn");
    let is_entangled = |key: &&String| {
        !answer.depends_on.contains(key)
            && (is_compared(key, situation) || (!is_role(key) && has_several_readings(key, situation)))
    };
    match unknown.iter().find(is_entangled) {
        Some(key) => Err(NaiveError::Entangled(key.clone())),
        None => Ok(()),
    }
}

/// Whether the key is compared with an unknown one, be it itself.
fn is_compared(key: &str, situation: &Situation) -> bool {
    let unknown = &situation.request.unknown;
    let tests = || statements(situation).flat_map(Statement::conditions);
    let is_unknown = |text: &str| unknown.iter().any(|other| mentions(text, other));
    let has_company = |text: &str| 1 < unknown.iter().filter(|other| mentions(text, other)).count();
    let in_own = |test: &Condition| test.key().eq_ignore_ascii_case(key) && values(test).any(is_unknown);
    let in_others = |test: &Condition| {
        values(test).any(|text| mentions(text, key))
            && (is_among(test.key(), unknown) || values(test).any(has_company))
    };
    tests().any(|test| in_own(test) || in_others(test)) || resources_with(key, situation).any(has_company)
}

/// Whether operators of several families read the key.
fn has_several_readings(key: &str, situation: &Situation) -> bool {
    let tests = || statements(situation).flat_map(Statement::conditions);
    let own = tests().filter(|test| test.key().eq_ignore_ascii_case(key));
    let with_variable = tests().filter(|test| values(test).any(|text| mentions(text, key)));
    let mut families = own.filter_map(|test| family(test.operator().kind())).collect::<Vec<_>>();
    families.extend(with_variable.map(|test| stands_in(test.operator().kind())));
    families.extend(resources_with(key, situation).next().map(|_| "String"));
    families.sort_unstable();
    families.dedup();
    1 < families.len()
}

/// The resources that have the key as a variable.
fn resources_with<'s>(key: &'s str, situation: &'s Situation) -> impl Iterator<Item = &'s str> {
    let lists =
        statements(situation).filter_map(Statement::resources).flat_map(iamkit_policy::ElementList::values);
    lists.map(Text::as_str).filter(move |text| mentions(text, key))
}

fn is_among(key: &str, keys: &[String]) -> bool {
    keys.iter().any(|other| other.eq_ignore_ascii_case(key))
}

fn values(test: &Condition) -> impl Iterator<Item = &str> {
    test.values().iter().map(Text::as_str)
}

/// The family of a test; `None` for one that only asks whether there is a value.
fn family(kind: OperatorKind) -> Option<&'static str> {
    let name = kind.as_str();
    let families =
        ["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "Numeric", "Date", "Bool", "Binary", "Arn"];
    let family = match families.into_iter().find(|family| name.starts_with(family)) {
        Some("StringNotEqualsIgnoreCase") => "StringEqualsIgnoreCase",
        Some(family) => family,
        None if name.contains("IpAddress") => "IpAddress",
        None if name == "Null" => return None,
        None => "String",
    };
    Some(family)
}

/// The family of a text that stands in another key's pattern.
fn stands_in(kind: OperatorKind) -> &'static str {
    let name = kind.as_str();
    if name.ends_with("IgnoreCase") {
        "StringEqualsIgnoreCase"
    } else if name == "Bool" {
        "Bool"
    } else {
        "String"
    }
}
