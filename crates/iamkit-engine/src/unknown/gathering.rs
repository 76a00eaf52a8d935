//! What statements ask of an unknown key: the texts, patterns, numbers, ranges that it is compared with, and the texts
//! that it can stand for as a variable.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use iamkit_policy::Arn;
use iamkit_policy::glob::{Glob, Token};
use iamkit_policy::normal::{
    ArnPattern, Operand, Part, Pattern, Scope, Template, Test, TypedComparison, Variable,
};
use iamkit_policy::principal::{PRINCIPAL_ARN, PossibleRoles};

use super::fitting::{self, Fitting};
use super::neighbours::{beside_instant, beside_range};
use super::reading::Reading;
use crate::compiled::CompiledRule;
use crate::condition::CompiledTest;
use crate::context::Value;
use crate::request::{Carried, Request};
use crate::truth::Truth;

/// A text that stands for the value of another unknown key, where none was found for it yet.
const ARBITRARY: &str = "any";

/// Up to so many assignments of texts to the unknown variables of a comparison are tried, above it one.
const ALL_ASSIGNMENTS_UP_TO: usize = 64;

/// A text for each unknown variable.
type Assignment<'t> = BTreeMap<String, &'t str>;

/// The texts found for each unknown key, by its name in lower case.
pub(crate) type Found = BTreeMap<String, Vec<String>>;

/// Whether the test asks for the key, given in lower case, with a set operator.
pub(crate) fn asks_for_several(test: &Test, folded_key: &str) -> bool {
    test.quantifier.is_some() && test.key.folded() == folded_key
}

/// What of a rule hangs on the key.
pub(crate) enum Asking<'g> {
    Test(&'g CompiledTest),
    Resource(&'g CompiledRule),
}

impl Asking<'_> {
    pub(crate) fn says(&self, request: &Request<'_>) -> Truth {
        match self {
            Self::Test(test) => test.holds(request),
            Self::Resource(rule) => rule.names_resource(request),
        }
    }
}

/// What was gathered for a key, to be made into values.
pub(crate) struct Gathering<'g> {
    pub(crate) key: &'g str,
    pub(crate) request: &'g Request<'g>,
    /// What was found for the unknown keys, this one included; empty at first.
    pub(crate) found: &'g Found,
    pub(crate) asking: Vec<Asking<'g>>,
    pub(crate) readings: BTreeSet<Reading>,
    pub(crate) texts: BTreeSet<String>,
    pub(crate) globs: Vec<Glob>,
    /// Patterns of ARNs, by components.
    pub(crate) arns: Vec<Vec<Glob>>,
    /// Numbers that the key is compared with.
    pub(crate) numbers: Vec<String>,
    /// Texts that are compared without regard to letter case (S35, S42).
    pub(crate) folded: BTreeSet<String>,
    pub(crate) is_multi: bool,
    /// What alone the key can be, where it is the ARN of a session's role (S45).
    pub(crate) roles: Option<PossibleRoles>,
    /// Whether it is compared with an unknown key, be it itself.
    pub(crate) is_related: bool,
    /// Whether some values were left out because there are too many.
    pub(crate) is_cut: bool,
}

impl<'g> Gathering<'g> {
    pub(crate) fn new(key: &'g str, request: &'g Request<'g>, found: &'g Found) -> Self {
        Self {
            key,
            request,
            found,
            asking: Vec::new(),
            readings: BTreeSet::new(),
            texts: BTreeSet::new(),
            globs: Vec::new(),
            arns: Vec::new(),
            numbers: Vec::new(),
            folded: BTreeSet::new(),
            is_multi: false,
            roles: possible_roles(key, request),
            is_related: false,
            is_cut: false,
        }
    }

    pub(crate) fn add_rule(&mut self, rule: &'g CompiledRule) {
        let resources = rule.rule.resources.iter().flat_map(Scope::entries).collect::<Vec<_>>();
        if resources.iter().any(|pattern| self.is_variable_of(pattern)) {
            self.asking.push(Asking::Resource(rule));
        }
        for pattern in resources {
            self.add_variable(pattern, Reading::Text, &[self.request.resource()]);
        }
        for test in rule.tests() {
            self.add_test(test);
        }
    }

