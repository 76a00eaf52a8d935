//! What somebody requires of every Allow of some actions: that it is within a rule, by proof.
//!
//! ```
//! use iamkit_prover::{Limits, PolicyKind, Universe};
//! use iamkit_validate::Severity;
//! use iamkit_validate::require::Requirement;
//!
//! let condition = r#"{"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#;
//! let with_second_factor = Requirement::of_condition("second-factor", ["s3:PutObject"], condition)?;
//! let text = |condition: &str| format!(r#"{{"Version": "2012-10-17", "Statement": {{
//!     "Effect": "Allow", "Action": "s3:Put*", "Resource": "*", "Condition": {condition}}}}}"#);
//! let check = |condition: &str| {
//!     with_second_factor.check(&text(condition), PolicyKind::Identity, &Universe::real(), &Limits::default())
//! };
//! assert!(check(r#"{"Bool": {"aws:MultiFactorAuthPresent": "true"}, "Null": {"aws:TokenIssueTime": "false"}}"#)?.is_empty());
//! let findings = check(r#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}"#)?;
//! assert_eq!((findings[0].code, findings[0].severity), ("unmet-requirement", Severity::Error));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use iamkit_policy::fact::Facts;
use iamkit_policy::json;
use iamkit_policy::shown::Shown;
use iamkit_policy::{Effect, ParseErrors, PolicyDocument, Span, Statement};
use iamkit_prover::{
    Access, Check, CompileErrors, Limits, PolicyKind, Universe, Witness, check_no_new_access,
};

use crate::finding::{Finding, FindingEvidence, Severity};
use crate::location::locate;
use crate::rewrite::{PolicyDraft, quoted};

/// The code of what is found
pub const UNMET_REQUIREMENT: &str = "unmet-requirement";

/// That every Allow of some actions is within a rule
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Requirement {
    /// What it is called.
    pub name: String,
    /// Why it is required.
    pub reason: Option<String>,
    /// How grave it is that it isn't met.
    pub severity: Severity,
    /// All that may be allowed.
    within: PolicyDraft,
}

