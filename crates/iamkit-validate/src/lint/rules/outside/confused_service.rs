//! `confused-service`.

use iamkit_policy::{PolicyDocument, PrincipalElement, PrincipalKind, Statement};
use iamkit_prover::{Access, Inclusion, is_subset};

use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "confused-service",
    severity: Severity::SecurityWarning,
    kinds: OF_RESOURCES,
    about: "A service may come in on behalf of accounts that nobody named.",
    explanation: "Whoever has an account makes the service act on this resource: it is a confused deputy.",
    advice: "Demand `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID` of whom it should act for.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:111122223333:jobs", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:us-east-1:*:news"}}}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:111122223333:jobs", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:*"}}}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    let Some(guarded) =
        foreign_sources(subject.document).and_then(|it| Access::policy(&it, subject.kind).ok())
    else {
        return;
    };
    let limits = subject.share();
    match is_subset(&guarded, &Access::nothing(), &subject.universe, &limits) {
        Inclusion::Unknown(unknown) => subject.note(&unknown),
        Inclusion::Fails(witness) if witness.is_allowed_by(subject.access) == Ok(true) => {
            let places = subject.deciding(&witness).into_iter().map(LintPlace::from).collect::<Vec<_>>();
            let message =
                format!("a service may come in on behalf of an account that nobody named: {witness}");
            found.draft(places, message, Facts::NONE, FindingEvidence::Requests(vec![*witness]));
        }
        Inclusion::Holds | Inclusion::Fails(_) => {}
    }
}

/// The policy with nobody but services left, who act for an account and an organisation that it doesn't name; `None`
/// where it names no service.
fn foreign_sources(document: &PolicyDocument) -> Option<PolicyDocument> {
    let mut statements = document.statements().iter();
    let names_service = |it: &Statement| {
        let entries = it.principals().map(PrincipalElement::entries).unwrap_or_default();
        it.effect() == Effect::Allow && entries.iter().any(|entry| entry.kind() == PrincipalKind::Service)
    };
    if !statements.any(names_service) {
        return None;
    }
    let account = (0..MOST_ACCOUNTS)
        .map(|at| (999_999_999_999 - at).to_string())
        .find(|it| !document.text().contains(it))?;
    let texts = document.statements().iter().filter_map(|it| it.span().of(document.source()));
    let denies = guards(&account, document).into_iter().map(|condition| {
        format!(
            r#"{{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {{{condition}}}}}"#
        )
    });
    let statements = texts.map(str::to_owned).chain(denies).collect::<Vec<_>>().join(", ");
    let version = document.version().as_str();
    format!(r#"{{"Version": "{version}", "Statement": [{statements}]}}"#).parse().ok()
}

/// Conditions that hold for all but services who act for the account; the organisation is asked for where the policy does.
fn guards(account: &str, document: &PolicyDocument) -> Vec<String> {
    let text = document.text().to_ascii_lowercase();
    let mut guards = vec![
        r#""BoolIfExists": {"aws:PrincipalIsAWSService": "false"}"#.to_owned(),
        format!(r#""StringNotEquals": {{"aws:SourceAccount": "{account}"}}"#),
        format!(r#""ArnNotLike": {{"aws:SourceArn": "arn:*:*:*:{account}:*"}}"#),
    ];
    if text.contains("aws:sourceorgid") {
        guards.push(format!(r#""StringNotEquals": {{"aws:SourceOrgID": "{ORGANIZATION}"}}"#));
    }
    if text.contains("aws:sourceorgpaths") {
        guards.push(format!(r#""ForAnyValue:StringNotLike": {{"aws:SourceOrgPaths": "{ORGANIZATION}/*"}}"#));
        guards.push(r#""Null": {"aws:SourceOrgPaths": "true"}"#.to_owned());
    }
    guards
}

/// More numbers than a policy of the greatest size can name.
const MOST_ACCOUNTS: u64 = 1 << 22;

/// An organisation that nobody has: ids have other letters.
const ORGANIZATION: &str = "o-zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";
