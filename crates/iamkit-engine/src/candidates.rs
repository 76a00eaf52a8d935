//! Values of an unknown key that stand for all its values, as far as the statements in question can tell them apart.
//!
//! Text that is compared by globs is split into the classes of those globs; ordered values stand at and beside each
//! bound; addresses inside and beside each range. A key that is compared with variables of the request also gets the
//! texts that make those comparisons hold; where the variable's own key or the compared one is unknown too, the texts
//! that were found for the other key stand in for its value. Where operators of several families ask for one key, the
//! values of each family are tried, and spellings in other letter case where text is compared with and without regard to
//! it, but not whatever else satisfies several families at once. A key that no set operator asks for has one value (S33).

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use base64::Engine as _;
use iamkit_policy::glob::{Glob, Limits, Piece, Token, classes, pieces_match};
use iamkit_policy::normal::{
    ArnPattern, Comparison, Operand, Part, Pattern, Scope, Template, Test, Variable,
};
use iamkit_policy::value::Instant;
use ipnet::IpNet;

use crate::arn;
use crate::compiled::CompiledRule;
use crate::condition::CompiledTest;
use crate::context::{Context, ContextValue, Value};
use crate::layers::Scene;
use crate::request::{Carried, Request};
use crate::requester::Grant;
use crate::truth::Truth;
use crate::value_sets;

/// A value, or `None` for the key's absence.
pub(crate) type Candidate = Option<ContextValue<'static>>;

/// Texts that no policy is likely to name, two of them so that two unknown keys can differ.
const ARBITRARY: [&str; 2] = ["any", "other"];

/// Up to so many assignments of texts to the unknown variables of a comparison are tried, above it one.
const ALL_ASSIGNMENTS_UP_TO: usize = 64;

/// Numbers are told apart up to so many digits behind the point.
const CLOSEST_DECIMALS: usize = 40;

/// A text for each unknown variable.
type Assignment<'t> = BTreeMap<String, &'t str>;

/// The texts found for each unknown key, by its name in lower case.
type Found = BTreeMap<String, Vec<String>>;

/// The values to try for each of the unknown keys.
pub(crate) fn of_all<'k>(
    keys: impl Iterator<Item = &'k str>,
    scene: &Scene<'_>,
) -> Vec<(&'k str, Vec<Candidate>)> {
    let gather = |key: &'k str, found: &Found| (key, of(key, scene, found));
    let alone = keys.map(|key| gather(key, &Found::new())).collect::<Vec<_>>();
    if alone.len() < 2 {
        return alone;
    }
    // Keys that are compared with each other have to be able to agree: each is gathered again with the others' texts.
    let found = alone.iter().map(|(key, values)| (key.to_ascii_lowercase(), texts_of(values))).collect();
    alone.iter().map(|(key, _)| gather(key, &found)).collect()
}

fn texts_of(values: &[Candidate]) -> Vec<String> {
    let single = values.iter().filter_map(|value| match value {
        Some(ContextValue::Single(value)) => Some(value.as_str().to_owned()),
        _ => None,
    });
    single.collect()
}

/// The values to try for a key; absence alone for a key that no statement in question asks for.
fn of(key: &str, scene: &Scene<'_>, found: &Found) -> Vec<Candidate> {
    let folded = key.to_ascii_lowercase();
    let mut gathering = Gathering {
        key: &folded,
        request: scene.request,
        found,
        texts: BTreeSet::new(),
        globs: Vec::new(),
        numbers: Vec::new(),
        folded: BTreeSet::new(),
        has_letter_case: false,
        is_asked: false,
        set_tests: Vec::new(),
        is_multi: false,
    };
    for (_, _, policies) in scene.policies() {
        for rule in policies.rules() {
            // A set operator anywhere says that the key has several values.
            gathering.is_multi |= rule.tests().iter().any(|test| asks_for_several(test.test(), &folded));
            let names_principal = rule.grant(policies.kind(), scene.question()) != Grant::Nothing;
            if names_principal
                && rule.names_action(scene.request)
                && rule.names_resource(scene.request) != Truth::Fails
            {
                gathering.add_rule(rule);
            }
        }
    }
    gathering.finish()
}

