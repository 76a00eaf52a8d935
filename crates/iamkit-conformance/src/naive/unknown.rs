//! Unknown keys: every assignment of candidate values is tried, and the decisions compared.
//!
//! The candidates of a key are its absence, the values that its tests mention with their neighbours, one value that no
//! test mentions, and, where it is a variable, the texts that it could stand for. Of a list they are the small ones, the
//! whole, and any choice of texts on which its tests disagree. That is no proof: two wildcard patterns that only a third
//! text tells apart aren't tried against each other, and what keys that are compared with each other would take is left
//! to `entangled`.

use std::collections::BTreeSet;

use super::condition::{self, Truth};
use super::context::Context;
use super::error::{MAX_ASSIGNMENTS, NaiveError};
use super::pattern::{self, Piece, Variables, Wildcards};
use super::requester::Requester;
use super::value;
use crate::answer::Answer;
use crate::case::{CaseResource, CaseValue, ExpectedDecision, NamedPolicy, Situation};
use crate::several::keys_once;

use iamkit_policy::{Condition, OperatorKind, Statement};

/// The key that a session's ARN leaves open.
const PRINCIPAL_ARN: &str = "aws:PrincipalArn";

type Entries = Vec<(String, CaseValue)>;

/// Decides under every assignment and says whether, and on which keys, the decision depends.
pub(super) fn resolve(
    situation: &Situation,
    requester: &Requester,
    resource: &CaseResource,
    given: &[(String, CaseValue)],
    known: &Context,
    decide: impl Fn(&[(String, CaseValue)]) -> Result<Answer, NaiveError>,
) -> Result<Answer, NaiveError> {
    let unknown = &situation.request.unknown;
    let candidates = unknown.iter().map(|key| {
        if key.eq_ignore_ascii_case(PRINCIPAL_ARN) && requester.before_open_path.is_some() {
            return roles(key, situation, requester, resource, known);
        }
        candidates(key, situation, resource, known)
    });
    let candidates = candidates.collect::<Vec<_>>();
    let n_assignments = candidates.iter().try_fold(1_usize, |product, list| product.checked_mul(list.len()));
    if n_assignments.is_none_or(|n_assignments| MAX_ASSIGNMENTS < n_assignments) {
        return Err(NaiveError::TooManyAssignments);
    }
    let mut answers = Vec::new();
    for number in 0..n_assignments.unwrap_or(1) {
        let mut entries: Entries = given.to_vec();
        let values = choice(number, &candidates).into_iter().zip(unknown);
        entries.extend(values.filter_map(|(value, key)| Some((key.clone(), value?))));
        answers.push(decide(&entries)?);
    }
    Ok(merged(&answers, unknown, &candidates))
}

/// S45: a session's ARN doesn't tell the path of its role, so that the ARN of the principal is unknown where somebody asks.
pub(super) fn with_open_role(situation: &Situation, requester: &Requester) -> Situation {
    let mut situation = situation.clone();
    let request = &mut situation.request;
    let contexts = request.resources.iter().map(|resource| &resource.context).chain([&request.context]);
    let is_given =
        contexts.flat_map(|context| &context.0).any(|(key, _)| key.eq_ignore_ascii_case(PRINCIPAL_ARN));
    let is_unknown = request.unknown.iter().any(|key| key.eq_ignore_ascii_case(PRINCIPAL_ARN));
    let is_asked = || {
        statements(&situation).any(|statement| {
            let texts = statement.resources().into_iter().flat_map(|resources| resources.values().iter());
            let values = statement.conditions().iter().flat_map(|condition| condition.values().iter());
            let mut keys = statement.conditions().iter().map(Condition::key);
            keys.any(|key| key.eq_ignore_ascii_case(PRINCIPAL_ARN))
                || texts.chain(values).any(|text| mentions(text.as_str(), PRINCIPAL_ARN))
        })
    };
    if requester.before_open_path.is_some() && !is_given && !is_unknown && is_asked() {
        situation.request.unknown.push(PRINCIPAL_ARN.to_owned());
    }
    situation
}

