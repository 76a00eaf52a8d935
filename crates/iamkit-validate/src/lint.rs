//! What AWS's validation doesn't find: what does nothing, what more is granted than it seems, and who may come in.
//!
//! A policy that does less than its author believes is as dangerous as one that does more: a Deny with a misspelt action
//! denies nothing. What is found is exact: the prover proves it over all requests, or the engine has decided the request
//! that shows it, or the text beside the catalog says so; each finding tells which ([`FindingEvidence`](crate::FindingEvidence)), and
//! the facts that it takes for granted.
//!
//! ```
//! use iamkit_policy::PolicyDocument;
//! use iamkit_policy::normal::PolicyKind;
//! use iamkit_prover::{Limits, Universe};
//! use iamkit_validate::lint::{LintRule, lint_by};
//!
//! let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": [
//!     {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
//!     {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"},
//!     {"Effect": "Deny", "Action": ["s3:DeleteBuckets", "s3:PutBucketPolicy"], "Resource": "*"}]}"#.parse()?;
//! let rules = ["redundant", "no-such-action"].into_iter().filter_map(LintRule::by_code);
//! let found = lint_by(rules, &document, PolicyKind::Identity, &Universe::real(), &Limits::default())?;
//! let codes = found.findings.iter().map(|finding| finding.code).collect::<Vec<_>>();
//! assert_eq!(codes, ["redundant", "no-such-action"]);
//! assert_eq!(found.findings[1].message, "`s3:DeleteBuckets` names no action; nearest: `s3:DeleteBucket`");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod busy;
mod grown;
mod keys;
mod named_actions;
mod naming;
mod options;
mod outcome;
mod place;
mod rule;
mod rules;
mod subject;
mod without;

use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::PolicyKind;
use iamkit_prover::{Access, CompileErrors, Limits, Universe};

use crate::finding::Finding;
use crate::policy_type::PolicyType;
use outcome::{finished, unread};
use rule::LintFound;
use subject::Subject;

pub use grown::{GrownGrant, grown_grants};
pub use options::LintOptions;
pub use outcome::{Lint, UNDECIDED};
pub use rule::{LintExample, LintRule};

/// Finds in a policy all that the rules beyond AWS's do
///
/// Each statement, item or condition that is found to do nothing could be taken out by itself without changing what is
/// allowed, but not always several of them together: of two that say the same, both are redundant.
///
/// # Errors
/// The statements that may not stand in a policy of the kind.
///
/// # Complexity
/// That of the prover, bounded by the limits for the whole policy; what exceeds them is unknown.
pub fn lint(
    document: &PolicyDocument,
    kind: PolicyKind,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Lint, CompileErrors> {
    lint_by(LintRule::all(), document, kind, universe, limits)
}

/// Finds in a policy what some of the rules do; those about other kinds of policies find nothing
///
/// # Errors
/// The statements that may not stand in a policy of the kind.
///
/// # Complexity
/// As [`lint`].
pub fn lint_by(
    rules: impl IntoIterator<Item = &'static LintRule>,
    document: &PolicyDocument,
    kind: PolicyKind,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Lint, CompileErrors> {
    lint_with(rules, document, kind, &LintOptions::new(*universe, *limits))
}

/// Finds in a policy what some of the rules do, with what its owner knows; as [`lint_by`]
///
/// # Errors
/// The statements that may not stand in a policy of the kind.
///
/// # Complexity
/// As [`lint`].
pub fn lint_with(
    rules: impl IntoIterator<Item = &'static LintRule>,
    document: &PolicyDocument,
    kind: PolicyKind,
    options: &LintOptions<'_>,
) -> Result<Lint, CompileErrors> {
    let access = Access::policy(document, kind)?;
    let subject = Subject::new(document, kind, &access, options);
    let (mut list, mut open) = (Vec::new(), Vec::new());
    for rule in rules.into_iter().filter(|rule| rule.kinds.contains(&kind)) {
        (rule.check)(&subject, &mut LintFound { rule, list: &mut list, open: &mut open });
    }
    let unknown = subject.into_unknown();
    Ok(Lint { findings: finished(document, list), open: finished(document, open), unknown })
}

/// Finds what some of the rules do in a text, as validation takes it: what could not be decided is among the findings
///
/// Without a kind, the policy is one of its type, and a key's policy where it shows itself as one. A text that is no policy
/// of its kind has a finding that says so, for nothing else is known of it.
///
/// # Complexity
/// As [`lint`].
pub fn lint_text(
    rules: impl IntoIterator<Item = &'static LintRule>,
    text: &str,
    (policy_type, kind): (PolicyType, Option<PolicyKind>),
    options: &LintOptions<'_>,
) -> Vec<Finding> {
    let document: PolicyDocument = match text.parse() {
        Ok(document) => document,
        Err(error) => return vec![unread(text, &error)],
    };
    let kind = kind.unwrap_or_else(|| kind_of(policy_type, &document));
    match lint_with(rules, &document, kind, options) {
        Ok(found) => found.with_undecided(&document),
        Err(error) => vec![unread(text, &error)],
    }
}

/// What a document of a type is, as exactly as it shows itself.
fn kind_of(policy_type: PolicyType, document: &PolicyDocument) -> PolicyKind {
    match policy_type {
        PolicyType::Identity => PolicyKind::Identity,
        PolicyType::Resource(_) if policy_type.is_trust() => PolicyKind::Trust,
        PolicyType::Resource(_) if PolicyKind::of_document(document) == PolicyKind::Key => PolicyKind::Key,
        PolicyType::Resource(_) => PolicyKind::Resource,
        PolicyType::ServiceControl => PolicyKind::ServiceControl,
        PolicyType::ResourceControl => PolicyKind::ResourceControl,
    }
}

#[cfg(test)]
mod tests;