/// Why it isn't known whether a requirement is met
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum RequirementError {
    /// What can't be read as a policy can't be asked.
    #[error("what can't be read can't be asked whether it meets the requirement: {0}")]
    Unreadable(#[from] ParseErrors),
    /// The policy, or the rule, can't be one of the kind.
    #[error("the requirement can't be asked of it: {0}")]
    Kind(#[from] CompileErrors),
    /// The prover couldn't decide.
    #[error("whether it meets the requirement could not be decided: {0}")]
    Undecided(String),
}

impl Requirement {
    /// That some actions, which may be patterns, are allowed under a condition alone: the JSON of a `Condition`.
    ///
    /// # Errors
    /// The condition, or an action, isn't one.
    pub fn of_condition<'a>(
        name: &str,
        actions: impl IntoIterator<Item = &'a str>,
        condition: &str,
    ) -> Result<Self, ParseErrors> {
        let actions = list(actions);
        let allow = format!(
            r#"{{"Effect": "Allow", "Action": {actions}, "Resource": "*", "Condition": {condition}}}"#
        );
        Self::new(name, &actions, &format!(r#"{{"Version": "2012-10-17", "Statement": {allow}}}"#).parse()?)
    }

    /// That some actions, which may be patterns, are allowed where a policy allows them alone.
    ///
    /// # Errors
    /// An action isn't one.
    pub fn of_policy<'a>(
        name: &str,
        actions: impl IntoIterator<Item = &'a str>,
        policy: &PolicyDocument,
    ) -> Result<Self, ParseErrors> {
        Self::new(name, &list(actions), policy)
    }

    fn new(name: &str, actions: &str, policy: &PolicyDocument) -> Result<Self, ParseErrors> {
        // Of other actions nothing is required.
        let others = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "NotAction": {actions}, "Resource": "*"}}}}"#
        );
        let mut within = PolicyDraft::from(policy);
        within.statements.extend(PolicyDraft::from(&others.parse::<PolicyDocument>()?).statements);
        Ok(Self { name: name.to_owned(), reason: None, severity: Severity::Error, within })
    }

    /// Whether policies of a kind are asked: those that grant; what only limits allows nothing by itself.
    pub fn is_about(kind: PolicyKind) -> bool {
        matches!(kind, PolicyKind::Identity | PolicyKind::Resource | PolicyKind::Key | PolicyKind::Trust)
    }

    /// The Allows of a policy that are beyond the rule, each with a request that shows it; what the policy's own Denies
    /// take is no more allowed.
    ///
    /// # Errors
    /// The text is no policy of the kind, the rule can't be one, or it could not be decided.
    ///
    /// # Complexity
    /// That of a proof for the policy and, where it isn't within the rule, one for each Allow, bounded by the limits.
    pub fn check(
        &self,
        text: &str,
        kind: PolicyKind,
        universe: &Universe<'_>,
        limits: &Limits,
    ) -> Result<Vec<Finding>, RequirementError> {
        if !Self::is_about(kind) {
            return Ok(Vec::new());
        }
        let document = text.parse::<PolicyDocument>()?;
        let within = Access::policy(&self.within(kind)?, kind)?;
        let all = Access::policy(&document, kind)?;
        if beyond(&all, &within, universe, limits)?.is_none() {
            return Ok(Vec::new());
        }
        let allows = document.statements().iter().filter(|statement| statement.effect() == Effect::Allow);
        let mut findings = Vec::new();
        for statement in allows {
            let alone = alone(&document, statement, kind)?;
            let found = beyond(&alone, &within, universe, limits)?;
            findings.extend(found.map(|witness| self.finding(text, statement.span(), &witness)));
        }
        Ok(findings)
    }

    /// The rule as a policy of the kind has it: with everybody as principal where it names none, and for a role without
    /// the resource that it is.
    fn within(&self, kind: PolicyKind) -> Result<PolicyDocument, ParseErrors> {
        self.within.for_everybody(kind).compact().parse()
    }

    fn finding(&self, text: &str, span: Span, witness: &Witness) -> Finding {
        let tape = json::parse(text).ok();
        let (name, reason) = (Shown::value(&self.name), self.reason.as_deref().unwrap_or_default());
        let reason = if reason.is_empty() { String::new() } else { format!(" It is required: {reason}") };
        Finding {
            code: UNMET_REQUIREMENT,
            severity: self.severity,
            message: format!("It allows {witness}, which is beyond what `{name}` requires.{reason}"),
            locations: locate(text, tape.as_ref().map(json::Tape::root), &[span]),
            facts: Facts::NONE,
            evidence: FindingEvidence::Requests(vec![witness.clone()]),
        }
    }
}

/// A policy with one of its Allows, and all its Denies.
fn alone(document: &PolicyDocument, allow: &Statement, kind: PolicyKind) -> Result<Access, RequirementError> {
    let mut draft = PolicyDraft::from(document);
    let mut index = 0;
    draft.statements.retain(|statement| {
        index += 1;
        statement.effect == Effect::Deny.as_str() || index == allow.index() + 1
    });
    Ok(Access::policy(&draft.compact().parse()?, kind)?)
}