/// The ARNs to try that the role of the session may have.
fn roles(
    key: &str,
    situation: &Situation,
    requester: &Requester,
    resource: &CaseResource,
    known: &Context,
) -> Vec<Option<CaseValue>> {
    let before = requester.before_open_path.as_deref().unwrap_or_default();
    let mentioned = candidates(key, situation, resource, known).into_iter().filter_map(|value| match value {
        Some(CaseValue::One(text)) => Some(text),
        _ => None,
    });
    let mut roles = mentioned.collect::<Vec<_>>();
    let asking = statements(situation).flat_map(Statement::conditions);
    let asking = asking.filter(|condition| condition.key().eq_ignore_ascii_case(key));
    let patterns =
        asking.flat_map(|condition| condition.values().iter().map(|text| filled_in(text.as_str(), known)));
    let paths = patterns.flat_map(|pattern| paths_within(&pattern));
    for path in paths.chain([String::new(), "none/".to_owned(), "of/these/".to_owned()]) {
        roles.push(format!("{before}{path}{}", requester.name));
    }
    // But for letter case.
    let spelt = roles.iter().filter_map(|text| {
        let path = text.get(before.len()..text.len().checked_sub(requester.name.len())?)?;
        let role = format!("{before}{path}{}", requester.name);
        role.eq_ignore_ascii_case(text).then_some(role)
    });
    let spelt = spelt.collect::<Vec<_>>();
    roles.extend(spelt);
    roles.retain(|role| requester.may_have_role(role));
    roles.sort();
    roles.dedup();
    roles.into_iter().map(|role| Some(CaseValue::One(role))).collect()
}

/// The stretches of a pattern between slashes, and those between wildcards, as paths.
fn paths_within(pattern: &str) -> Vec<String> {
    let plain = |text: &str| text.replace('*', "").replace('?', "x");
    let segments = pattern.split('/').map(plain).collect::<Vec<_>>();
    let runs =
        (0..segments.len()).flat_map(|start| (start + 1..=segments.len()).map(move |end| (start, end)));
    let runs = runs.filter_map(|(start, end)| Some(segments.get(start..end)?.join("/")));
    let chunks = pattern.split('*').map(|chunk| plain(chunk).trim_matches('/').to_owned());
    runs.chain(chunks).filter(|path| !path.is_empty()).map(|path| format!("{path}/")).collect()
}

/// The candidates that the digits of `number` choose, the first key's being the lowest.
fn choice(number: usize, candidates: &[Vec<Option<CaseValue>>]) -> Vec<Option<CaseValue>> {
    let mut rest = number;
    let chosen = candidates.iter().map(|list| {
        let value = list.get(rest % list.len()).cloned().flatten();
        rest /= list.len();
        value
    });
    chosen.collect()
}

fn merged(answers: &[Answer], unknown: &[String], candidates: &[Vec<Option<CaseValue>>]) -> Answer {
    let decision_at = |number: usize| answers.get(number).map(|answer| answer.decision);
    let mut stride = 1;
    let mut depends_on = Vec::new();
    for (key, list) in unknown.iter().zip(candidates) {
        // Assignments whose digit for this key is 0 stand for all that differ in it alone.
        let mut bases = (0..answers.len()).filter(|number| (number / stride) % list.len() == 0);
        let matters = bases
            .any(|base| (1..list.len()).any(|digit| decision_at(base + digit * stride) != decision_at(base)));
        if matters {
            depends_on.push(key.clone());
        }
        stride *= list.len();
    }
    let unknown = unknown.iter().map(|key| key.to_ascii_lowercase()).collect::<BTreeSet<_>>();
    let missing = answers.iter().flat_map(|answer| &answer.missing_keys);
    let missing_keys = keys_once(missing.filter(|key| !unknown.contains(&key.to_ascii_lowercase())));
    let decided_by = common(answers.iter().map(|answer| answer.decided_by.clone()));
    let blocked_by = common(answers.iter().map(|answer| answer.blocked_by.clone().unwrap_or_default()));
    // Several answers without an unknown key that tells them apart: nobody knows what the request is about (S25).
    let is_one = answers.iter().all(|answer| Some(answer.decision) == decision_at(0));
    let certain = decision_at(0).filter(|_| depends_on.is_empty() && is_one);
    let decision = certain.unwrap_or(ExpectedDecision::Depends);
    let (decided_by, blocked_by) = match decision {
        ExpectedDecision::Depends => (Vec::new(), Vec::new()),
        _ => (decided_by, blocked_by),
    };
    let undecided_keys = Vec::new();
    Answer { decision, decided_by, missing_keys, depends_on, undecided_keys, blocked_by: Some(blocked_by) }
}

