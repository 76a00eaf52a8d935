//! From a text to its findings.

use std::collections::HashSet;

use iamkit_catalog::Catalog;
use iamkit_policy::fact::Facts;
use iamkit_policy::json::{self, MAX_BYTES, Node};
use iamkit_policy::{ParseError, Position, Span};

use crate::document::{self, Document};
use crate::finding::{Finding, FindingEvidence};
use crate::input::Input;
use crate::location::locate;
use crate::policy_type::PolicyType;
use crate::rule::{Check, Draft, Found, ValidationRule};
use crate::rules::JSON_SYNTAX_ERROR;
use crate::work::{MAX_STEPS, Work};

/// A text that isn't validated at all
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValidateError {
    /// More than [`MAX_BYTES`].
    #[error("text of {bytes} bytes, the limit is {MAX_BYTES}")]
    TooLarge {
        /// How many bytes it has.
        bytes: usize,
    },
    /// Rules that compare its parts with each other would take more than [`MAX_STEPS`]: what they would find isn't known.
    #[error(
        "comparing the parts of the document with each other takes more than {MAX_STEPS} steps, which is the limit"
    )]
    TooMuchWork,
}

/// Finds in a document what AWS's policy validation (`ValidatePolicy` of IAM Access Analyzer) does, in its order
///
/// ```
/// use iamkit_catalog::Catalog;
/// use iamkit_validate::{PolicyType, validate};
///
/// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:GetObjekt"], "Resource": "*"}}"#;
/// let findings = validate(text, PolicyType::Identity, Catalog::embedded())?;
/// assert_eq!(findings[0].code, "INVALID_ACTION");
/// assert_eq!(findings[0].locations[0].start.offset, 70);
/// # Ok::<(), iamkit_validate::ValidateError>(())
/// ```
///
/// # Errors
/// A text that is too large, or whose parts take too much work to compare. What is no policy and no JSON has findings that say so.
///
/// # Complexity
/// Linear in the text, but for rules that compare items of one list with each other: their work has a bound, and
/// the error says that it was reached.
pub fn validate(
    text: &str,
    policy_type: PolicyType,
    catalog: &Catalog,
) -> Result<Vec<Finding>, ValidateError> {
    with_drafts(text, policy_type, catalog, |root, drafts| finished(text, root, drafts))
}

/// What rules find in a document, with its text as JSON where it is some.
pub(crate) fn with_drafts<R>(
    text: &str,
    policy_type: PolicyType,
    catalog: &Catalog,
    then: impl FnOnce(Option<Node<'_>>, Vec<Draft>) -> R,
) -> Result<R, ValidateError> {
    if MAX_BYTES < text.len() {
        return Err(ValidateError::TooLarge { bytes: text.len() });
    }
    let tape = match json::parse(text) {
        Ok(tape) => tape,
        Err(error) => return Ok(then(None, vec![no_json(text, &error)])),
    };
    let root = tape.root();
    let mut repeated = Vec::new();
    repeated_names(root, &mut repeated);
    if !repeated.is_empty() {
        return Ok(then(Some(root), repeated));
    }
    let document = document::read(text, root);
    let input = Input { document: &document, policy_type, catalog, work: Work::new(MAX_STEPS) };
    let drafts = run(&input);
    if !input.work.is_enough() {
        return Err(ValidateError::TooMuchWork);
    }
    Ok(then(Some(root), drafts))
}

/// What a text that isn't JSON has: one finding at a point.
fn no_json(text: &str, error: &ParseError) -> Draft {
    let at = offset_of(text, error.position());
    let spans = vec![Span { start: at, end: at }];
    Draft { rule: JSON_SYNTAX_ERROR, message: error.message().to_owned(), spans }
}

/// The offset of a position in bytes.
fn offset_of(text: &str, Position { line, column }: Position) -> usize {
    let before =
        text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum::<usize>();
    let line = text.get(before..).unwrap_or_default();
    let within = line.char_indices().nth(column.saturating_sub(1) as usize).map_or(line.len(), |(at, _)| at);
    before + within
}

/// The names of members that their object has before already.
fn repeated_names(node: Node<'_>, drafts: &mut Vec<Draft>) {
    if node.has_duplicates() {
        let mut seen = HashSet::new();
        let repeated = node.members().filter(|member| !seen.insert(member.key.clone()));
        drafts.extend(repeated.map(|member| Draft {
            rule: JSON_SYNTAX_ERROR,
            message: "The object has a member of this name before.".into(),
            spans: vec![member.key_node.span()],
        }));
    }
    node.items().for_each(|item| repeated_names(item, drafts));
    node.members().for_each(|member| repeated_names(member.node, drafts));
}

/// Runs the rules that are about the kind of document.
fn run(input: &Input<'_>) -> Vec<Draft> {
    let kind = input.policy_type.kinds();
    let mut drafts = Vec::new();
    for rule in ValidationRule::all().filter(|rule| rule.kinds.contains(kind)) {
        apply(rule, input, &mut drafts);
    }
    drafts
}

fn apply(rule: &'static ValidationRule, input: &Input<'_>, drafts: &mut Vec<Draft>) {
    let mut found = Found::new(rule, drafts);
    if let Check::Document(check) = rule.check {
        return check(input, &mut found);
    }
    let Document { statements, .. } = input.document;
    for statement in statements {
        let operators = statement.condition.iter().flat_map(|condition| &condition.operators);
        let keys = statement.keys();
        match rule.check {
            Check::Document(_) | Check::Elsewhere => {}
            Check::Statement(check) => check(input, statement, &mut found),
            Check::Action(check) => {
                statement.all_actions().for_each(|it| check(input, statement, it, &mut found));
            }
            Check::Resource(check) => {
                statement.all_resources().for_each(|it| check(input, statement, it, &mut found));
            }
            Check::Principal(check) => {
                let principals = statement.all_principals();
                principals.for_each(|it| check(input, statement, it, &mut found));
            }
            Check::Operator(check) => operators.for_each(|it| check(input, statement, it, &mut found)),
            Check::Key(check) => keys.for_each(|it| check(input, statement, it, &mut found)),
            Check::Value(check) => keys.for_each(|key| {
                key.values.iter().for_each(|value| check(input, statement, key, value, &mut found));
            }),
        }
    }
}

/// Puts what was found into AWS's order, and tells its places.
fn finished(text: &str, root: Option<Node<'_>>, mut drafts: Vec<Draft>) -> Vec<Finding> {
    // Stable: what begins at the same place stays in the order of the rules.
    drafts.sort_by_key(|draft| draft.spans.first().map(|span| span.start));
    let spans = drafts.iter().flat_map(|draft| draft.spans.iter().copied()).collect::<Vec<_>>();
    let mut places = locate(text, root, &spans).into_iter();
    let finish = |draft: Draft| Finding {
        code: draft.rule.code,
        severity: draft.rule.severity,
        message: draft.message,
        locations: places.by_ref().take(draft.spans.len()).collect(),
        facts: Facts::NONE,
        evidence: FindingEvidence::Text,
    };
    drafts.into_iter().map(finish).collect()
}