/// A request that an access allows and the rule doesn't; none where it is proven, by documented facts alone unless others
/// are accepted, that there is none.
fn beyond(
    access: &Access,
    within: &Access,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Option<Witness>, RequirementError> {
    match check_no_new_access(within, access, universe, limits) {
        Check::Pass(_) => Ok(None),
        Check::Fail(found) => Ok(found.into_iter().next().map(|it| it.difference.witness)),
        Check::Unknown(unknown) => Err(undecided(&unknown)),
    }
}

fn undecided(unknown: &[iamkit_prover::Unknown]) -> RequirementError {
    RequirementError::Undecided(unknown.first().map(ToString::to_string).unwrap_or_default())
}

fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts = texts.into_iter().map(quoted).collect::<Vec<_>>();
    format!("[{}]", texts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(requirement: &Requirement, kind: PolicyKind, statements: &str) -> Vec<String> {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        let findings =
            requirement.check(&text, kind, &Universe::real(), &Limits::default()).expect("it is decided");
        findings
            .iter()
            .map(|finding| format!("{:?} {}", finding.locations[0].path, finding.message))
            .collect()
    }

    fn encrypted() -> Requirement {
        let condition = r#"{"StringEquals": {"s3:x-amz-server-side-encryption": ["aws:kms", "AES256"]}}"#;
        Requirement::of_condition("encrypted", ["s3:PutObject"], condition).expect("it is one")
    }

    const ALLOW: &str = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}"#;
    const KMS: &str = r#"{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*",
        "Condition": {"StringEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}}"#;

    #[test]
    fn each_allow_beyond_the_rule_is_found_and_no_other() {
        let found = |statements: &str| found(&encrypted(), PolicyKind::Identity, statements);
        assert_eq!(found(KMS), [""; 0]);
        assert_eq!(found(&ALLOW.replace("s3:*", "s3:Get*")), [""; 0]);
        let beyond =
            found(&format!("{KMS}, {ALLOW}, {}", KMS.replace("\"aws:kms\"", "[\"aws:kms\", \"none\"]")));
        assert_eq!(beyond.len(), 2, "{beyond:?}");
        assert!(
            beyond[0].starts_with(r#"[Value("Statement"), Index(1)] It allows `s3:PutObject` on "#),
            "{beyond:?}"
        );
        assert!(beyond[1].contains("Index(2)") && beyond[1].contains("= `none`"), "{beyond:?}");
    }

    #[test]
    fn what_a_deny_takes_is_not_allowed() {
        let deny = r#"{"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*",
            "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption": ["aws:kms", "AES256"]}}}"#;
        let found = |statements: &str| found(&encrypted(), PolicyKind::Identity, statements);
        assert_eq!(found(&format!("{ALLOW}, {deny}")), [""; 0]);
        let lax = deny.replace("StringNotEquals", "StringNotEqualsIfExists").replace("AES256", "other");
        assert_eq!(found(&format!("{ALLOW}, {lax}")).len(), 1);
    }

    #[test]
    fn rules_are_of_the_kind_of_the_policy() {
        let of = |action: &str| {
            let condition = r#"{"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}"#;
            Requirement::of_condition("ours", [action], condition).expect("it is one")
        };
        let trust = |condition: &str| {
            format!(r#"{{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"{condition}}}"#)
        };
        let ours = r#", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}"#;
        assert_eq!(found(&of("sts:AssumeRole"), PolicyKind::Trust, &trust(ours)), [""; 0]);
        assert_eq!(found(&of("sts:AssumeRole"), PolicyKind::Trust, &trust("")).len(), 1);
        let public = ALLOW.replace("\"Action\"", "\"Principal\": \"*\", \"Action\"");
        assert_eq!(found(&of("s3:*"), PolicyKind::Resource, &public).len(), 1);
        assert_eq!(found(&of("s3:*"), PolicyKind::ServiceControl, ALLOW), [""; 0]);
    }

    /// That no request to put an object is about a bucket was observed, and is documented nowhere.
    #[test]
    fn what_is_met_by_facts_that_are_not_documented_is_undecided() {
        let queues = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}"#;
        let none = Requirement::of_policy("none", ["s3:PutObject"], &queues.parse().expect("it is one"));
        let allow = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b"}}"#;
        let check = |universe: Universe<'_>| {
            let none = none.as_ref().expect("it is one");
            none.check(allow, PolicyKind::Identity, &universe, &Limits::default()).map(|found| found.len())
        };
        let universe = Universe::real();
        assert!(matches!(check(universe), Err(RequirementError::Undecided(_))), "{:?}", check(universe));
        assert!(matches!(check(universe.accepting(universe.facts())), Ok(0)), "{:?}", check(universe));
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        let check = |text: &str, limits: &Limits| {
            encrypted()
                .check(text, PolicyKind::Identity, &Universe::real(), limits)
                .map_err(|error| error.to_string())
        };
        assert!(check("{}", &Limits::default()).is_err());
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{ALLOW}]}}"#);
        let error = check(&text, &Limits { max_work: 0, ..Limits::default() }).expect_err("it isn't decided");
        assert!(error.starts_with("whether it meets the requirement could not be decided: "), "{error}");
        assert!(Requirement::of_condition("x", ["s3:PutObject"], "{\"Odd\": {}}").is_err());
    }
}
