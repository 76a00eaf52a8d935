//! What has to hold of any input whatever: the properties that fuzzing drives, and ordinary tests over kept inputs.
//!
//! Each takes bytes, as a fuzzer makes them, and says what is violated. Nothing may panic; and what is read has to say the
//! same to every reader of it.

pub mod kept;

use iamkit_engine::{AwsPrincipal, CompiledPolicies, Evaluation, PolicyKind, Principal};
use iamkit_policy::glob::Glob;
use iamkit_policy::normal::NormalPolicy;
use iamkit_policy::shown::is_hidden;
use iamkit_policy::{Arn, LanguageVersion, PolicyDocument, load};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use crate::generate;
use iamkit_conformance::case::{
    self, CaseContext, CasePrincipal, CaseRequest, CaseResource, CaseValue, NamedPolicy, PolicyLayers,
    Situation,
};
use iamkit_conformance::engine::{CompiledSituation, ask_engine, is_allowed};
use iamkit_conformance::naive::ask_naive;
use iamkit_conformance::runner::VoiceOutcome;

/// What is violated, in words.
pub type Checked = Result<(), String>;

/// A property of any bytes.
pub type Property = fn(&[u8]) -> Checked;

/// The properties by name, one for each fuzz target
pub const ALL: [(&str, Property); 5] =
    [("document", document), ("arn", arn), ("glob", glob), ("condition", condition), ("request", request)];

/// Characters of a text that a quadratic oracle still answers at once.
const FEW_CHARACTERS: usize = 400;

/// Bytes that a random situation is drawn from.
const SEED_BYTES: usize = 32;

/// Every kind of policy a document may be taken for.
const KINDS: [PolicyKind; 9] = [
    PolicyKind::Identity,
    PolicyKind::Boundary,
    PolicyKind::Session,
    PolicyKind::Resource,
    PolicyKind::Key,
    PolicyKind::Trust,
    PolicyKind::ServiceControl,
    PolicyKind::ResourceControl,
    PolicyKind::VpcEndpoint,
];

fn ensure(holds: bool, violated: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(violated()) }
}

/// A sentence hides nothing of what it quotes.
fn prints(sentence: &impl ToString) -> Checked {
    let sentence = sentence.to_string();
    ensure(!sentence.contains(is_hidden), || format!("{sentence:?} hides something"))
}

/// A document that can be read prints and reads back as itself, its places lie in its text, and it compiles as a kind of
/// policy just where that kind has no problem with it; what is wrong with one that can't is told in sentences that print.
///
/// # Errors
/// What is violated.
pub fn document(bytes: &[u8]) -> Checked {
    load(bytes).map_or_else(|error| prints(&error), |_| Ok(()))?;
    let Ok(text) = str::from_utf8(bytes) else { return Ok(()) };
    let document = match text.parse::<PolicyDocument>() {
        Ok(document) => document,
        Err(errors) => {
            ensure(errors.iter().len() != 0, || "an error without a problem".into())?;
            return errors.iter().try_for_each(prints);
        }
    };
    let own = text.trim_matches([' ', '\t', '\n', '\r']);
    ensure(document.to_string() == own, || "printing changes the text".into())?;
    let canonical = document.to_canonical_string();
    let again = canonical.parse::<PolicyDocument>().map_err(|error| format!("{error} in {canonical}"))?;
    ensure(again == document, || format!("{canonical} reads as another document"))?;
    ensure(again.to_canonical_string() == canonical, || "canonical printing isn't idempotent".into())?;
    for statement in document.statements() {
        let span = statement.span();
        let braced =
            text.get(span.start..span.end).is_some_and(|text| text.starts_with('{') && text.ends_with('}'));
        ensure(braced, || format!("statement {} isn't where it says", statement.index()))?;
    }
    KINDS.into_iter().try_for_each(|kind| compiles(kind, &document, &again))
}