fn asks_for_several(test: &Test, folded_key: &str) -> bool {
    test.quantifier.is_some() && test.key.folded() == folded_key
}

struct Gathering<'g> {
    key: &'g str,
    request: &'g Request<'g>,
    /// What was found for the unknown keys, this one included; empty at first.
    found: &'g Found,
    texts: BTreeSet<String>,
    globs: Vec<Glob>,
    /// Numbers that the key is compared with.
    numbers: Vec<String>,
    /// Texts that are compared without regard to letter case (S35, S42).
    folded: BTreeSet<String>,
    /// Whether text is compared with regard to letter case.
    has_letter_case: bool,
    is_asked: bool,
    /// The tests with set operators (S30).
    set_tests: Vec<&'g CompiledTest>,
    is_multi: bool,
}

impl<'g> Gathering<'g> {
    fn add_rule(&mut self, rule: &'g CompiledRule) {
        for pattern in rule.rule.resources.iter().flat_map(Scope::entries) {
            self.add_variable(pattern, Some(self.request.resource()));
        }
        for test in rule.tests() {
            self.add_test(test.test());
            if asks_for_several(test.test(), self.key) {
                self.set_tests.push(test);
            }
        }
    }

    fn add_test(&mut self, test: &Test) {
        if test.key.folded() == self.key {
            self.is_asked = true;
            self.add_comparison(&test.comparison);
        }
        // A variable in the values of another key takes part in that key's comparison.
        let texts = match self.request.carried(test.key.folded()) {
            Carried::Single(value) => vec![value.text],
            Carried::Multi(values) => values.iter().map(Value::as_str).collect(),
            Carried::Unknown if test.key.folded() != self.key => self.found_for(test.key.folded()),
            Carried::Nothing | Carried::Unknown => Vec::new(),
        };
        for text in &texts {
            self.add_variables_in(&test.comparison, text);
        }
        for pattern in patterns(&test.comparison) {
            self.add_variable(pattern, None);
        }
    }

    /// The values of the key as a variable in a comparison with a text: an ARN's components are compared one by one.
    fn add_variables_in(&mut self, comparison: &Comparison, text: &str) {
        let Comparison::Arn { values, .. } = comparison else {
            for pattern in patterns(comparison) {
                self.add_variable(pattern, Some(text));
            }
            return;
        };
        let Some(components) = arn::components(text) else { return };
        for value in values {
            for (pattern, component) in value.components().iter().zip(components) {
                self.add_variable(pattern, Some(component));
            }
        }
    }

    fn add_comparison(&mut self, comparison: &Comparison) {
        match comparison {
            Comparison::String { values, .. } => {
                self.has_letter_case = true;
                self.add_globs(values);
            }
            Comparison::StringIgnoreCase { values, .. } => {
                let globs = self.add_globs(values);
                self.folded.extend(globs.iter().map(shortest_match));
            }
            Comparison::Bool { values } => {
                self.add_globs(values);
                let truths = ["true", "false"].map(str::to_owned);
                self.texts.extend(truths.clone());
                self.folded.extend(truths);
            }
            Comparison::Arn { values, .. } => self.add_arns(values),
            Comparison::Numeric { values, .. } => {
                self.texts.insert("-".to_owned() + &"9".repeat(40));
                self.numbers.push("0".to_owned());
                self.numbers.extend(readable(values).map(ToString::to_string));
            }
            Comparison::Date { values, .. } => {
                self.texts.insert("0001-01-01".to_owned());
                self.texts.extend(readable(values).flat_map(beside_instant));
            }
            Comparison::Binary { values } => {
                self.texts.insert("AA==".to_owned());
                self.texts.extend(
                    readable(values).map(|bytes| base64::engine::general_purpose::STANDARD.encode(bytes)),
                );
            }
            Comparison::IpAddress { values, .. } => {
                self.texts.extend(["192.0.2.1", "2001:db8::1"].map(str::to_owned));
                self.texts.extend(readable(values).flat_map(beside_range).map(|address| address.to_string()));
            }
            Comparison::Null { .. } => {}
        }
    }

