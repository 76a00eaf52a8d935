//! `public-access`.

use iamkit_prover::{Check, CheckFinding, check_no_public_access};

use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "public-access",
    severity: Severity::SecurityWarning,
    kinds: WITH_PRINCIPALS,
    about: "A policy of a resource lets strangers in.",
    explanation: "Whoever finds the resource has what the policy grants.",
    advice: "Name the principals or accounts that are meant, or demand their organisation, network or source.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1a2b3c4d5e"}}}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    let limits = subject.share();
    match check_no_public_access(subject.access, &subject.universe, &limits) {
        Ok(Check::Fail(findings)) => findings.into_iter().for_each(|it| tell(subject, it, found)),
        Ok(Check::Unknown(unknown)) => subject.note(&unknown),
        // A policy without principals lets nobody in.
        Ok(Check::Pass(_)) | Err(_) => {}
    }
}

fn tell(subject: &Subject<'_>, it: CheckFinding, found: &mut LintFound<'_>) {
    let statements = it.statements.iter().filter_map(|place| subject.statement(place.statement));
    let places = statements.map(LintPlace::from).collect::<Vec<_>>();
    let places = if places.is_empty() { vec![subject.document.span().into()] } else { places };
    let witness = it.difference.witness;
    let message = format!("strangers may come in: {witness}");
    found.draft(places, message, Facts::NONE, FindingEvidence::Requests(vec![witness]));
}
