//! What the questions about a key ask of one text, and the texts that they tell apart.

use iamkit_policy::value;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::bits::Bits;
use crate::domain::key::key_world::KeyWorld;
use crate::domain::key::sample::Sample;
use crate::domain::key::samples;
use crate::domain::question::{Comparison, Family, KeyAtom, Truth, comparison, own, variable};
use crate::language::text::Text;
use crate::limits::{Budget, Exceeded, Work};

/// One text that a key can have, alone or among others.
#[derive(Clone)]
pub(super) struct OneText {
    pub(super) text: String,
    /// The atoms that it passes as the only value.
    pub(super) single: Bits,
    /// The atoms that it passes among several.
    pub(super) listed: Bits,
    pub(super) is_real: bool,
}

/// What the atoms ask of one text.
pub(super) struct Questions {
    /// The comparisons without their negation, each once.
    bases: Vec<Base>,
    /// Which of them each atom asks where the text is alone, and where it is among others.
    single: Vec<Asked>,
    listed: Vec<Asked>,
    /// Pairs of open comparisons of which the first can't hold without the second.
    implied: Vec<(usize, usize)>,
    /// Pairs of open comparisons that can't both hold.
    disjoint: Vec<(usize, usize)>,
    /// What it takes to ask all of one text.
    cost: usize,
}

/// An atom, and the comparisons of which one has to hold for its own.
struct Asked {
    atom: KeyAtom,
    bases: Vec<usize>,
}

/// A comparison.
struct Base {
    comparison: Comparison,
    /// Where it has variables: what holds whatever they are, and what can hold.
    bounds: Option<(Comparison, Comparison)>,
}

/// A text for each family: one that stands for what comparisons of the family tell apart.
type Blend<'t> = [(Family, &'t str)];

fn text_for<'t>(blend: &Blend<'t>, family: Family) -> &'t str {
    let own = blend.iter().find(|(of, _)| *of == family).or(blend.first());
    own.map_or("", |(_, text)| text)
}

impl Questions {
    pub(super) fn new(atoms: &[&KeyAtom], budget: &Budget) -> Result<Self, Exceeded> {
        let mut questions = Self {
            bases: Vec::new(),
            single: Vec::new(),
            listed: Vec::new(),
            implied: Vec::new(),
            disjoint: Vec::new(),
            cost: 0,
        };
        let mut numbers = FxHashMap::default();
        questions.single =
            atoms.iter().map(|atom| questions.number(&mut numbers, own::where_single(atom))).collect();
        questions.listed =
            atoms.iter().map(|atom| questions.number(&mut numbers, own::where_unset(atom))).collect();
        let asked = questions.bases.len() + questions.single.len() + questions.listed.len();
        questions.cost = 4 + 2 * asked + questions.bases.iter().map(Base::further_cost).sum::<usize>();
        let open = (0..).zip(&questions.bases).filter(|(_, base)| base.bounds.is_some()).collect::<Vec<_>>();
        for (one, first) in &open {
            for (two, second) in open.iter().filter(|(two, _)| two != one) {
                if variable::implies(&first.comparison, &second.comparison, budget)? {
                    questions.implied.push((*one, *two));
                }
                if one < two && variable::are_disjoint(&first.comparison, &second.comparison, budget)? {
                    questions.disjoint.push((*one, *two));
                }
            }
        }
        Ok(questions)
    }

    fn number(&mut self, numbers: &mut FxHashMap<Comparison, usize>, atom: KeyAtom) -> Asked {
        let mut bases = Vec::new();
        for comparison in atom.comparison.positive().parts() {
            let next = self.bases.len();
            let number = *numbers.entry(comparison.clone()).or_insert(next);
            if number == next {
                let has_variables = comparison.texts().into_iter().any(Text::has_variables);
                let bounds = has_variables.then(|| variable::bounds(&comparison));
                self.bases.push(Base { comparison, bounds });
            }
            bases.push(number);
        }
        Asked { atom, bases }
    }

    /// Texts that stand for all.
    pub(super) fn texts(&self, world: &KeyWorld, budget: &Budget) -> Result<Vec<OneText>, Exceeded> {
        let plain = self.bases.iter().map(|base| match &base.bounds {
            None => vec![&base.comparison],
            Some((narrow, wide)) => vec![narrow, wide],
        });
        let plain = plain.flatten().collect::<Vec<_>>();
        let samples = samples::of(&plain, world, budget)?;
        let mut found = Found::default();
        for text in samples.iter().flat_map(|sample| &sample.texts) {
            if world.value_type.fits(text) {
                self.push(&mut found.fresh, &[(Family::Text, text)], true, budget)?;
                found.settle(budget)?;
            }
        }
        if let [_, _, ..] = samples.as_slice() {
            self.blend(&samples, &mut Vec::new(), world, &mut found, budget)?;
        }
        Ok(found.texts)
    }

    /// All ways in which what the families tell apart may come together.
    fn blend<'t>(
        &self,
        samples: &'t [Sample],
        chosen: &mut Vec<(Family, &'t str)>,
        world: &KeyWorld,
        found: &mut Found,
        budget: &Budget,
    ) -> Result<(), Exceeded> {
        let Some((sample, rest)) = samples.split_first() else {
            if samples::can_be_one(chosen, world) {
                self.push(&mut found.fresh, chosen, false, budget)?;
                found.settle(budget)?;
            }
            return Ok(());
        };
        for text in &sample.blended {
            budget.spend(Work::Values, 8)?;
            chosen.push((sample.family, text));
            self.blend(rest, chosen, world, found, budget)?;
            chosen.pop();
        }
        Ok(())
    }