    fn add_test(&mut self, compiled: &'g CompiledTest) {
        let test = compiled.test();
        let is_own = test.key.folded() == self.key;
        let patterns = patterns(&test.comparison);
        if !is_own && !patterns.iter().any(|pattern| self.is_variable_of(pattern)) {
            return;
        }
        self.asking.push(Asking::Test(compiled));
        if is_own {
            self.readings.extend(Reading::of(&test.comparison));
            self.is_related |= patterns.iter().any(|pattern| self.has_unknown(pattern));
            self.add_comparison(&test.comparison);
        }
        // A variable in the values of another key takes part in that key's comparison.
        let texts = match self.request.carried(test.key.folded()) {
            Carried::Single(value) => vec![value.text],
            Carried::Multi(values) => values.iter().map(Value::as_str).collect(),
            Carried::Unknown => {
                self.is_related |= !is_own;
                if is_own { Vec::new() } else { self.found_for(test.key.folded()) }
            }
            Carried::Nothing => Vec::new(),
        };
        self.add_variables_in(&test.comparison, &texts);
    }

    fn is_variable_of(&self, pattern: &Pattern) -> bool {
        pattern.variables().any(|variable| variable.key().folded() == self.key)
    }

    fn has_unknown(&self, pattern: &Pattern) -> bool {
        let is_unknown =
            |variable: &Variable| matches!(self.request.carried(variable.key().folded()), Carried::Unknown);
        pattern.variables().any(is_unknown)
    }

    /// The values of the key as a variable in a comparison with texts: an ARN's components are compared one by one.
    fn add_variables_in(&mut self, comparison: &TypedComparison, texts: &[&str]) {
        let TypedComparison::Arn { values, .. } = comparison else {
            let reading = Reading::of(comparison).unwrap_or(Reading::Text);
            for pattern in patterns(comparison) {
                self.add_variable(pattern, reading, texts);
            }
            return;
        };
        let arns = texts.iter().filter_map(|text| Arn::components_of(text)).collect::<Vec<_>>();
        for (place, pattern) in values.iter().flat_map(|value| value.components().iter().enumerate()) {
            let components = arns.iter().filter_map(|arn| arn.get(place).copied()).collect::<Vec<_>>();
            self.add_variable(pattern, Reading::Text, &components);
        }
    }

    /// The values of the key as a variable that make the pattern match one of the texts.
    fn add_variable(&mut self, pattern: &Pattern, reading: Reading, texts: &[&str]) {
        let Pattern::Template(template) = pattern else { return };
        if !self.is_variable_of(pattern) {
            return;
        }
        self.readings.insert(reading);
        self.is_related |= fitting::has_other_unknown(template, self.key, self.request);
        for text in texts {
            self.add_fitting(template, reading, text);
        }
        if reading == Reading::Truth {
            self.add_truths();
            // A variable with text beside it makes a truth value of what is none by itself.
            self.is_cut |= template.parts().len() != 1;
        }
    }

    fn add_fitting(&mut self, template: &Template, reading: Reading, text: &str) {
        let Fitting { mut texts, is_complete } = match reading {
            Reading::Text => fitting::of(template, self.key, text, self.request),
            _ => fitting::of_any_case(template, self.key, text, self.request),
        };
        self.is_cut |= !is_complete;
        if self.is_related {
            // Of the values that go with a guess, a shortest and a longest are enough.
            texts.sort_by_key(String::len);
            texts = [texts.first(), texts.last()].into_iter().flatten().cloned().collect();
        }
        if reading == Reading::Text {
            self.globs.extend(texts.iter().map(|text| literal(text)));
        } else {
            self.folded.extend(texts.iter().cloned());
        }
        self.texts.extend(texts);
    }

    fn add_truths(&mut self) {
        let truths = ["true", "false"].map(str::to_owned);
        self.texts.extend(truths.clone());
        self.folded.extend(truths);
    }