/// One answer for several that are all possible: what they have in common.
pub(super) fn whatever(answers: &[Answer]) -> Answer {
    merged(answers, &[], &[])
}

/// What stands in every list; where nothing does, what stands in any.
fn common<T: Clone + PartialEq>(lists: impl Iterator<Item = Vec<T>>) -> Vec<T> {
    let lists = lists.collect::<Vec<_>>();
    let all = || lists.iter().flatten();
    let is_everywhere = |item: &&T| lists.iter().all(|list| list.contains(item));
    let everywhere = lists.iter().take(1).flatten().filter(is_everywhere).cloned().collect::<Vec<_>>();
    let mut common = everywhere;
    if common.is_empty() {
        for item in all() {
            if !common.contains(item) {
                common.push(item.clone());
            }
        }
    }
    common
}

/// The values to try for a key; the first is its absence.
fn candidates(
    key: &str,
    situation: &Situation,
    resource: &CaseResource,
    known: &Context,
) -> Vec<Option<CaseValue>> {
    let mut texts = vec![String::new(), "\u{7e}other".to_owned()];
    let mut is_listed = false;
    for statement in statements(situation) {
        for condition in statement.conditions() {
            if condition.key().eq_ignore_ascii_case(key) {
                is_listed |= condition.operator().quantifier().is_some();
                let kind = condition.operator().kind();
                let asked = condition.values().iter().map(|text| filled_in(text.as_str(), known));
                texts.extend(asked.flat_map(|text| neighbours(kind, &text)));
            }
            // The key as a variable of another one's test: it could be a part of that one's value.
            let others = match known.get(condition.key()) {
                Some(CaseValue::One(other)) => vec![other],
                Some(CaseValue::Many(others)) => others.iter().collect(),
                None => Vec::new(),
            };
            for pattern in condition.values().iter().map(iamkit_policy::Text::as_str) {
                texts.extend(others.iter().flat_map(|other| stand_ins(pattern, other, key, known)));
            }
        }
        let resources = statement.resources().map_or(&[][..], |resources| resources.values());
        for pattern in resources.iter().map(iamkit_policy::Text::as_str) {
            texts.extend(stand_ins(pattern, &resource.arn, key, known));
        }
    }
    texts.sort();
    texts.dedup();
    let mut values = vec![None];
    if is_listed {
        let all = texts.clone();
        values.push(Some(CaseValue::Many(Vec::new())));
        for (at, text) in all.iter().enumerate() {
            values.push(Some(CaseValue::Many(vec![text.clone()])));
            let pairs = all.iter().skip(at + 1).map(|other| vec![text.clone(), other.clone()]);
            values.extend(pairs.map(|pair| Some(CaseValue::Many(pair))));
        }
        values.extend(
            choices(&told_apart(&all, key, situation, known)).into_iter().map(CaseValue::Many).map(Some),
        );
        values.push(Some(CaseValue::Many(all)));
    }
    values.extend(texts.into_iter().map(|text| Some(CaseValue::One(text))));
    values
}

/// Of the texts of which all tests of the key with set operators say the same, the last.
fn told_apart(texts: &[String], key: &str, situation: &Situation, known: &Context) -> Vec<String> {
    let asking = statements(situation).flat_map(Statement::conditions).filter(|condition| {
        condition.key().eq_ignore_ascii_case(key) && condition.operator().quantifier().is_some()
    });
    let asking = asking.collect::<Vec<_>>();
    let mut kept: Vec<(Vec<Truth>, String)> = Vec::new();
    for text in texts {
        let context = known.with(key, text);
        let said =
            asking.iter().map(|test| condition::holds(test, Variables::Everywhere, &context)).collect();
        kept.retain(|(other, _)| *other != said);
        kept.push((said, text.clone()));
    }
    kept.into_iter().map(|(_, text)| text).collect()
}

/// Every choice of a few texts.
fn choices(texts: &[String]) -> Vec<Vec<String>> {
    const FEW: usize = 5;
    if FEW < texts.len() {
        return Vec::new();
    }
    let mut choices = vec![Vec::new()];
    for text in texts {
        let longer = choices.iter().map(|choice| [choice.as_slice(), std::slice::from_ref(text)].concat());
        choices.extend(longer.collect::<Vec<_>>());
    }
    choices
}