    /// Adds the globs of the patterns, and tells them.
    fn add_globs(&mut self, values: &[Pattern]) -> Vec<Glob> {
        let globs = values.iter().flat_map(|pattern| self.instances(std::slice::from_ref(pattern)));
        let globs = globs.flatten().collect::<Vec<_>>();
        self.globs.extend_from_slice(&globs);
        globs
    }

    fn add_arns(&mut self, values: &[ArnPattern]) {
        self.texts.insert("arn:aws:any:any:any:any".to_owned());
        let instances =
            values.iter().flat_map(|value| self.instances(value.components())).collect::<Vec<_>>();
        for components in instances.iter().filter(|components| !components.is_empty()) {
            let texts = components.iter().map(shortest_match).collect::<Vec<_>>();
            self.texts.insert(texts.join(":"));
            let colon = || Token::Literal(":".into());
            let joined = components.iter().enumerate().flat_map(|(at, glob)| {
                (at != 0).then(colon).into_iter().chain(glob.tokens().iter().cloned())
            });
            self.globs.push(Glob::from_tokens(joined));
        }
    }

    fn found_for(&self, folded_key: &str) -> Vec<&'g str> {
        self.found.get(folded_key).into_iter().flatten().map(String::as_str).collect()
    }

    /// The patterns of one value with their known variables replaced, under each assignment of texts to the unknown.
    fn instances(&self, patterns: &[Pattern]) -> Vec<Vec<Glob>> {
        let assignments = self.assignments(patterns);
        let under = |assignment: &Assignment<'_>| {
            patterns.iter().map(|pattern| self.instance(pattern, assignment)).collect()
        };
        assignments.iter().map(under).collect()
    }

    /// Texts for the unknown variables of the patterns: all that were found for their keys, or one that may be theirs.
    fn assignments(&self, patterns: &[Pattern]) -> Vec<Assignment<'g>> {
        let [arbitrary, _] = ARBITRARY;
        let keys = patterns.iter().flat_map(Pattern::variables).map(|variable| variable.key().folded());
        let is_unknown = |key: &&str| matches!(self.request.carried(key), Carried::Unknown);
        let keys = keys.filter(is_unknown).map(str::to_owned).collect::<BTreeSet<_>>();
        let mut assignments = vec![Assignment::new()];
        for key in keys {
            let mut texts = self.found_for(&key);
            if texts.is_empty() || ALL_ASSIGNMENTS_UP_TO < texts.len().saturating_mul(assignments.len()) {
                texts = vec![arbitrary];
            }
            let mut extended = Vec::new();
            for assignment in &assignments {
                for text in &texts {
                    let mut assignment = assignment.clone();
                    assignment.insert(key.clone(), *text);
                    extended.push(assignment);
                }
            }
            assignments = extended;
        }
        assignments
    }

    fn instance(&self, pattern: &Pattern, assignment: &Assignment<'_>) -> Glob {
        let value = |variable: &Variable| match self.request.carried(variable.key().folded()) {
            Carried::Single(value) => value.text.to_owned(),
            Carried::Unknown => {
                assignment.get(variable.key().folded()).copied().unwrap_or_default().to_owned()
            }
            Carried::Nothing | Carried::Multi(_) => variable.default().unwrap_or_default().to_owned(),
        };
        match pattern {
            Pattern::Glob(glob) => glob.clone(),
            Pattern::Template(template) => {
                Glob::from_tokens(template.parts().iter().map(|part| match part {
                    Part::Token(token) => token.clone(),
                    Part::Variable(variable) => Token::Literal(value(variable).into()),
                }))
            }
        }
    }

    /// The values of the key as a variable that make the pattern match the text.
    fn add_variable(&mut self, pattern: &Pattern, text: Option<&str>) {
        let Pattern::Template(template) = pattern else { return };
        let is_key = |variable: &Variable| variable.key().folded() == self.key;
        if !pattern.variables().any(is_key) {
            return;
        }
        self.is_asked = true;
        if let Some(text) = text {
            let values = self.fitting(template, text);
            self.texts.extend(values);
        }
    }

    /// Of the values that make the template match the text, a shortest and a longest.
    fn fitting(&self, template: &Template, text: &str) -> Vec<String> {
        let is_key =
            |part: &Part| matches!(part, Part::Variable(variable) if variable.key().folded() == self.key);
        let before = template.parts().iter().take_while(|part| !is_key(part));
        let fixed = before.map(|part| match part {
            Part::Token(Token::Literal(literal)) => Some(literal.len()),
            Part::Token(_) => None,
            Part::Variable(variable) => match self.request.carried(variable.key().folded()) {
                Carried::Single(value) => Some(value.text.len()),
                _ => variable.default().map(str::len),
            },
        });
        // Behind a wildcard the value could begin anywhere; then every place is tried.
        let starts = match fixed.sum::<Option<usize>>() {
            Some(start) => vec![start],
            None => (0..text.len()).collect(),
        };
        let fits = |value: &str| {
            let pieces = template.parts().iter().map(|part| match part {
                Part::Token(token) => Some(Piece::from(token)),
                part if is_key(part) => Some(Piece::Literal(value)),
                Part::Variable(variable) => match self.request.carried(variable.key().folded()) {
                    Carried::Single(value) => Some(Piece::Literal(value.text)),
                    // Another unknown key may have whatever value fits.
                    Carried::Unknown => Some(Piece::AnyString),
                    Carried::Nothing | Carried::Multi(_) => variable.default().map(Piece::Literal),
                },
            });
            pieces.collect::<Option<Vec<_>>>().is_some_and(|pieces| pieces_match(&pieces, text))
        };
        let values = |start: usize| {
            let ends = start..=text.len();
            ends.filter_map(move |end| text.get(start..end)).filter(|value| fits(value)).collect::<Vec<_>>()
        };
        let all = starts.into_iter().map(values).find(|values| !values.is_empty()).unwrap_or_default();
        all.first().into_iter().chain(all.last()).map(|value| (*value).to_owned()).collect()
    }

    fn finish(mut self) -> Vec<Candidate> {
        if !self.is_asked {
            return vec![None];
        }
        self.texts.extend(beside_numbers(&self.numbers));
        if self.has_letter_case {
            let spelt = self.folded.iter().flat_map(|text| spellings(text));
            self.globs.extend(spelt.map(|text| Glob::from_tokens([Token::Literal(text.into())])));
        }
        self.add_classes();
        self.texts.extend(ARBITRARY.map(str::to_owned));
        self.texts.insert(String::new());
        let texts = self.texts.iter().cloned().collect::<Vec<_>>();
        let singles = texts.iter().map(|text| Some(ContextValue::from(text.clone())));
        let sets = if self.is_multi { value_sets::of(&texts, &self.outcomes(&texts)) } else { Vec::new() };
        let sets = sets.into_iter().map(|set| Some(ContextValue::from_iter(set)));
        std::iter::once(None).chain(singles).chain(sets).collect()
    }

    /// A text of each class of the globs; that of no text makes the others tell something of present keys (S29).
    fn add_classes(&mut self) {
        if self.globs.is_empty() {
            return;
        }
        self.globs.push(Glob::from_tokens([]));
        match classes(&self.globs, &Limits::default()) {
            Ok(classes) => self.texts.extend(classes.into_iter().map(|class| class.witness)),
            Err(_) => self.texts.extend(self.globs.iter().map(shortest_match)),
        }
    }

    /// What each test with a set operator says of each of the texts by itself.
    fn outcomes(&self, texts: &[String]) -> Vec<Vec<Truth>> {
        let empty = Context::default();
        let context = self.request.context().unwrap_or(&empty);
        let values = texts.iter().map(|text| ContextValue::from(text.clone())).collect::<Vec<_>>();
        let contexts = values.iter().map(|value| context.replaced(self.key, Some(value))).collect::<Vec<_>>();
        let of_test = |test: &&CompiledTest| {
            contexts.iter().map(|context| test.holds(&self.request.with_context(context))).collect()
        };
        self.set_tests.iter().map(of_test).collect()
    }
}