fn compiles(kind: PolicyKind, document: &PolicyDocument, again: &PolicyDocument) -> Checked {
    // Members of principals and conditions have another order in the canonical text.
    let parts = |document| {
        let rules = NormalPolicy::new(document, kind).into_rules().into_iter();
        rules.map(|rule| (rule.effect, rule.actions, rule.resources)).collect::<Vec<_>>()
    };
    ensure(parts(document) == parts(again), || "equal documents, different rules".into())?;
    let has_problems = !kind.problems(document).is_empty();
    let compiled = CompiledPolicies::compile(kind, [("p", document)]);
    ensure(compiled.is_err() == has_problems, || format!("{} policy: {compiled:?}", kind.as_str()))
}

/// An ARN's components make up its text, and a principal prints as it was read; what is none is told in a sentence that
/// prints.
///
/// # Errors
/// What is violated.
pub fn arn(bytes: &[u8]) -> Checked {
    let Ok(text) = str::from_utf8(bytes) else { return Ok(()) };
    text.parse::<Arn>().map_or_else(|error| prints(&error), |_| Ok(()))?;
    text.parse::<Principal>().map_or_else(|error| prints(&error), |_| Ok(()))?;
    if let Ok(arn) = text.parse::<Arn>() {
        let parts = [arn.partition(), arn.service(), arn.region(), arn.account(), arn.resource()];
        ensure(format!("arn:{}", parts.join(":")) == text, || format!("{text} splits into {parts:?}"))?;
        ensure(arn.to_string() == text, || format!("{text} prints as {arn}"))?;
    }
    if let Ok(principal) = text.parse::<Principal>() {
        ensure(principal.to_string() == text, || format!("{text} prints as {principal}"))?;
    }
    if let Ok(principal) = AwsPrincipal::new(text) {
        let name_is_there = text.contains(principal.name()) && text.contains(principal.account());
        ensure(name_is_there, || format!("{text} has the name {}", principal.name()))?;
        let role = principal.principal_arn().as_str();
        ensure(AwsPrincipal::new(role).is_ok(), || format!("{text} has the role {role}"))?;
    }
    Ok(())
}

/// A glob, the first line, matches a text, the rest, just where a plain table says so, in either letter case.
///
/// # Errors
/// What is violated.
pub fn glob(bytes: &[u8]) -> Checked {
    let Ok(input) = str::from_utf8(bytes) else { return Ok(()) };
    let (pattern, text) = input.split_once('\n').unwrap_or((input, ""));
    let glob = Glob::parse(pattern);
    let found = glob.matches(text);
    ensure(Glob::from_tokens(glob.tokens().iter().cloned()) == glob, || format!("`{pattern}` isn't normal"))?;
    let prefix = glob.literal_prefix();
    ensure(!found || text.starts_with(prefix), || format!("`{pattern}` has the prefix `{prefix}`"))?;
    if FEW_CHARACTERS < pattern.chars().count() || FEW_CHARACTERS < text.chars().count() {
        return Ok(());
    }
    ensure(found == covers(pattern, text), || format!("`{pattern}` on `{text}`: {found}"))?;
    let folded = covers(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase());
    let found = glob.matches_ignore_ascii_case(text);
    ensure(found == folded, || format!("`{pattern}` on `{text}` in any letter case: {found}"))
}

/// Row by row: which beginnings of the text the pattern so far covers.
fn covers(pattern: &str, text: &str) -> bool {
    let text = text.chars().collect::<Vec<_>>();
    let mut row = vec![false; text.len() + 1];
    row.iter_mut().take(1).for_each(|start| *start = true);
    for wanted in pattern.chars() {
        let mut is_reached = false;
        let mut before = false;
        let mut next = Vec::with_capacity(row.len());
        for (at, cell) in row.iter().enumerate() {
            is_reached |= *cell;
            let letter = at.checked_sub(1).and_then(|at| text.get(at));
            next.push(match wanted {
                '*' => is_reached,
                '?' => before,
                wanted => before && letter == Some(&wanted),
            });
            before = *cell;
        }
        row = next;
    }
    row.last() == Some(&true)
}