    fn add_comparison(&mut self, comparison: &TypedComparison) {
        match comparison {
            TypedComparison::String { values, .. } => {
                self.add_globs(values);
            }
            TypedComparison::StringIgnoreCase { values, .. } => {
                let texts = self.add_globs(values).iter().map(shortest_match).collect::<Vec<_>>();
                self.folded.extend(texts);
            }
            TypedComparison::Bool { values } => {
                self.add_globs(values);
                self.add_truths();
            }
            TypedComparison::Arn { values, .. } => self.add_arns(values),
            TypedComparison::Numeric { values, .. } => {
                self.texts.insert("-".to_owned() + &"9".repeat(40));
                self.numbers.push("0".to_owned());
                self.numbers.extend(readable(values).map(ToString::to_string));
            }
            TypedComparison::Date { values, .. } => {
                self.texts.insert("0001-01-01".to_owned());
                self.texts.extend(readable(values).flat_map(beside_instant));
            }
            TypedComparison::Binary { values } => self.add_bytes(values),
            TypedComparison::IpAddress { values, .. } => {
                self.texts.extend(["192.0.2.1", "2001:db8::1"].map(str::to_owned));
                self.texts.extend(readable(values).flat_map(beside_range).map(|address| address.to_string()));
            }
            TypedComparison::Null { .. } => {}
        }
    }

    /// The bytes of the policy, and longer ones.
    fn add_bytes(&mut self, values: &[Operand<Vec<u8>>]) {
        let length = readable(values).map(Vec::len).max().unwrap_or_default();
        let bytes = readable(values).cloned().chain([vec![0; length + 1]]);
        self.texts.extend(bytes.map(|bytes| base64::engine::general_purpose::STANDARD.encode(bytes)));
    }

    /// Adds the globs of the patterns, and tells them.
    fn add_globs(&mut self, values: &[Pattern]) -> Vec<Glob> {
        let globs = values.iter().flat_map(|pattern| self.instances(std::slice::from_ref(pattern)));
        let globs = globs.flatten().collect::<Vec<_>>();
        self.globs.extend_from_slice(&globs);
        globs
    }

    fn add_arns(&mut self, values: &[ArnPattern]) {
        let instances = values.iter().flat_map(|value| self.instances(value.components()));
        let instances = instances.filter(|components| !components.is_empty()).collect::<Vec<_>>();
        self.arns.extend(instances);
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
        let keys = patterns.iter().flat_map(Pattern::variables).map(|variable| variable.key().folded());
        let is_unknown = |key: &&str| matches!(self.request.carried(key), Carried::Unknown);
        let keys = keys.filter(is_unknown).map(str::to_owned).collect::<BTreeSet<_>>();
        let mut assignments = vec![Assignment::new()];
        for key in keys {
            let mut texts = self.found_for(&key);
            if texts.is_empty() || ALL_ASSIGNMENTS_UP_TO < texts.len().saturating_mul(assignments.len()) {
                texts = vec![ARBITRARY];
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
            Carried::Single(value) => Some(value.text.to_owned()),
            Carried::Unknown => assignment.get(variable.key().folded()).map(|text| (*text).to_owned()),
            Carried::Nothing | Carried::Multi(_) => variable.default().map(str::to_owned),
        };
        match pattern {
            Pattern::Glob(glob) => glob.clone(),
            Pattern::Template(template) => {
                Glob::from_tokens(template.parts().iter().map(|part| match part {
                    Part::Token(token) => token.clone(),
                    Part::Variable(variable) => Token::Literal(value(variable).unwrap_or_default().into()),
                }))
            }
        }
    }
}

fn possible_roles(folded_key: &str, request: &Request<'_>) -> Option<PossibleRoles> {
    if folded_key == PRINCIPAL_ARN { request.principal().as_aws()?.possible_roles() } else { None }
}

/// The glob of one text.
pub(crate) fn literal(text: &str) -> Glob {
    Glob::from_tokens([Token::Literal(text.into())])
}

fn patterns(comparison: &TypedComparison) -> Vec<&Pattern> {
    match comparison {
        TypedComparison::String { values, .. }
        | TypedComparison::StringIgnoreCase { values, .. }
        | TypedComparison::Bool { values } => values.iter().collect(),
        TypedComparison::Arn { values, .. } => values.iter().flat_map(ArnPattern::components).collect(),
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
pub(crate) fn shortest_match(glob: &Glob) -> String {
    let text = |token: &Token| match token {
        Token::Literal(text) => text.to_string(),
        Token::AnyChar => "a".to_owned(),
        Token::AnyString => String::new(),
    };
    glob.tokens().iter().map(text).collect()
}
