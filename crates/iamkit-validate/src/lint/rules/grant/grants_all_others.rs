//! `grants-all-others`.

use std::collections::BTreeSet;

use super::granted::first_of;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "grants-all-others",
    severity: Severity::Warning,
    kinds: GRANTING,
    about: "An Allow with `NotAction` grants all actions but those it names, and those that AWS will add.",
    explanation: "Nobody reads in it what is granted, and it grows with every service that AWS adds.",
    advice: "Name the actions that are needed.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}, {"Effect": "Allow", "Action": "iam:Get*", "Resource": "*"}]}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    let Some(catalog) = subject.catalog() else { return };
    for statement in subject.document.statements() {
        if statement.effect() != Effect::Allow || !statement.actions().is_negated() {
            continue;
        }
        let granted = subject.about(statement.actions()).filter(|granted| !granted.is_empty());
        let Some(granted) = granted else { continue };
        let services = granted.iter().filter_map(|id| catalog.action_by_id(id)).map(|it| it.service_prefix());
        let services = services.collect::<BTreeSet<_>>().len();
        let message = format!(
            "it grants {} actions of {services} services today, and whatever AWS adds but what it names{}",
            granted.len(),
            subject.grown(statement).map_or_else(String::new, |names| grown(&names))
        );
        found.text(statement.actions().span().value, message);
    }
}

/// What it comes to grant, as the end of a sentence.
fn grown(names: &[String]) -> String {
    match names.len() {
        0 => "; after the update no more".to_owned(),
        count => format!("; after the update {count} more: {}", first_of(names)),
    }
}
