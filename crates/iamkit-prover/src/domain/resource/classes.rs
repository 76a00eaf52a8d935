//! Classes of resources that the questions tell apart, and resources that are samples of them.

use rustc_hash::FxHashSet;

use crate::bits::Bits;
use crate::domain::question::{Atom, comparison};
use crate::domain::resource::beyond::Others;
use crate::domain::resource::forms::Forms;
use crate::language::text::{self, Text};
use crate::language::{self, Class, Loop, Step, Word, arn, standing, word};
use crate::limits::{Budget, Exceeded, Work};

/// The resource of a request where no policy cares which it is.
pub(crate) const EXAMPLE: &str = "*";

/// Up to so many patterns with a `*` only at their end are told apart without an automaton.
const FEW: usize = 24;

/// The classes of resources: of all texts, or of those that an action takes.
pub(crate) fn of(
    atoms: &[(usize, &Atom)],
    resources: Option<&Forms<'_>>,
    budget: &Budget,
) -> Result<Vec<Class>, Exceeded> {
    if LONG < atoms.iter().map(|(_, atom)| length(atom)).sum()
        && let Some(classes) = sampled(atoms, resources, budget)?
    {
        return Ok(classes);
    }
    match resources {
        Some(forms) => classes_of(atoms, forms, budget),
        None => by_prefix(atoms).map_or_else(|| of_automaton(&[], atoms, budget), Ok),
    }
}

/// Of patterns with more characters than that, samples are tried before an automaton.
const LONG: usize = 1 << 12;

/// Up to so many atoms can have all answers that there are.
const FEW_ATOMS: usize = 8;

/// The classes, if some samples have all answers that there could be.
fn sampled(
    atoms: &[(usize, &Atom)],
    resources: Option<&Forms<'_>>,
    budget: &Budget,
) -> Result<Option<Vec<Class>>, Exceeded> {
    if FEW_ATOMS < atoms.len() {
        return Ok(None);
    }
    let mut found = samples(atoms, resources, budget)?;
    found.sort_by(|(one, _), (two, _)| (one.len(), one).cmp(&(two.len(), two)));
    let mut seen = FxHashSet::default();
    let classes = found.into_iter().filter(|(_, lists)| seen.insert(lists.clone()));
    let classes = classes.map(|(witness, lists)| Class { lists, witness }).collect::<Vec<_>>();
    Ok((classes.len() == 1 << atoms.len()).then_some(classes))
}

/// Up to so many patterns of an atom are made to samples.
const SAMPLED: usize = 6;

/// Up to so many patterns of all atoms: each sample is held against every atom.
const SAMPLED_IN_ALL: usize = 1 << 10;

/// Some resources with what each answers, enough to refute most of what isn't so.
pub(crate) fn samples(
    atoms: &[(usize, &Atom)],
    resources: Option<&Forms<'_>>,
    budget: &Budget,
) -> Result<Vec<(String, Bits)>, Exceeded> {
    let patterns = atoms.iter().flat_map(|(_, atom)| match atom {
        Atom::Resource(texts) => texts.get(..SAMPLED).unwrap_or(texts),
        _ => &[],
    });
    // Others than the listed ones are looked for where these don't settle the matter.
    let is_one = |text: &String| resources.is_none_or(|forms| forms.list(text));
    let mut samples = resources.map_or_else(|| vec![EXAMPLE.to_owned()], |forms| forms.examples().to_vec());
    let mut known = samples.iter().cloned().collect::<FxHashSet<_>>();
    let patterns = patterns.take(SAMPLED_IN_ALL);
    for text in patterns.flat_map(made_by) {
        if is_one(&text) && known.insert(text.clone()) {
            samples.push(text);
        }
    }
    let cost = cost_of(atoms.iter().map(|(_, atom)| *atom));
    let answered = samples.into_iter().map(|text| {
        budget.spend(Work::Patterns, cost + text.len() / 8)?;
        let answers = vector(atoms, &text);
        Ok((text, answers))
    });
    answered.collect()
}

/// Resources that a pattern matches: with a name where it leaves one open, with nothing, and with a name of two parts.
pub(crate) fn made_by(pattern: &Text) -> impl Iterator<Item = String> {
    let mut made = ["example", "", "example/example"].map(|filling| arn::filled(pattern, filling)).to_vec();
    made.dedup();
    made.into_iter()
}

/// What it takes to hold some atoms against a resource.
pub(crate) fn cost_of<'a>(atoms: impl Iterator<Item = &'a Atom>) -> usize {
    atoms.map(cost).sum()
}

/// What it takes to hold an atom against a resource.
fn cost(atom: &Atom) -> usize {
    match atom {
        Atom::Resource(texts) => texts.len(),
        Atom::ResourceArn(arns) => 4 * arns.len(),
        _ => 1,
    }
}

