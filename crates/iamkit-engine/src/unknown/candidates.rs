//! Values of an unknown key that stand for all its values, as far as the statements in question can tell them apart.
//!
//! Text that is compared by globs is split into the classes of those globs; ARNs component by component; ordered values
//! stand at and beside each bound; addresses inside and beside each range. A key that is a variable of the request also
//! gets every text that makes a comparison with it hold. A key that no set operator asks for has one value (S33).
//!
//! So the values of a key stand for all, unless operators read it in several ways that can't be told apart text by text
//! (see `reading`), or it is compared with another unknown key or with itself. Then values are still tried – those of each
//! reading, and the texts that were found for the other key – but a way to answer may be missed, and the key is said to be
//! incomplete.

use std::collections::{BTreeSet, HashSet};

use iamkit_policy::glob::{Glob, Token, classes};
use iamkit_policy::principal::Grant;
use iamkit_policy::principal::PossibleRoles;

use super::arn_classes;
use super::gathering::{Asking, Found, Gathering, asks_for_several, literal, shortest_match};
use super::neighbours::{CLOSEST_DECIMALS, beside_numbers, n_decimals};
use super::reading::{self, Reading};
use super::value_sets;
use crate::condition::CompiledTest;
use crate::context::{Context, ContextValue};
use crate::scene::Scene;
use crate::truth::Truth;

/// A value, or `None` for the key's absence.
pub(crate) type Candidate = Option<ContextValue<'static>>;

/// An unknown key.
pub(crate) struct UnknownKey<'k> {
    /// As the context spells it.
    pub(crate) name: &'k str,
    pub(crate) values: Vec<Candidate>,
    /// Whether the values stand for all that the key may have, whatever other keys are.
    pub(crate) is_complete: bool,
    /// With how many patterns, texts and numbers it is compared.
    pub(crate) n_comparisons: usize,
    /// Whether it is compared with an unknown key.
    is_related: bool,
}

/// Texts that no policy is likely to name, two of them so that two unknown keys can differ.
const ARBITRARY: [&str; 2] = ["any", "other"];

/// The unknown keys with the values to try.
pub(crate) fn of_all<'k>(keys: impl Iterator<Item = &'k str>, scene: &Scene<'_>) -> Vec<UnknownKey<'k>> {
    let mut gathered = keys.map(|key| of(key, scene, &Found::new())).collect::<Vec<_>>();
    // Keys that are compared with each other have to be able to agree: each is gathered again with the others' texts.
    let related = gathered.iter().filter(|key| key.is_related);
    let found = related.map(|key| (key.name.to_ascii_lowercase(), texts_of(&key.values))).collect::<Found>();
    for key in gathered.iter_mut().filter(|key| key.is_related && 1 < found.len()) {
        *key = of(key.name, scene, &found);
    }
    gathered
}

fn texts_of(values: &[Candidate]) -> Vec<String> {
    let single = values.iter().filter_map(|value| match value {
        Some(ContextValue::Single(value)) => Some(value.as_str().to_owned()),
        _ => None,
    });
    single.collect()
}

/// The values to try for a key; absence alone for a key that no statement in question asks for.
fn of<'k>(key: &'k str, scene: &Scene<'_>, found: &Found) -> UnknownKey<'k> {
    let folded = key.to_ascii_lowercase();
    let mut gathering = Gathering::new(&folded, scene.request, found);
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
    gathering.finish(key)
}

