//! `no-such-principal`.

use iamkit_policy::normal::PrincipalPattern;
use iamkit_policy::{PrincipalElement, PrincipalEntry, PrincipalKind, Statement};

use crate::condition_key::or_nearest;
use crate::lint::rules::prelude::*;
use crate::service_principal;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "no-such-principal",
    severity: Severity::Warning,
    kinds: WITH_PRINCIPALS,
    about: "A principal is a text that nobody has: of no form that users, roles and accounts have, or nearly a service's.",
    explanation: "Who was meant is neither allowed nor denied by it.",
    advice: "Correct it to the name of the service, or to the ARN or id of whom is meant.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": ["lamda.amazonaws.com", "sns.amazonaws.com"]}, "Action": "sqs:SendMessage", "Resource": "*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com", "sns.amazonaws.com"]}, "Action": "sqs:SendMessage", "Resource": "*"}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    let elements = subject.document.statements().iter().filter_map(Statement::principals);
    for (at, entry) in elements.flat_map(PrincipalElement::entries).enumerate() {
        match entry.kind() {
            PrincipalKind::Aws => of_aws(entry, found),
            PrincipalKind::Service if at < MOST => of_service(subject, entry, found),
            _ => {}
        }
    }
}

/// So many services of a document are compared with all there are.
const MOST: usize = 256;

fn of_aws(entry: &PrincipalEntry, found: &mut LintFound<'_>) {
    if let PrincipalPattern::Nobody(text) = PrincipalPattern::from(entry) {
        let text = Shown::value(&text);
        found.text(entry.span(), format!("`{text}` names no account, user, role or session"));
    }
}

/// What isn't listed may be a service all the same, unless it is nearly the name of one that is.
fn of_service(subject: &Subject<'_>, entry: &PrincipalEntry, found: &mut LintFound<'_>) {
    let Some(catalog) = subject.catalog() else { return };
    if let Some(meant) = service_principal::misspelt(entry.value(), catalog) {
        let near = or_nearest(&[meant]);
        found.text(entry.span(), format!("`{}` names no service{near}", Shown::value(entry.value())));
    }
}
