//! What in a policy does nothing: statements without any effect, and names that no action or condition key has.
//!
//! A policy that does less than its author believes is as dangerous as one that does more: a Deny with a misspelt action
//! denies nothing. The prover finds the statements ([`idle_statements`]), so that what is said of them is proven; the
//! catalog tells the names.
//!
//! ```
//! use iamkit_policy::PolicyDocument;
//! use iamkit_validate::lint::{LintRule, lint};
//! use iamkit_prover::{Limits, Universe};
//!
//! let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": [
//!     {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
//!     {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"},
//!     {"Effect": "Deny", "Action": ["s3:DeleteBuckets", "s3:PutBucketPolicy"], "Resource": "*"}]}"#.parse()?;
//! let found = lint(&document, iamkit_engine::PolicyKind::Identity, &Universe::real(), &Limits::default())?;
//! let rules = found.findings.iter().map(|finding| (finding.statement, finding.rule)).collect::<Vec<_>>();
//! assert_eq!(rules, [(1, LintRule::Redundant), (2, LintRule::NoSuchAction)]);
//! assert_eq!(found.findings[1].message, "`s3:DeleteBuckets` names no action; nearest: `s3:DeleteBucket`");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod keys;

use crate::condition_key::or_nearest;
use iamkit_catalog::NoActionError;
use iamkit_engine::{CompileErrors, PolicyKind};
use iamkit_policy::fact::Fact;
use iamkit_policy::shown::Shown;
use iamkit_policy::{PolicyDocument, Position, Statement};
use iamkit_prover::{Access, IdleStatement, Idleness, Limits, Universe, Unknown, idle_statements};

/// Everything found in a policy
#[derive(Debug, Clone)]
pub struct Lint {
    /// What does nothing, in the order of the document.
    pub findings: Vec<LintFinding>,
    /// What does nothing if more is taken for granted than is asked with: by its facts.
    pub open: Vec<LintFinding>,
    /// What could not be decided.
    pub unknown: Vec<Unknown>,
}

/// Something that does nothing
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintFinding {
    /// Of which kind.
    pub rule: LintRule,
    /// The statement's place in the document, from 0.
    pub statement: usize,
    /// Its `Sid`, if it has one.
    pub sid: Option<String>,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What it is, in words.
    pub message: String,
    /// The ids of the facts by which it is so.
    pub facts: Vec<&'static str>,
}

/// Why something does nothing
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LintRule {
    /// A name or pattern names no action of the catalog.
    NoSuchAction,
    /// A condition key or policy variable names none: no request has it.
    NoSuchKey,
    /// None of a statement's actions carries a condition key.
    KeyOfOtherActions,
    /// A statement names no action at all: it is about none but those it names, and names all.
    NamesNoAction,
    /// The actions of a statement have no such principal or resource.
    NamesNothing,
    /// The conditions of a statement are never satisfied.
    NeverSatisfied,
    /// All that a statement allows is denied.
    ShadowedByDeny,
    /// Without an Allow the same is allowed, or without a Deny the same is denied.
    Redundant,
}

impl LintRule {
    /// All rules.
    pub const ALL: [Self; 8] = [
        Self::NoSuchAction,
        Self::NoSuchKey,
        Self::KeyOfOtherActions,
        Self::NamesNoAction,
        Self::NamesNothing,
        Self::NeverSatisfied,
        Self::ShadowedByDeny,
        Self::Redundant,
    ];

    /// The rule's id.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoSuchAction => "no-such-action",
            Self::NoSuchKey => "no-such-key",
            Self::KeyOfOtherActions => "key-of-other-actions",
            Self::NamesNoAction => "names-no-action",
            Self::NamesNothing => "names-nothing",
            Self::NeverSatisfied => "never-satisfied",
            Self::ShadowedByDeny => "shadowed-by-deny",
            Self::Redundant => "redundant",
        }
    }

    /// What the rule finds, in a sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::NoSuchAction => "A name or pattern names no action",
            Self::NoSuchKey => "A condition key or policy variable names no condition key",
            Self::KeyOfOtherActions => "No action of a statement carries a condition key",
            Self::NamesNoAction => "A statement names no action",
            Self::NamesNothing => "The actions of a statement have no such principal or resource",
            Self::NeverSatisfied => "The conditions of a statement are never satisfied",
            Self::ShadowedByDeny => "All that a statement allows is denied",
            Self::Redundant => "Without a statement the same is allowed and denied",
        }
    }

    /// Why what the rule finds is worth a look, in a sentence.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::NoSuchAction => "What was meant is neither allowed nor denied by that name.",
            Self::NoSuchKey => {
                "No request carries it, so that the condition is decided as if it were absent."
            }
            Self::KeyOfOtherActions => {
                "The condition is decided as if the key were absent from every request."
            }
            Self::NamesNoAction => "It allows and denies nothing, whatever it was meant for.",
            Self::NamesNothing => {
                "No request for these actions is about them, so that it allows and denies nothing."
            }
            Self::NeverSatisfied => {
                "No request satisfies all of them together, so that it allows and denies nothing."
            }
            Self::ShadowedByDeny => "Whoever was meant to have the access doesn't have it.",
            Self::Redundant => "Whoever changes what says the same may believe that this changed too.",
        }
    }

    /// What to do about it, in a sentence.
    pub fn advice(self) -> &'static str {
        match self {
            Self::NoSuchAction | Self::NamesNoAction => {
                "Correct the name to that of an action, or take it out where the action is gone."
            }
            Self::NoSuchKey => "Correct the name to that of a condition key.",
            Self::KeyOfOtherActions => {
                "Ask for a key that the actions carry, or put the condition beside others."
            }
            Self::NamesNothing => "Name resources or principals that the actions have, or other actions.",
            Self::NeverSatisfied => "Correct the conditions, or take the statement out.",
            Self::ShadowedByDeny => "Narrow the Deny, or take the Allow out.",
            Self::Redundant => "Take the statement out, or what says the same.",
        }
    }
}