    /// A text with each way in which the open comparisons may answer.
    pub(super) fn push(
        &self,
        found: &mut Vec<OneText>,
        blend: &Blend<'_>,
        is_real: bool,
        budget: &Budget,
    ) -> Result<(), Exceeded> {
        budget.spend(Work::Values, self.cost)?;
        let options = self.bases.iter().map(|base| base.outcomes(text_for(blend, base.comparison.family())));
        let options = options.collect::<Vec<_>>();
        let is_sure = options.iter().all(|options| options.len() == 1);
        let mut rows: Vec<Vec<Truth>> = vec![Vec::with_capacity(options.len())];
        for options in &options {
            if let [only] = options.as_slice() {
                for row in &mut rows {
                    row.push(*only);
                }
                continue;
            }
            let longer = |row: &Vec<Truth>| {
                let row = row.clone();
                options
                    .iter()
                    .map(move |truth| row.iter().copied().chain([*truth]).collect())
                    .collect::<Vec<_>>()
            };
            rows = rows.iter().flat_map(longer).collect();
            rows.retain(|row| self.can_be(row));
            budget.classes(rows.len())?;
        }
        rows.retain(|row| self.can_be(row));
        let text = text_for(blend, Family::Text);
        found.extend(rows.iter().map(|row| OneText {
            text: text.to_owned(),
            single: passed(&self.single, row, text),
            listed: passed(&self.listed, row, text),
            is_real: is_real && is_sure,
        }));
        Ok(())
    }

    /// Whether what the first comparisons come to is possible together.
    fn can_be(&self, row: &[Truth]) -> bool {
        let is =
            |at: usize, truth: bool| row.get(at).is_some_and(|outcome| (*outcome == Truth::Holds) == truth);
        !self.implied.iter().any(|(one, two)| is(*one, true) && is(*two, false))
            && !self.disjoint.iter().any(|(one, two)| is(*one, true) && is(*two, true))
    }
}

/// The atoms that a text passes, given what the comparisons come to.
fn passed(atoms: &[Asked], outcomes: &[Truth], text: &str) -> Bits {
    Bits::from_fn(atoms.len(), |at| {
        atoms.get(at).is_some_and(|Asked { atom, bases }| {
            let outcome = Truth::any(bases.iter().filter_map(|base| outcomes.get(*base).copied()));
            let is_arn = || comparison::arn_components(text).is_some();
            atom.counts(match &atom.comparison {
                Comparison::Text { is_negated, .. } => outcome.negated_if(*is_negated),
                // S37: what is no ARN satisfies neither.
                Comparison::Arn { is_negated, .. } => outcome.negated_if(*is_negated && is_arn()),
                _ => outcome,
            })
        })
    })
}

impl Base {
    /// What it takes to ask it, beyond that it is asked.
    fn further_cost(&self) -> usize {
        let of_bounds = self.bounds.as_ref().map_or(0, |(narrow, wide)| narrow.cost() + wide.cost());
        (self.comparison.cost() + of_bounds).saturating_sub(1)
    }

    /// What the comparison can come to for a text.
    fn outcomes(&self, text: &str) -> Vec<Truth> {
        let Some((narrow, wide)) = &self.bounds else { return vec![self.comparison.compare(text)] };
        if let Comparison::Bool { values } = &self.comparison {
            return bool_outcomes(values, text);
        }
        match (narrow.compare(text), wide.compare(text)) {
            (Truth::Holds, _) => vec![Truth::Holds],
            (_, Truth::Holds) => vec![Truth::Holds, Truth::Fails],
            _ => vec![Truth::Fails],
        }
    }
}

/// What a comparison with truth values, some of them with variables, can come to for a text.
fn bool_outcomes(values: &[Text], text: &str) -> Vec<Truth> {
    let Some(truth) = value::parse_bool(text) else { return vec![Truth::Unevaluable] };
    let mut found = vec![Truth::Fails];
    for value in values {
        let [may_be_true, may_be_false] = variable::may_be_bools(value);
        let (may_hold, may_fail) =
            if truth { (may_be_true, may_be_false) } else { (may_be_false, may_be_true) };
        let is_other = value.has_variables() || !(may_hold || may_fail);
        let options = [(may_hold, Truth::Holds), (may_fail, Truth::Fails), (is_other, Truth::Unevaluable)];
        let options = options.into_iter().filter(|(can_be, _)| *can_be).map(|(_, truth)| truth);
        let joined =
            options.flat_map(|option| found.iter().map(move |sum| Truth::any([*sum, option].into_iter())));
        let mut joined = joined.collect::<Vec<_>>();
        joined.dedup();
        found = [Truth::Holds, Truth::Unevaluable, Truth::Fails]
            .into_iter()
            .filter(|truth| joined.contains(truth))
            .collect();
    }
    found
}

/// Texts of which no two pass the same, the empty one apart.
#[derive(Default)]
struct Found {
    texts: Vec<OneText>,
    fresh: Vec<OneText>,
    seen: FxHashSet<(bool, Bits, Bits)>,
}

impl Found {
    fn settle(&mut self, budget: &Budget) -> Result<(), Exceeded> {
        for text in self.fresh.drain(..) {
            if self.seen.insert((text.text.is_empty(), text.single.clone(), text.listed.clone())) {
                self.texts.push(text);
            }
        }
        budget.classes(self.texts.len())
    }
}
