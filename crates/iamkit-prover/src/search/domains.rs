//! Which part of a request an atom asks about, and the domains of all parts as far as a session's atoms tell them apart.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::compile::shape::{Lit, LitCube, Shape, lit, unlit};
use crate::domain::key::KeyWorld;
use crate::domain::principal::asker;
use crate::domain::question::Atom;
use crate::domain::resource::{Forms, Resources};
use crate::domain::{Dimension, Domain};
use crate::language::text::Text;
use crate::limits::{Exceeded, Work};
use crate::search::merge;
use crate::search::session::{DomainKey, Session};
use crate::search::world::{World, key_world};

/// How much of a domain is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// All of it.
    Whole,
    /// Of resources only some: what is found is real, and what isn't found may be there all the same.
    Sample,
}

impl<'c> Session<'c> {
    /// The dimension that an atom asks about.
    pub(crate) fn dimension(&self, atom: usize) -> Dimension {
        match self.atoms.get(atom).map(|atom| &**atom) {
            Some(question @ Atom::Resource(_)) if question.has_variables() => Dimension::Opaque(atom),
            Some(Atom::Resource(_) | Atom::ResourceArn(_) | Atom::ResourceHasAccount) if self.is_split => {
                Dimension::Opaque(atom)
            }
            Some(Atom::Resource(_) | Atom::ResourceArn(_) | Atom::ResourceHasAccount) => Dimension::Resource,
            Some(Atom::Key(atom)) if self.keys_follow && asker::follows(&atom.key) => Dimension::Principal,
            Some(Atom::Key(atom)) => Dimension::Key((&*atom.key).into()),
            _ => Dimension::Principal,
        }
    }

    /// What two shapes in a world ask about each dimension.
    pub(crate) fn asked_atoms(
        &self,
        one: &Shape,
        two: &Shape,
        world: &World<'c>,
    ) -> BTreeMap<Dimension, Vec<usize>> {
        let impossible = world.impossible.iter().flatten().copied();
        let literals = one.literals().chain(two.literals()).chain(impossible);
        let mut asked = literals.map(|lit| unlit(lit).0).collect::<Vec<_>>();
        asked.sort_unstable();
        asked.dedup();
        let mut atoms: BTreeMap<Dimension, Vec<usize>> = BTreeMap::new();
        for atom in asked {
            atoms.entry(self.dimension(atom)).or_default().push(atom);
        }
        atoms
    }

    /// The domain of a dimension, as far as these atoms tell its values apart.
    pub(crate) fn domain(
        &mut self,
        dimension: &Dimension,
        atoms: &[usize],
        world: &World<'c>,
        look: Look,
    ) -> Result<Rc<Domain>, Exceeded> {
        if *dimension == Dimension::Resource && look == Look::Sample {
            let forms = world.resources.as_ref().map(|resources| self.forms_of(resources));
            let atoms = atoms.iter().filter_map(|number| Some((*number, &**self.atoms.get(*number)?)));
            let atoms = atoms.collect::<Vec<_>>();
            return Ok(Rc::new(Domain::of_some_resources(&atoms, forms.as_deref(), &self.budget)?));
        }
        if *dimension == Dimension::Resource {
            return self.resource_domain(atoms, world);
        }
        let key_world = match dimension {
            Dimension::Key(key) => Some(key_world(world, key)),
            _ => None,
        };
        let key = (dimension.clone(), atoms.to_vec(), key_world.clone(), None);
        if let Some(domain) = self.known_domain(&key) {
            return domain;
        }
        let before = self.budget.spent();
        let domain = self.build_domain(dimension, atoms, key_world, None).map(Rc::new);
        self.keep(key, &domain, before);
        domain
    }

    /// Keeps a domain for other questions; that the budget was spent isn't so for ever.
    fn keep(&mut self, key: DomainKey<'c>, domain: &Result<Rc<Domain>, Exceeded>, before: usize) {
        if !domain.as_ref().is_err_and(Exceeded::is_of_work) {
            self.domains.insert(key, (domain.clone(), self.budget.spent() - before));
        }
    }

    /// A domain that was worked out before; where no answer may depend on which questions came before, it costs as much
    /// again.
    fn known_domain(&self, key: &DomainKey<'c>) -> Option<Result<Rc<Domain>, Exceeded>> {
        let (domain, cost) = self.domains.get(key)?;
        let spent = if self.is_renewed { self.budget.spend(Work::Values, *cost) } else { Ok(()) };
        Some(spent.and_then(|()| domain.clone()))
    }