/// A condition is decided alike by both voices: the first line is the operator, the second the request's value or, split
/// at tabs, its values, the others are the policy's values.
///
/// # Errors
/// What is violated.
pub fn condition(bytes: &[u8]) -> Checked {
    let Ok(input) = str::from_utf8(bytes) else { return Ok(()) };
    let mut lines = input.split('\n');
    let (operator, value) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let values = lines.collect::<Vec<_>>();
    let value = match value.split('\t').collect::<Vec<_>>()[..] {
        [value] => CaseValue::One(value.to_owned()),
        ref values => CaseValue::Many(values.iter().map(|&value| value.to_owned()).collect()),
    };
    for effect in ["Allow", "Deny"] {
        let asked = json!({"Effect": effect, "Action": "*", "Resource": "*", "Condition": { operator: {"a:x": values} }});
        let all = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let statements = if effect == "Deny" { json!([all, asked]) } else { asked };
        let document = json!({"Version": LanguageVersion::V2012_10_17.as_str(), "Statement": statements});
        let Ok(document) = document.to_string().parse() else { return Ok(()) };
        let context = CaseContext(vec![("a:x".into(), value.clone())]);
        agree(&one_policy(NamedPolicy { name: "p".into(), document }, context))?;
    }
    Ok(())
}

fn one_policy(policy: NamedPolicy, context: CaseContext) -> Situation {
    let arn = "arn:aws:s3:::bucket/key".to_owned();
    Situation {
        request: CaseRequest {
            principal: CasePrincipal::Text("arn:aws:iam::111122223333:user/alice".into()),
            action: "s3:GetObject".into(),
            resources: vec![CaseResource { arn, account: None, context: CaseContext::default() }],
            context,
            unknown: Vec::new(),
            management_account: None,
            restrict_public_buckets: false,
            wildcard_only: Some(false),
        },
        policies: PolicyLayers { identity: Some(vec![policy]), ..PolicyLayers::default() },
    }
}

/// A whole situation is decided alike by both voices and by the fast path, and told in sentences that print.
///
/// It is one in JSON, or one drawn from the bytes.
///
/// # Errors
/// What is violated.
pub fn request(bytes: &[u8]) -> Checked {
    let text = str::from_utf8(bytes).unwrap_or_default();
    if text.trim_start().starts_with('{') {
        return case::read_situation(text).map_or(Ok(()), |situation| agree(&situation));
    }
    let seed = bytes.iter().copied().chain(std::iter::repeat(0)).take(SEED_BYTES).collect::<Vec<_>>();
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    generate::situation().new_tree(&mut runner).map_or(Ok(()), |tree| agree(&tree.current()))
}

fn agree(situation: &Situation) -> Checked {
    let engine = ask_engine(situation);
    // Each voice has its own bound and its own values for what is unknown.
    if situation.request.unknown.is_empty() {
        let naive = ask_naive(situation);
        ensure(engine == naive, || format!("engine {engine:?}, naive {naive:?}"))?;
    }
    let allows = match &engine {
        VoiceOutcome::Answer(answer) => Ok(answer.decision == case::ExpectedDecision::Allowed),
        VoiceOutcome::Error { error } => Err(error.clone()),
        VoiceOutcome::NotDecided { not_decided } => Err(not_decided.clone()),
    };
    match CompiledSituation::new(situation).and_then(|compiled| compiled.evaluate()) {
        Ok(evaluations) => evaluations.iter().try_for_each(told)?,
        Err(error) => prints(&error)?,
    }
    let fast = is_allowed(situation);
    ensure(fast == allows, || format!("evaluate {engine:?}, is_allowed {fast:?}"))
}

/// An answer in words, line by line.
fn told(answer: &Evaluation) -> Checked {
    answer.to_string().lines().try_for_each(|line| prints(&line))
}