fn patterns(comparison: &Comparison) -> Vec<&Pattern> {
    match comparison {
        Comparison::String { values, .. }
        | Comparison::StringIgnoreCase { values, .. }
        | Comparison::Bool { values } => values.iter().collect(),
        Comparison::Arn { values, .. } => values.iter().flat_map(ArnPattern::components).collect(),
        _ => Vec::new(),
    }
}

fn readable<T>(values: &[Operand<T>]) -> impl Iterator<Item = &T> {
    values.iter().filter_map(|value| match value {
        Operand::Value(value) => Some(value),
        Operand::Unreadable(_) => None,
    })
}

/// A text that the glob matches.
fn shortest_match(glob: &Glob) -> String {
    let text = |token: &Token| match token {
        Token::Literal(text) => text.to_string(),
        Token::AnyChar => "a".to_owned(),
        Token::AnyString => String::new(),
    };
    glob.tokens().iter().map(text).collect()
}

/// The numbers, and beside each one so little farther from zero that no other of them lies between.
fn beside_numbers(numbers: &[String]) -> Vec<String> {
    let n_decimals = |number: &String| number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let width = numbers.iter().map(n_decimals).max().unwrap_or_default().min(CLOSEST_DECIMALS);
    let beside = |number: &String| {
        let point = if number.contains('.') { "" } else { "." };
        let zeros = "0".repeat(width.saturating_sub(n_decimals(number)));
        let farther = format!("{number}{point}{zeros}1");
        // Zero has numbers on both sides.
        let below = (number == "0").then(|| format!("-{farther}"));
        [Some(number.clone()), Some(farther), below].into_iter().flatten()
    };
    numbers.iter().flat_map(beside).collect()
}