/// Whether an atom about resources, without variables, holds for one.
pub(crate) fn holds(atom: &Atom, text: &str) -> bool {
    match atom {
        Atom::Resource(texts) => texts.iter().any(|pattern| pattern.matches(text)),
        Atom::ResourceArn(arns) => comparison::arn_components(text).is_some_and(|components| {
            let matches = |arn: &[Text; 6]| {
                arn.iter().zip(&components).all(|(pattern, component)| pattern.matches(component))
            };
            arns.iter().any(matches)
        }),
        Atom::ResourceHasAccount => {
            let account = comparison::arn_components(text).and_then(|components| components.get(4).copied());
            account.is_some_and(arn::is_account)
        }
        _ => false,
    }
}

fn vector(atoms: &[(usize, &Atom)], text: &str) -> Bits {
    Bits::from_fn(atoms.len(), |at| atoms.get(at).is_some_and(|(_, atom)| holds(atom, text)))
}

/// The classes of an action's resources, with a well-known witness where one of the class is at hand.
fn classes_of(atoms: &[(usize, &Atom)], forms: &Forms<'_>, budget: &Budget) -> Result<Vec<Class>, Exceeded> {
    let mut classes = if forms.lists_star_only() {
        vec![Class { lists: vector(atoms, "*"), witness: "*".into() }]
    } else {
        of_automaton(forms.words(), atoms, budget)?
    };
    for example in forms.examples() {
        let vector = vector(atoms, example);
        if let Some(class) = classes.iter_mut().find(|class| class.lists == vector) {
            class.witness.clone_from(example);
        }
    }
    if let Some(others) = forms.others() {
        add_others(others, atoms, &mut classes, budget)?;
    }
    Ok(classes)
}

/// Adds the classes that only other resources than the listed ones have.
fn add_others(
    others: &Others<'_>,
    atoms: &[(usize, &Atom)],
    classes: &mut Vec<Class>,
    budget: &Budget,
) -> Result<(), Exceeded> {
    // Often all that the patterns could tell apart is there already.
    if atoms.len() < 8 && classes.len() == 1 << atoms.len() {
        return Ok(());
    }
    let places =
        (0..atoms.len()).filter(|at| atoms.get(*at).is_some_and(|(_, atom)| others.may_answer(atom)));
    let places = places.collect::<Vec<_>>();
    let told = places.iter().filter_map(|at| atoms.get(*at).copied()).collect::<Vec<_>>();
    // The places are in order.
    let is_in = |lists: &Bits, at: usize| places.binary_search(&at).is_ok_and(|at| lists.contains(at));
    let widened = |lists: &Bits| Bits::from_fn(atoms.len(), |at| is_in(lists, at));
    let mut known = classes.iter().map(|class| class.lists.clone()).collect::<FxHashSet<_>>();
    if by_prefix(&told).is_some_and(|all| all.iter().all(|class| known.contains(&widened(&class.lists)))) {
        return Ok(());
    }
    let asked = all_words(&told, budget)?;
    let mut found = own_classes(others, &asked, budget)?;
    for (universe, except) in others.texts() {
        let lists = asked.iter().cloned().chain(except).collect::<Vec<_>>();
        let all = language::partition(universe, &lists, budget)?;
        found.extend(all.into_iter().filter(|class| !class.lists.contains(asked.len())));
    }
    for Class { lists, witness } in found {
        let lists = widened(&lists);
        if known.insert(lists.clone()) {
            classes.push(Class { lists, witness });
        }
    }
    Ok(())
}

/// Classes of ARNs of the action's own services that are meant beside those of its types.
///
/// Most texts of a class are in forms that are meant, so that its first text mostly is; the others are looked through
/// only where it isn't.
fn own_classes(others: &Others, asked: &[Vec<Word>], budget: &Budget) -> Result<Vec<Class>, Exceeded> {
    let Some((universe, elsewhere, excluded)) = others.own() else { return Ok(Vec::new()) };
    let lists = asked.iter().cloned().chain([elsewhere.to_vec()]).collect::<Vec<_>>();
    let mut found = Vec::new();
    for Class { lists, witness } in language::partition(universe, &lists, budget)? {
        if others.contain(&witness) {
            found.push(Class { lists, witness });
            continue;
        }
        let with = |is_in: bool| {
            (0..asked.len()).filter({
                let lists = &lists;
                move |at| lists.contains(*at) == is_in
            })
        };
        let words = |at: usize| asked.get(at).cloned().unwrap_or_default();
        let named = with(true).map(words).collect::<Vec<_>>();
        let except = with(false).map(words).chain([excluded.to_vec()]).collect::<Vec<_>>();
        let other = language::search(universe, &named, &except, budget)?;
        found.extend(other.map(|witness| Class { lists: lists.clone(), witness }));
    }
    Ok(found)
}