pub(super) fn statements(situation: &Situation) -> impl Iterator<Item = &Statement> {
    let layers = &situation.policies;
    let lists = layers.identity.iter().chain(&layers.session).chain(layers.scp.iter().flatten());
    let lists = lists.chain(layers.rcp.iter().flatten()).flatten();
    let single = layers.boundary.iter().chain(&layers.resource).chain(&layers.vpce);
    lists.chain(single).flat_map(|policy: &NamedPolicy| policy.document.statements())
}

/// A text with its variables replaced, where all of them have values or defaults.
fn filled_in(text: &str, known: &Context) -> String {
    let pieces = pattern::read(text, Variables::Everywhere, Wildcards::Yes);
    let Some(pieces) = pattern::substituted(&pieces, known) else { return known.filled_in(text) };
    let plain = pieces.iter().map(|piece| match piece {
        Piece::Char(c) => *c,
        Piece::AnyString => '*',
        Piece::AnyChar | Piece::Variable { .. } => '?',
    });
    plain.collect()
}

pub(super) fn mentions(text: &str, key: &str) -> bool {
    text.to_ascii_lowercase().contains(&format!("${{{}", key.to_ascii_lowercase()))
}

/// The parts of a text that the key could stand for as a variable of the pattern: those that begin where the variable
/// does, or anywhere behind a wildcard.
fn stand_ins(pattern: &str, text: &str, key: &str, known: &Context) -> Vec<String> {
    if !mentions(pattern, key) {
        return Vec::new();
    }
    let lower = pattern.to_ascii_lowercase();
    let at = lower.find(&format!("${{{}", key.to_ascii_lowercase())).unwrap_or_default();
    let before = filled_in(&pattern.chars().take(at).collect::<String>(), known);
    let chars = text.chars().collect::<Vec<_>>();
    let is_plain = !before.contains(['*', '?', '$']);
    let starts = if is_plain { before.chars().count()..before.chars().count() + 1 } else { 0..chars.len() };
    let all = starts.flat_map(|start| (start + 1..=chars.len()).map(move |end| (start, end)));
    all.filter_map(|(start, end)| Some(chars.get(start..end)?.iter().collect())).collect()
}

/// The value of a test, values beside it, and one of the operator's type that it doesn't mention.
fn neighbours(kind: OperatorKind, text: &str) -> Vec<String> {
    let name = kind.as_str();
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let mut texts = vec![text.to_owned()];
    if name.starts_with("Numeric") {
        let number = text.parse::<f64>().unwrap_or_default();
        texts.extend([-1.0, -0.5, 0.5, 1.0].map(|step| format!("{}", number + step)));
        let point = if text.contains('.') { "" } else { "." };
        texts.push(format!("{text}{point}{}1", "0".repeat(20)));
    } else if name.starts_with("Date") {
        let seconds = value::instant(text).unwrap_or_default() / 1_000_000_000;
        texts.extend([-1, 1].map(|step| format!("{}.0", (seconds + step).max(0))));
    } else if name.contains("IpAddress") {
        let network = text.parse::<ipnet::IpNet>().ok();
        texts.extend(network.map(|network| network.network().to_string()));
        texts.extend(network.map(|network| network.broadcast().to_string()));
        texts.extend(owned(&["192.0.2.255", "2001:db8:ffff::1"]));
    } else if name.starts_with("Arn") {
        texts.extend(owned(&["arn:x:x:x:x:x"]));
        texts.push(filled(&pattern::completed(text), ""));
        texts.push(filled(&pattern::completed(text), "x"));
    } else if name.contains("Like") {
        texts.extend([filled(text, ""), filled(text, "x")]);
    } else if name == "Bool" {
        texts.extend(owned(&["true", "false", "True", "tRUE"]));
    } else if name.starts_with("Binary") {
        texts.extend(owned(&["AA==", "AQ=="]));
    } else {
        texts.push(text.to_ascii_uppercase());
    }
    if name.contains("IgnoreCase") {
        let first = text.chars().next().map_or(0, char::len_utf8);
        let (first, rest) = text.split_at_checked(first).unwrap_or_default();
        texts.push(text.to_lowercase());
        texts.push(first.to_uppercase() + &rest.to_lowercase());
    }
    texts
}

/// A text that a pattern matches: something for each wildcard.
fn filled(pattern: &str, any: &str) -> String {
    pattern.replace('*', any).replace('?', "x")
}