    /// The domain of resources, made of what is left of the questions where patterns are left out that match none: many
    /// questions are the same then, and are put once.
    fn resource_domain(&mut self, atoms: &[usize], world: &World<'c>) -> Result<Rc<Domain>, Exceeded> {
        let forms = world.resources.as_ref().map(|resources| self.forms_of(resources));
        let entries = self.entries(atoms.iter().filter_map(|atom| lit(*atom, true)));
        self.budget.spend(Work::Patterns, 2 * entries)?;
        let left = atoms.iter().map(|atom| self.left_of(*atom, forms.as_deref())).collect::<Vec<_>>();
        let mut asked = left.iter().flatten().copied().collect::<Vec<_>>();
        asked.sort_unstable();
        asked.dedup();
        let key = (Dimension::Resource, asked, None, world.resources.clone());
        let known = self.known_domain(&key);
        let domain = known.unwrap_or_else(|| {
            let before = self.budget.spent();
            let domain = self.build_domain(&Dimension::Resource, &key.1, None, forms.as_deref()).map(Rc::new);
            self.keep(key, &domain, before);
            domain
        })?;
        Ok(if left.iter().zip(atoms).all(|(left, atom)| *left == Some(*atom)) {
            domain
        } else {
            Rc::new(domain.asked_by(atoms.iter().copied().zip(left)))
        })
    }

    /// How many entries the lists of some literals have: each is read to see which of them a question is about.
    pub(crate) fn entries(&self, literals: impl Iterator<Item = Lit>) -> usize {
        let atoms = literals.filter_map(|lit| self.atoms.get(unlit(lit).0));
        atoms.map(|atom| merge::length(atom)).sum()
    }

    /// The shape where questions that no resource answers yes are answered.
    pub(crate) fn left_of_shape(&self, shape: &Shape, world: &World<'c>) -> Shape {
        let Some(forms) = world.resources.as_ref().map(|resources| self.forms_of(resources)) else {
            return shape.clone();
        };
        let is_never = |lit: Lit| match self.atoms.get(unlit(lit).0).map(|atom| &**atom) {
            Some(Atom::Resource(texts)) => !texts.iter().any(|text| forms.may_match(text)),
            _ => false,
        };
        let left = |cube: &LitCube| {
            let left = cube.iter().copied().filter(|lit| unlit(*lit).1 || !is_never(*lit));
            (!cube.iter().any(|lit| unlit(*lit).1 && is_never(*lit))).then(|| left.collect::<LitCube>())
        };
        let of = |cubes: &[LitCube]| cubes.iter().filter_map(left).collect();
        Shape { allows: of(&shape.allows), denies: of(&shape.denies) }.normal()
    }

    /// The question without patterns that match none of the resources; `None` where nothing is left of it.
    fn left_of(&mut self, atom: usize, forms: Option<&Forms<'c>>) -> Option<usize> {
        let (Some(forms), Some(question)) = (forms, self.atoms.get(atom).map(Rc::clone)) else {
            return Some(atom);
        };
        let Atom::Resource(texts) = &*question else { return Some(atom) };
        let left = texts.iter().filter(|text| forms.may_match(text)).collect::<Vec<_>>();
        if left.is_empty() {
            return None;
        }
        if left.len() == texts.len() {
            return Some(atom);
        }
        let left = left.into_iter().cloned().collect::<Box<[Text]>>();
        Some(self.unwritten_atom(&Atom::Resource(left)))
    }

    pub(crate) fn forms_of(&self, resources: &Resources<'c>) -> Rc<Forms<'c>> {
        if let Some(forms) = self.forms.borrow().get(resources) {
            return Rc::clone(forms);
        }
        let forms = Rc::new(Forms::new(resources));
        self.forms.borrow_mut().insert(resources.clone(), Rc::clone(&forms));
        forms
    }

    fn build_domain(
        &self,
        dimension: &Dimension,
        numbers: &[usize],
        key_world: Option<KeyWorld>,
        resources: Option<&Forms<'c>>,
    ) -> Result<Domain, Exceeded> {
        let atoms = numbers.iter().filter_map(|number| Some((*number, &**self.atoms.get(*number)?)));
        match dimension {
            Dimension::Opaque(atom) => {
                let is_open = self.atoms.get(*atom).is_some_and(|atom| atom.has_variables());
                Ok(Domain::opaque(*atom, is_open))
            }
            Dimension::Principal => {
                Domain::of_principal(&atoms.collect::<Vec<_>>(), &self.askers, &self.budget)
            }
            Dimension::Resource => Domain::of_resource(&atoms.collect::<Vec<_>>(), resources, &self.budget),
            Dimension::Key(_) => {
                let of_key = atoms.filter_map(|(number, atom)| match atom {
                    Atom::Key(atom) => Some((number, atom)),
                    _ => None,
                });
                let of_key = of_key.collect::<Vec<_>>();
                Domain::of_key(&of_key, &key_world.unwrap_or(KeyWorld::ANY), &self.budget)
            }
        }
    }
}