/// The text in lower and upper case, and with the first letter unlike the others.
fn spellings(text: &str) -> [String; 4] {
    let (lower, upper) = (text.to_lowercase(), text.to_uppercase());
    let mixed = |first: &str, rest: &str| first.chars().take(1).chain(rest.chars().skip(1)).collect();
    [mixed(&upper, &lower), mixed(&lower, &upper), lower, upper]
}

/// The instant and those before and behind it.
fn beside_instant(instant: &Instant) -> Vec<String> {
    let around = [-1, 0, 1].map(|step| instant.plus_nanos(step));
    around.into_iter().flatten().map(|instant| instant.to_string()).collect()
}

/// The ends of the range and the addresses beside them.
fn beside_range(range: &IpNet) -> Vec<IpAddr> {
    let (first, last) = (range.network(), range.broadcast());
    [Some(first), Some(last), step(first, false), step(last, true)].into_iter().flatten().collect()
}

fn step(address: IpAddr, up: bool) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => {
            let bits = u32::from(address);
            let next = if up { bits.checked_add(1) } else { bits.checked_sub(1) };
            next.map(|bits| IpAddr::V4(bits.into()))
        }
        IpAddr::V6(address) => {
            let bits = u128::from(address);
            let next = if up { bits.checked_add(1) } else { bits.checked_sub(1) };
            next.map(|bits| IpAddr::V6(bits.into()))
        }
    }
}
