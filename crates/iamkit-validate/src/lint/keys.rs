//! Condition keys and policy variables that nothing takes.
//!
//! A condition on a misspelt key holds for no request, or for every one; a Deny with it is a Deny that isn't there.

use std::cell::Cell;

use iamkit_catalog::Action;
use iamkit_policy::normal::{Pattern, Variable};
use iamkit_policy::shown::Shown;
use iamkit_policy::{ElementList, OperatorKind, PolicyDocument, Statement, Text};
use iamkit_prover::Exceeded;

use super::named_actions::NamedActions;
use super::place::LintPlace;
use crate::condition_key::{Objection, objection, or_nearest};

/// A key or variable that no request has
#[derive(Debug)]
pub(crate) struct Untaken {
    pub(crate) place: LintPlace,
    /// Whether there is such a key, and only requests for other actions have it.
    pub(crate) is_of_other_actions: bool,
    pub(crate) message: String,
}

/// The keys and variables of all statements, in their order, that no request for the statement's actions has.
///
/// # Errors
/// There are too many of them, or of names that the statements may name.
pub(super) fn untaken(document: &PolicyDocument, names: &NamedActions<'_>) -> Result<Vec<Untaken>, Exceeded> {
    // Many statements are often about the same actions.
    let mut known: Option<(&ElementList, Vec<Action<'_>>)> = None;
    let mut found = Vec::new();
    for statement in document.statements() {
        let list = statement.actions();
        let actions = match known.take() {
            Some((of, actions)) if is_same(of, list) => actions,
            _ => actions(list, names)?,
        };
        found.extend(of_statement(document, statement, names, &actions)?);
        known = Some((list, actions));
    }
    Ok(found)
}

/// Whether two lists say the same, wherever they stand.
fn is_same(one: &ElementList, two: &ElementList) -> bool {
    one.is_negated() == two.is_negated()
        && one.values().iter().map(Text::as_str).eq(two.values().iter().map(Text::as_str))
}

/// A key, what it is called there, and where it stands.
struct Named {
    key: String,
    what: &'static str,
    place: LintPlace,
}

fn of_statement(
    document: &PolicyDocument,
    statement: &Statement,
    names: &NamedActions<'_>,
    actions: &[Action<'_>],
) -> Result<Vec<Untaken>, Exceeded> {
    let (asked_for, catalog) = (named(document, statement), names.catalog());
    let mut found = Vec::new();
    for Named { key, what, place } in asked_for {
        let looked_at = Cell::new(0);
        let asked = actions.iter().copied().inspect(|_| looked_at.set(looked_at.get() + 1));
        let objection = objection(catalog, &key, asked);
        names.compare(looked_at.get())?;
        let Some(objection) = objection else { continue };
        let (is_of_other_actions, message) = match objection {
            Objection::Unknown(near) => (
                false,
                format!("{what} `{}` names no condition key{}", Shown::value(&key), or_nearest(&near)),
            ),
            // Where a statement names no action, that is told of its names.
            Objection::OfOtherActions(_) if actions.is_empty() => continue,
            Objection::OfOtherActions(near) => {
                let message = format!(
                    "no action of the statement carries `{}`{}",
                    Shown::value(&key),
                    or_nearest(&near)
                );
                (true, message)
            }
        };
        found.push(Untaken { place, is_of_other_actions, message });
    }
    Ok(found)
}

/// The actions that a list is about.
fn actions<'c>(list: &ElementList, names: &NamedActions<'c>) -> Result<Vec<Action<'c>>, Exceeded> {
    let catalog = names.catalog();
    Ok(names.of_list(list)?.iter().filter_map(|id| catalog.action_by_id(id)).collect())
}

fn named(document: &PolicyDocument, statement: &Statement) -> Vec<Named> {
    let version = document.version();
    let resources = statement.resources().into_iter().flat_map(ElementList::values);
    let mut found = resources
        .flat_map(|text| variables(document, text, &Pattern::resource_as_written(text.as_str(), version)))
        .collect::<Vec<_>>();
    for condition in statement.conditions() {
        let (key, place) = (condition.key().to_owned(), condition.key_span().into());
        found.push(Named { key, what: "the key", place });
        if takes_variables(condition.operator().kind()) {
            let values = condition.values().iter();
            found.extend(
                values.flat_map(|text| variables(document, text, &Pattern::exact(text.as_str(), version))),
            );
        }
    }
    found
}

