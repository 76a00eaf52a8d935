//! `service-administrator`.

use iamkit_catalog::Service;

use super::granted::{all_of, by_statements, facts_of, first_of, is_of_everything, places};
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "service-administrator",
    severity: Severity::Warning,
    kinds: GRANTING,
    about: "A policy allows all actions of a service, on every resource and under no condition.",
    explanation: "It holds what the service will be able to do as well, and what deletes or opens its resources.",
    advice: "Name the actions that are needed, and the resources.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["sqs:A*", "sqs:C*", "sqs:D*", "sqs:G*", "sqs:L*", "sqs:P*", "sqs:R*", "sqs:S*", "sqs:T*", "sqs:U*"], "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}, {"Effect": "Deny", "Action": "sqs:DeleteQueue", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}]}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    let Some(catalog) = subject.catalog().filter(|_| !is_of_everything(subject)) else { return };
    let unlimited = subject.unlimited().list.clone();
    let all = all_of(&unlimited);
    let whole = catalog.services().filter(|service| {
        let mut actions = service.actions().peekable();
        actions.peek().is_some() && actions.all(|action| all.contains(action.id()))
    });
    let whole = whole.collect::<Vec<_>>();
    for (statements, lines) in by_statements(subject, unlimited) {
        let granted = all_of(&lines);
        // Each service once: where its first action is granted.
        let is_here =
            |service: &&Service<'_>| service.actions().next().is_some_and(|it| granted.contains(it.id()));
        let names = whole.iter().filter(is_here).map(|it| it.prefix().to_owned()).collect::<Vec<_>>();
        if names.is_empty() {
            continue;
        }
        let message =
            format!("it allows all of {}, on every resource and under no condition", first_of(&names));
        found.draft(places(subject, &statements), message, facts_of(&lines), FindingEvidence::Proof);
    }
}
