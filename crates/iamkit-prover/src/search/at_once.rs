//! What one shape allows beyond another, seen at once.
//!
//! A few resources come first, then the patterns one by one with a search for one resource; all resources are told apart
//! only where nothing else settles the matter.

use crate::compile::shape::{LitCube, Shape, lit, unlit};
use crate::domain::principal::asker_values;
use crate::domain::question::Atom;
use crate::domain::resource::{Forms, Others, classes};
use crate::domain::{Dimension, Point};
use crate::language;
use crate::language::standing::Standing;
use crate::limits::{Exceeded, Work};
use crate::reason::Reason;
use crate::search::analysis::{Analysis, Excess};
use crate::search::domains::Look;
use crate::search::problem::Problem;
use crate::search::world::World;

/// So many times a way of answering the questions about patterns is tried that no resource has.
const MAX_ROUNDS: usize = 64;

/// Atoms, and whether each holds.
type Answers = Vec<(usize, bool)>;

impl<'q> Analysis<'q> {
    /// What is found with all values of all dimensions told apart.
    pub(crate) fn whole_excess(&mut self, one: &Shape, two: &Shape, world: &World<'q>) -> Excess {
        let bounded = self.bounded_if_needed(one, two, world);
        match bounded.and_then(|world| self.first_excess(one, two, &world, Look::Whole)) {
            Ok(excess) => excess,
            Err(exceeded) => Excess::Unknown(Reason::Limit(exceeded)),
        }
    }

    /// What some resources show, or what follows from the patterns one by one; `None` if neither settles the matter.
    pub(crate) fn seen_at_once(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        can_be_sampled: bool,
    ) -> Result<Option<Excess>, Exceeded> {
        if !self.asks_resources(one, two, world) {
            return Ok(None);
        }
        if can_be_sampled && let Excess::Found(points) = self.first_excess(one, two, world, Look::Sample)? {
            return Ok(Some(Excess::Found(points)));
        }
        self.by_patterns(one, two, world)
    }

    /// What follows from the patterns one by one: a way to answer all questions about them that leaves an excess is
    /// looked for, then a resource that has those answers. If there is none, that is learnt, and another way is looked
    /// for.
    fn by_patterns(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
    ) -> Result<Option<Excess>, Exceeded> {
        let (one, two, mut world) = self.split(one, two, world)?;
        for _ in 0..MAX_ROUNDS {
            self.session.is_split = true;
            let problem = Problem::new(&mut self.session, &one, &two, &world, Look::Whole);
            self.session.is_split = false;
            let problem = problem?;
            let budget = &self.session.budget;
            let real = problem.first_excess(budget)?;
            let is_real = real.is_some();
            let Some(region) =
                real.map_or_else(|| problem.first_open_excess(budget), |real| Ok(Some(real)))?
            else {
                return Ok(Some(Excess::None));
            };
            let region = problem.possible(&region, budget)?;
            let mut answers = problem.answers(&region);
            answers
                .retain(|(atom, _)| self.session.atoms.get(*atom).is_some_and(|atom| !atom.has_variables()));
            if let Some(text) = self.resource_with(&answers, &world)? {
                if !is_real {
                    return Ok(None);
                }
                let mut points = problem.first_points(&region);
                points.retain(|(dimension, _)| !matches!(dimension, Dimension::Opaque(_)));
                points.push((Dimension::Resource, Point::Resource(text)));
                return Ok(Some(Excess::Found(points)));
            }
            let lits = answers.iter().map(|(atom, holds)| lit(*atom, *holds));
            let Some(mut learnt) = lits.collect::<Option<LitCube>>() else { return Ok(None) };
            learnt.sort_unstable();
            world.impossible.push(learnt);
        }
        Ok(None)
    }

    /// A resource for which the questions have these answers.
    pub(crate) fn resource_with(
        &mut self,
        answers: &[(usize, bool)],
        world: &World<'q>,
    ) -> Result<Option<String>, Exceeded> {
        let key = (answers.to_vec(), world.resources.clone());
        if let Some(known) = self.session.known_resource(&key) {
            return known;
        }
        let before = self.session.budget.spent();
        let found = match self.likely_resource(answers, world)? {
            Some(text) => Some(text),
            None => self.find_resource(answers, world)?,
        };
        self.session.keep_resource(key, found.clone(), before);
        Ok(found)
    }