impl From<Idleness> for LintRule {
    fn from(why: Idleness) -> Self {
        match why {
            Idleness::NamesNoAction => Self::NamesNoAction,
            Idleness::NamesNothing => Self::NamesNothing,
            Idleness::NeverSatisfied => Self::NeverSatisfied,
            Idleness::ShadowedByDeny => Self::ShadowedByDeny,
            Idleness::Redundant | Idleness::DeniedAnyway => Self::Redundant,
        }
    }
}

/// Finds what does nothing in a policy
///
/// Each statement that is found could be taken out by itself without changing what is allowed, but not always several
/// of them together: of two that say the same, both are redundant.
///
/// # Errors
/// The statements that may not stand in a policy of the kind.
///
/// # Complexity
/// That of the prover for each statement, bounded by the limits; what exceeds them is unknown.
pub fn lint(
    document: &PolicyDocument,
    kind: PolicyKind,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Lint, CompileErrors> {
    let idle = idle_statements(&Access::policy(document, kind)?, universe, limits);
    let mut findings = unknown_names(document, *universe);
    findings.extend(universe.catalog().into_iter().flat_map(|catalog| keys::untaken(document, catalog)));
    let of_statements = idle.list.iter().filter(|idle| !is_told_by_names(document, &findings, idle));
    let of_statements = of_statements.filter_map(|idle| of_statement(document, idle)).collect::<Vec<_>>();
    findings.extend(of_statements);
    findings.sort_by_key(|finding| (finding.statement, finding.line, finding.column));
    let open = idle.open.iter().filter_map(|idle| of_statement(document, idle)).collect();
    Ok(Lint { findings, open, unknown: idle.unknown })
}

/// Whether a statement names no action because each of its names, which were told one by one, is none.
fn is_told_by_names(document: &PolicyDocument, told: &[LintFinding], idle: &IdleStatement) -> bool {
    let at = idle.statement.statement;
    let names_others =
        document.statements().get(at).is_some_and(|statement| statement.actions().is_negated());
    let is_told =
        told.iter().any(|finding| finding.statement == at && finding.rule == LintRule::NoSuchAction);
    idle.why == Idleness::NamesNoAction && !names_others && is_told
}

fn of_statement(document: &PolicyDocument, idle: &IdleStatement) -> Option<LintFinding> {
    let statement = document.statements().get(idle.statement.statement)?;
    let found = finding(idle.why.into(), statement, statement.position(), idle.why.as_str().to_owned());
    Some(LintFinding { facts: idle.facts.iter().map(Fact::id).collect(), ..found })
}

/// The names and patterns of actions that the catalog has none for; among strings any name can be one.
fn unknown_names(document: &PolicyDocument, universe: Universe<'_>) -> Vec<LintFinding> {
    let Some(catalog) = universe.catalog() else { return Vec::new() };
    let names = document
        .statements()
        .iter()
        .flat_map(|statement| statement.actions().values().iter().map(move |name| (statement, name)));
    let unknown = names.filter(|(_, name)| catalog.action_set(name.as_str()).is_empty());
    let unknown = unknown.map(|(statement, name)| {
        let position = document.position(name.span().start);
        let near = catalog.asked_actions(name.as_str()).err();
        let near = or_nearest(near.iter().flat_map(NoActionError::nearest).take(1));
        let message = format!("`{}` names no action{near}", Shown::value(name.as_str()));
        finding(LintRule::NoSuchAction, statement, position, message)
    });
    unknown.collect()
}

fn finding(rule: LintRule, statement: &Statement, position: Position, message: String) -> LintFinding {
    LintFinding {
        rule,
        statement: statement.index(),
        sid: statement.sid().map(Into::into),
        line: position.line,
        column: position.column,
        message,
        facts: Vec::new(),
    }
}