impl<'g> Gathering<'g> {
    /// The key with the values, absence first.
    fn finish(mut self, name: &str) -> UnknownKey<'_> {
        let n_comparisons = self.n_comparisons();
        if self.asking.is_empty() {
            return UnknownKey {
                name,
                values: vec![None],
                is_complete: true,
                n_comparisons,
                is_related: false,
            };
        }
        if let Some(roles) = self.roles.take() {
            return self.finish_role(name, &roles);
        }
        self.add_spellings();
        self.add_numbers();
        self.add_arn_texts();
        self.add_classes();
        self.texts.extend(ARBITRARY.map(str::to_owned));
        self.texts.insert(String::new());
        let texts = self.texts.iter().cloned().collect::<Vec<_>>();
        let singles = texts.iter().map(|text| Some(ContextValue::from(text.clone())));
        let mut values = std::iter::once(None).chain(singles).collect::<Vec<_>>();
        if self.is_multi {
            let found = value_sets::of(&texts, &self.outcomes(&texts));
            self.is_cut |= !found.is_complete;
            values.extend(found.sets.into_iter().map(|set| Some(ContextValue::from_iter(set))));
        }
        let is_complete = !self.is_related && !self.is_cut && self.stands_for_all(&texts);
        let is_related = self.is_related;
        UnknownKey { name, values: self.distinct(values), is_complete, n_comparisons, is_related }
    }

    fn n_comparisons(&self) -> usize {
        self.asking.len() + self.globs.len() + self.arns.len() + self.folded.len() + self.numbers.len()
    }

    /// The key that is the ARN of a session's role, with those of its values that the role may have (S45).
    fn finish_role<'n>(mut self, name: &'n str, roles: &PossibleRoles) -> UnknownKey<'n> {
        let n_comparisons = self.n_comparisons();
        let roots = roles.components();
        let of_arns = self.arns.iter().filter_map(|pattern| as_text(pattern, &roots)).collect::<Vec<_>>();
        self.globs.extend(of_arns);
        self.globs.extend(roles.globs());
        // Spelt otherwise it is another role, unless the path alone is.
        let of_folded = self.folded.iter().filter_map(|text| roles.spelt_like(text));
        let of_folded = of_folded.collect::<Vec<_>>();
        self.is_cut |= !of_folded.is_empty();
        self.texts.extend(of_folded);
        self.add_classes();
        self.texts.insert(roles.shortest());
        self.texts.extend(ARBITRARY.map(|path| roles.with_path(path)));
        self.texts.retain(|text| roles.path_in(text).is_some());
        let texts = self.texts.iter().cloned().collect::<Vec<_>>();
        let values = texts.iter().map(|text| Some(ContextValue::from(text.clone()))).collect();
        // No ARN is a number, an address or anything else that other readings would tell apart.
        let is_complete = !self.is_related && !self.is_cut;
        let is_related = self.is_related;
        UnknownKey { name, values: self.distinct(values), is_complete, n_comparisons, is_related }
    }

    /// Whether the texts stand for all, given that those of each reading do.
    fn stands_for_all(&self, texts: &[String]) -> bool {
        let has_wildcards = self.globs.iter().any(|glob| glob.as_literal().is_none());
        let mut typed = self.readings.iter().filter(|reading| reading.is_typed());
        match (typed.next(), typed.next()) {
            (None, _) => true,
            (Some(_), None) if self.readings.len() == 1 => true,
            (Some(typed), None) => !has_wildcards && self.each_literal_has_company(*typed, texts),
            (Some(_), Some(_)) => false,
        }
    }

    /// Whether for each text that is named there is one that isn't, and that the typed comparisons don't tell from it:
    /// then texts and types can be had in every combination.
    fn each_literal_has_company(&self, typed: Reading, texts: &[String]) -> bool {
        let literals = self.globs.iter().filter_map(Glob::as_literal).collect::<BTreeSet<_>>();
        let of_type = |test: &&CompiledTest| Reading::of(&test.test().comparison) == Some(typed);
        let typed_tests = self.own_tests().filter(of_type).collect::<Vec<_>>();
        let said =
            |text: &str| typed_tests.iter().map(|test| test.says_of(text, self.request)).collect::<Vec<_>>();
        let company = texts.iter().filter(|text| !literals.contains(text.as_str())).map(|text| said(text));
        let company = company.collect::<HashSet<_>>();
        // Bytes have one spelling, so a text that is named has no company, and needs none.
        typed == Reading::Bytes || literals.iter().all(|text| company.contains(&said(text)))
    }

    /// The tests that ask for the key itself.
    fn own_tests(&self) -> impl Iterator<Item = &'g CompiledTest> {
        self.asking.iter().filter_map(|asking| match asking {
            Asking::Test(test) if test.test().key.folded() == self.key => Some(*test),
            _ => None,
        })
    }

    /// The numbers in question; spelt so that they are no text that is named, too, where texts are.
    fn add_numbers(&mut self) {
        self.is_cut |= self.numbers.iter().any(|number| CLOSEST_DECIMALS < n_decimals(number));
        let numbers = beside_numbers(&self.numbers);
        if 1 < self.readings.len() {
            let longest =
                self.globs.iter().filter_map(Glob::as_literal).map(str::len).max().unwrap_or_default();
            self.texts.extend(numbers.iter().map(|number| reading::padded(number, longest)));
        }
        self.texts.extend(numbers);
    }

    /// Spellings of what is compared without regard to letter case, and a text that none of it is.
    fn add_spellings(&mut self) {
        if !self.folded.is_empty() {
            self.texts.insert(longer_than(self.folded.iter()));
        }
        let is_case_told = self.readings.iter().any(|reading| !reading.ignores_case());
        if is_case_told {
            let spellings = reading::spellings(self.folded.iter());
            self.is_cut |= !spellings.is_complete;
            self.globs.extend(spellings.texts.iter().map(|text| literal(text)));
            self.texts.extend(spellings.texts);
        }
    }

    fn add_arn_texts(&mut self) {
        if !self.readings.contains(&Reading::Arn) {
            return;
        }
        let found = arn_classes::of(&self.arns);
        self.is_cut |= !found.is_complete;
        self.texts.extend(found.texts);
    }

    /// A text of each class of the globs; that of no text makes the others tell something of present keys (S29).
    fn add_classes(&mut self) {
        if self.globs.is_empty() {
            return;
        }
        self.globs.push(Glob::from_tokens([]));
        let literals = self.globs.iter().map(|glob| glob.as_literal().map(str::to_owned));
        if let Some(literals) = literals.collect::<Option<Vec<_>>>() {
            // Each is a class by itself, and a longer text stands for all others.
            self.texts.insert(longer_than(literals.iter()));
            self.texts.extend(literals);
            return;
        }
        if let Ok(classes) = classes(&self.globs, &arn_classes::CLASS_LIMITS) {
            self.texts.extend(classes.into_iter().map(|class| class.witness));
        } else {
            self.is_cut = true;
            self.texts.extend(self.globs.iter().map(shortest_match));
        }
    }

    /// What each test with a set operator (S30) says of each of the texts as one of several.
    fn outcomes(&self, texts: &[String]) -> Vec<Vec<Truth>> {
        let set_tests = self.own_tests().filter(|test| test.test().quantifier.is_some());
        let of_test =
            |test: &CompiledTest| texts.iter().map(|text| test.says_of(text, self.request)).collect();
        set_tests.map(of_test).collect()
    }

    /// Of the values of which all that is asked says the same, the first. What is compared with an unknown key isn't
    /// known to say the same.
    fn distinct(&self, mut values: Vec<Candidate>) -> Vec<Candidate> {
        if self.is_related {
            return values;
        }
        let context = self.context();
        let mut seen = HashSet::new();
        values.retain(|value| {
            let context = context.replaced(self.key, value.as_ref());
            let request = self.request.with_context(&context);
            seen.insert(self.asking.iter().map(|asking| asking.says(&request)).collect::<Vec<_>>())
        });
        values
    }

    fn context(&self) -> Context<'g> {
        self.request.context().cloned().unwrap_or_default()
    }
}

/// A pattern of ARNs as one of the texts that begin with these components; `None` where it matches none of them.
fn as_text(pattern: &[Glob], head: &[&str; 5]) -> Option<Glob> {
    let (resource, of_head) = pattern.split_last()?;
    let is_headed = of_head.iter().zip(head).all(|(glob, text)| glob.matches(text));
    let start = Token::Literal((head.join(":") + ":").into());
    let tokens = || std::iter::once(start).chain(resource.tokens().iter().cloned());
    is_headed.then(|| Glob::from_tokens(tokens()))
}

/// A text that is none of some texts.
fn longer_than<'t>(texts: impl Iterator<Item = &'t String>) -> String {
    "z".repeat(texts.map(String::len).max().unwrap_or_default() + 1)
}