    /// One of the listed resources that the first pattern of a question makes, where it has these answers.
    fn likely_resource(
        &self,
        answers: &[(usize, bool)],
        world: &World<'q>,
    ) -> Result<Option<String>, Exceeded> {
        let Some(resources) = world.resources.as_ref() else { return Ok(None) };
        let forms = self.session.forms_of(resources);
        let atoms =
            answers.iter().filter_map(|(atom, holds)| Some((&**self.session.atoms.get(*atom)?, *holds)));
        let atoms = atoms.collect::<Vec<_>>();
        let patterns = atoms.iter().filter(|(_, holds)| *holds).find_map(|(atom, _)| match atom {
            Atom::Resource(texts) => texts.first(),
            _ => None,
        });
        let Some(pattern) = patterns else { return Ok(None) };
        let cost = classes::cost_of(atoms.iter().map(|(atom, _)| *atom));
        for text in classes::made_by(pattern) {
            self.session.budget.spend(Work::Patterns, cost + text.len() / 8)?;
            if forms.list(&text) && atoms.iter().all(|(atom, holds)| classes::holds(atom, &text) == *holds) {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    /// A resource with these answers among all that there may be.
    fn find_resource(
        &mut self,
        answers: &[(usize, bool)],
        world: &World<'q>,
    ) -> Result<Option<String>, Exceeded> {
        let (named, excluded): (Answers, Answers) = answers.iter().copied().partition(|(_, holds)| *holds);
        // What excludes a pattern that is named anyway excludes nothing more.
        let mut excluding = Vec::new();
        for (atom, _) in excluded {
            let mut is_needless = false;
            for (name, _) in &named {
                is_needless = is_needless || self.session.standing(*name, atom)? == Standing::Disjoint;
            }
            excluding.extend((!is_needless).then_some(atom));
        }
        let words = |atoms: &mut dyn Iterator<Item = usize>| {
            let atoms = atoms.filter_map(|atom| self.session.atoms.get(atom));
            atoms.map(|atom| classes::words(atom, &self.session.budget)).collect::<Result<Vec<_>, _>>()
        };
        let (named, excluding) =
            (words(&mut named.iter().map(|(atom, _)| *atom))?, words(&mut excluding.into_iter())?);
        let forms = world.resources.as_ref().map(|resources| self.session.forms_of(resources));
        let budget = &self.session.budget;
        let universe = forms.as_deref().map(Forms::words).unwrap_or_default();
        if let Some(text) = language::search(universe, &named, &excluding, budget)? {
            return Ok(Some(text));
        }
        let is_asked = |others: &&Others| {
            let mut atoms = answers.iter().filter(|(_, holds)| *holds);
            atoms.all(|(atom, _)| self.session.atoms.get(*atom).is_some_and(|atom| others.may_answer(atom)))
        };
        let others = forms.as_deref().and_then(Forms::others).filter(is_asked);
        others.map_or(Ok(None), |others| others.search(&named, &excluding, budget))
    }

    /// The shapes with their lists of patterns taken apart, and the world with what is known of the patterns.
    pub(crate) fn split(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
    ) -> Result<(Shape, Shape, World<'q>), Exceeded> {
        let (one, two) = (self.session.split(one)?, self.session.split(two)?);
        let facts = self.session.pattern_facts([&one, &two])?;
        self.session.is_split = true;
        let bounded = self.bounded_if_needed(&one, &two, world);
        self.session.is_split = false;
        let mut world = bounded?;
        world.impossible.extend(facts);
        Ok((one, two, world))
    }

    /// A first excess of values that a request can have for certain, or of others if there is none.
    fn first_excess(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        look: Look,
    ) -> Result<Excess, Exceeded> {
        let problem = Problem::new(&mut self.session, one, two, world, look)?;
        let budget = &self.session.budget;
        if let Some(region) = problem.first_excess(budget)? {
            return Ok(Excess::Found(problem.point(&region, budget)?));
        }
        let Some(region) = problem.first_open_excess(budget)? else { return Ok(Excess::None) };
        let key = problem.open_key(&region).or_else(|| self.valued_key(one, two)).unwrap_or_default();
        Ok(Excess::Unknown(Reason::MixedOperators { key }))
    }

    /// The key of the principal that operators of several families ask for.
    fn valued_key(&self, one: &Shape, two: &Shape) -> Option<String> {
        let mut atoms =
            one.literals().chain(two.literals()).filter_map(|lit| self.session.atoms.get(unlit(lit).0));
        atoms.find_map(|atom| match &**atom {
            Atom::Key(atom) if asker_values::can_be_open(atom) => Some(atom.key.to_string()),
            _ => None,
        })
    }

    /// Whether the shapes ask for resources, or their owners matter, and there is more than one.
    pub(crate) fn asks_resources(&self, one: &Shape, two: &Shape, world: &World<'q>) -> bool {
        let asks_resource = |lit: u32| {
            let atom = self.session.atoms.get(unlit(lit).0).map(|atom| &**atom);
            matches!(atom, Some(Atom::Resource(_) | Atom::ResourceHasAccount))
        };
        let has_more = world.resources.as_ref().is_none_or(|resources| !resources.is_star_only());
        let of_owners = world.impossible.iter().flatten().copied();
        has_more && one.literals().chain(two.literals()).chain(of_owners).any(asks_resource)
    }
}