/// Whether variables count in the values of an operator (S16).
fn takes_variables(kind: OperatorKind) -> bool {
    ["String", "Arn", "Bool"].iter().any(|start| kind.as_str().starts_with(start))
}

/// The variables of a text, each with the place of its `${`.
fn variables(document: &PolicyDocument, text: &Text, pattern: &Pattern) -> Vec<Named> {
    let value = text.span();
    let source = document.source().get(value.start..value.end).unwrap_or_default();
    let mut places = source.match_indices("${").map(|(at, _)| at);
    let mut start = value.start;
    let of_variable = |variable: &Variable| {
        let key = variable.key().as_str();
        let is_named = |at: &usize| {
            let inside = source.get(at + 2..).unwrap_or_default();
            inside.trim_start_matches(' ').starts_with(key)
        };
        // A variable that is written with escapes is told by the one before it.
        start = places.find(is_named).map_or(start, |at| value.start + at);
        Named { key: key.to_owned(), what: "the variable", place: LintPlace { value, start } }
    };
    pattern.variables().map(of_variable).collect()
}

#[cfg(test)]
mod tests {
    use iamkit_prover::{Limits, PolicyKind, Universe};

    use super::*;

    /// What is found in a policy with these members of its only statement, each at its line and column.
    fn found(members: &str) -> Vec<String> {
        let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": {{\n{members}}}}}");
        let document = text.parse::<PolicyDocument>().unwrap();
        let report =
            super::super::lint(&document, PolicyKind::Identity, &Universe::real(), &Limits::default());
        let findings = report.unwrap().findings.into_iter();
        let findings = findings.filter(|it| matches!(it.code, "no-such-key" | "key-of-other-actions"));
        let place = |it: &crate::Finding| (it.locations[0].start.line, it.locations[0].start.column + 1);
        findings.map(|it| format!("{}:{} {}", place(&it).0, place(&it).1, it.message)).collect()
    }

    fn on_key(action: &str, key: &str) -> Vec<String> {
        found(&format!(
            "\"Effect\": \"Deny\", \"Action\": \"{action}\", \"Resource\": \"*\",\n\
             \"Condition\": {{\"StringLike\": {{\"{key}\": \"x\"}}}}"
        ))
    }

    #[test]
    fn a_key_that_there_is_not_is_told_with_the_nearest() {
        for (key, near) in [
            ("aws:PrincipalOrgIDs", "; nearest: `aws:PrincipalOrgID`"),
            ("sqs:SourceAccount", "; nearest: `aws:SourceAccount`"),
            ("aws:PrincipalTag", "; nearest: `aws:PrincipalTag/${TagKey}`"),
            ("rds:db-tags/stage", "; nearest: `rds:db-tag/stage`"),
            ("quite:Unheard", ""),
        ] {
            let told = format!("3:30 the key `{key}` names no condition key{near}");
            assert_eq!(on_key("sqs:*", key), [told]);
        }
        for key in ["AWS:PRINCIPALORGID", "aws:PrincipalTag/stage", "id.example.com:sub", "saml:sub"] {
            assert_eq!(on_key("sqs:*", key), [""; 0], "{key}");
        }
    }

    #[test]
    fn a_key_that_no_action_of_the_statement_carries_is_told() {
        let told = ["3:30 no action of the statement carries `s3:prefix`"];
        assert_eq!(on_key("s3:PutObject", "s3:prefix"), told);
        assert_eq!(on_key("s3:*", "s3:prefix"), [""; 0]);
        assert_eq!(on_key("s3:PutObjects", "s3:prefix"), [""; 0]);
        let told =
            ["3:30 no action of the statement carries `aws:RequestTag/a`; nearest: `aws:ResourceTag/a`"];
        assert_eq!(on_key("s3:GetObject", "aws:RequestTag/a"), told);
    }

    #[test]
    fn variables_are_told_where_they_stand() {
        let members = "\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\",\n\
            \"Resource\": [\"arn:aws:s3:::b/${aws:username}/*\", \"arn:aws:s3:::b/${aws:principaltag/a}${aws:user}\"],\n\
            \"Condition\": {\"StringLike\": {\"aws:userid\": \"${*}:${aws:user-name, 'none'}\"},\n\
            \"NumericLessThan\": {\"aws:MultiFactorAuthAge\": \"${no:variable}\"}}";
        assert_eq!(
            found(members),
            [
                "3:87 the variable `aws:user` names no condition key; nearest: `aws:userid`",
                "4:50 the variable `aws:user-name` names no condition key; nearest: `aws:username`",
            ]
        );
    }
}
