//! `foreign-account`.

use std::collections::BTreeSet;

use iamkit_policy::id::{account_in, is_account_id};
use iamkit_policy::{Condition, PolicyDocument, PrincipalElement, PrincipalEntry, Statement, Text};
use iamkit_prover::{Access, Inclusion, Witness, is_subset};

use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "foreign-account",
    severity: Severity::SecurityWarning,
    kinds: WITH_PRINCIPALS,
    about: "An account that is none of one's own may come in; which are, `--account` and `iamkit.toml` say.",
    explanation: "Whoever runs that account has what the policy grants it, and hands it on to whom they like.",
    advice: "Take the account out, or add it to one's own.",
    finds: LintExample {
        own_accounts: &["111122223333"],
        ..resource(
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": ["111122223333", "444455556666"]}, "Action": "sqs:SendMessage", "Resource": "*"}}"#,
        )
    },
    passes: LintExample {
        own_accounts: &["111122223333"],
        ..resource(
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": ["111122223333", "444455556666"]}, "Action": "sqs:SendMessage", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}}}"#,
        )
    },
    check,
};

/// Each account that the policy names is asked about by itself; without own accounts none is foreign.
fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    if subject.own_accounts.is_empty() {
        return;
    }
    let is_own = |account: &str| subject.own_accounts.iter().any(|own| own.as_str() == account);
    for account in named(subject.document).into_iter().filter(|account| !is_own(account)) {
        let Some(alone) = only_of(account, subject) else { continue };
        match is_subset(&alone, &Access::nothing(), &subject.universe, &subject.share()) {
            Inclusion::Unknown(unknown) => subject.note(&unknown),
            Inclusion::Fails(witness) if witness.is_allowed_by(subject.access) == Ok(true) => {
                tell(subject, account, *witness, found);
            }
            Inclusion::Holds | Inclusion::Fails(_) => {}
        }
    }
}

fn tell(subject: &Subject<'_>, account: &str, witness: Witness, found: &mut LintFound<'_>) {
    let places = subject.deciding(&witness).into_iter().map(|it| place(it, account)).collect();
    let message = format!("the account `{account}` is none of one's own, and may come in: {witness}");
    found.draft(places, message, Facts::NONE, FindingEvidence::Requests(vec![witness]));
}

/// Where a statement names the account among its principals; else the statement.
fn place(statement: &Statement, account: &str) -> LintPlace {
    let entries = statement.principals().map(PrincipalElement::entries).unwrap_or_default();
    let naming = entries.iter().find(|entry| account_of(entry.value()) == Some(account));
    naming.map_or_else(|| statement.into(), |entry| entry.span().into())
}

/// The accounts that Allows name: their principals', and those that they ask for by keys of the requester.
fn named(document: &PolicyDocument) -> BTreeSet<&str> {
    let allows = document.statements().iter().filter(|it| it.effect() == Effect::Allow);
    let texts = allows.flat_map(|statement| {
        let entries = statement.principals().map(PrincipalElement::entries).unwrap_or_default();
        let of_requester = |key: &str| {
            ["aws:PrincipalAccount", "aws:PrincipalArn"].iter().any(|it| it.eq_ignore_ascii_case(key))
        };
        let conditions = statement.conditions().iter().filter(move |it| of_requester(it.key()));
        let values = conditions.flat_map(Condition::values).map(Text::as_str);
        entries.iter().map(PrincipalEntry::value).chain(values)
    });
    texts.filter_map(account_of).collect()
}

fn account_of(text: &str) -> Option<&str> {
    if is_account_id(text) { Some(text) } else { account_in(text) }
}

/// What the policy allows the principals of one account.
fn only_of(account: &str, subject: &Subject<'_>) -> Option<Access> {
    let document = subject.document;
    let resource = if subject.kind == PolicyKind::Trust { "" } else { r#""Resource": "*", "# };
    let deny = format!(
        r#"{{"Effect": "Deny", "Principal": "*", "Action": "*", {resource}"Condition": {{"StringNotEquals": {{"aws:PrincipalAccount": "{account}"}}}}}}"#
    );
    let texts = document.statements().iter().filter_map(|it| it.span().of(document.source()));
    let statements = texts.chain([&*deny]).collect::<Vec<_>>().join(", ");
    let version = document.version().as_str();
    let only = format!(r#"{{"Version": "{version}", "Statement": [{statements}]}}"#).parse().ok()?;
    Access::policy(&only, subject.kind).ok()
}