fn of_automaton(
    universe: &[Word],
    atoms: &[(usize, &Atom)],
    budget: &Budget,
) -> Result<Vec<Class>, Exceeded> {
    let lists = all_words(atoms, budget)?;
    language::partition(universe, &lists, budget)
}

fn all_words(atoms: &[(usize, &Atom)], budget: &Budget) -> Result<Vec<Vec<Word>>, Exceeded> {
    atoms.iter().map(|(_, atom)| words(atom, budget)).collect()
}

pub(crate) fn words(atom: &Atom, budget: &Budget) -> Result<Vec<Word>, Exceeded> {
    budget.spend(Work::Automata, length(atom))?;
    Ok(match atom {
        Atom::Resource(texts) => standing::widest(texts, budget)?.into_iter().map(word::of_plain).collect(),
        Atom::ResourceArn(arns) => arns.iter().filter_map(|arn| word::of_arn(arn, &|_| 0)).collect(),
        Atom::ResourceHasAccount => vec![with_account()],
        _ => Vec::new(),
    })
}

/// How much there is to read of the patterns of an atom.
fn length(atom: &Atom) -> usize {
    match atom {
        Atom::Resource(texts) => texts.iter().map(Text::length).sum(),
        Atom::ResourceArn(arns) => arns.iter().flatten().map(Text::length).sum(),
        _ => 0,
    }
}

/// ARNs whose fifth component is the number of an account.
fn with_account() -> Word {
    let mut word = Word::default();
    word.push_text("arn:");
    for _ in 0..3 {
        word.push_loop(Loop::NotColon);
        word.push(Step::Char(':'));
    }
    arn::push_account(&mut word);
    word.push(Step::Char(':'));
    word.push_loop(Loop::Any);
    word.finish()
}

/// The classes of all texts by few patterns that are literal or have a `*` only at their end.
fn by_prefix(atoms: &[(usize, &Atom)]) -> Option<Vec<Class>> {
    let mut patterns = Vec::new();
    for (_, atom) in atoms {
        let Atom::Resource(texts) = atom else { return None };
        patterns.extend(texts.iter());
    }
    if FEW < patterns.len() {
        return None;
    }
    let mut classes: Vec<Class> = Vec::new();
    for witness in text::prefix_classes(patterns.into_iter())? {
        let lists = vector(atoms, &witness);
        if !classes.iter().any(|class| class.lists == lists) {
            classes.push(Class { lists, witness });
        }
    }
    Some(classes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use proptest::prelude::*;

    fn atom(patterns: &[String]) -> Atom {
        let text = |text: &String| Text::from_glob(&iamkit_policy::glob::Glob::parse(text));
        Atom::Resource(patterns.iter().map(text).collect())
    }

    #[test]
    fn an_account_stands_in_the_fifth_field() {
        let atoms = [(0, &Atom::ResourceHasAccount)];
        let classes = of_automaton(&[], &atoms, &Budget::new(&Limits::default())).unwrap();
        assert_eq!(classes.len(), 2);
        assert!(classes.iter().all(|class| vector(&atoms, &class.witness) == class.lists));
        assert!(holds(&Atom::ResourceHasAccount, "arn:aws:iam::111122223333:user/x"));
    }

    proptest! {
        #[test]
        fn prefixes_and_the_automaton_find_the_same_classes(
            lists in prop::collection::vec(prop::collection::vec("[ab]{0,3}[*]?", 1..3), 1..4)
        ) {
            let atoms = lists.iter().map(|list| atom(list)).collect::<Vec<_>>();
            let atoms = atoms.iter().map(|atom| (0, atom)).collect::<Vec<_>>();
            let quick = by_prefix(&atoms).unwrap();
            let slow = of_automaton(&[], &atoms, &Budget::new(&Limits::default())).unwrap();
            let vectors = |classes: &[Class]| {
                let mut vectors = classes.iter().map(|class| class.lists.clone()).collect::<Vec<_>>();
                vectors.sort();
                vectors
            };
            prop_assert_eq!(vectors(&quick), vectors(&slow));
        }

        #[test]
        fn samples_that_have_all_answers_are_all_classes(
            lists in prop::collection::vec(prop::collection::vec("[ab*]{0,3}", 1..4), 1..4)
        ) {
            let atoms = lists.iter().map(|list| atom(list)).collect::<Vec<_>>();
            let atoms = atoms.iter().map(|atom| (0, atom)).collect::<Vec<_>>();
            let budget = Budget::new(&Limits::default());
            if let Some(classes) = sampled(&atoms, None, &budget).unwrap() {
                let all = of_automaton(&[], &atoms, &budget).unwrap();
                prop_assert_eq!(classes.len(), all.len());
                prop_assert!(classes.iter().all(|class| vector(&atoms, &class.witness) == class.lists));
            }
        }
    }
}
