//! The search for ways, in breadth: each principal, and each change of one, is come to once, by a shortest way.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::edges::{Edges, TurnName, Turning};
use super::end::End;
use super::known::Known;
use super::places::Places;
use super::step::Step;
use super::target::Lead;
use super::way::{Arrival, Escalation, Trail};
use crate::view::{AccountPrincipal, AskError};

/// How far ways are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// One step.
    One,
    /// As many steps as it takes.
    Any,
}

/// Somebody whom the search has come to.
#[derive(Debug, Clone, Copy)]
struct Visit {
    node: usize,
    /// The visit before, and the step from there; none of the beginning.
    from: Option<(usize, Taken)>,
    /// Whether the way here hangs on nothing.
    is_certain: bool,
    /// The place of the step in the trail, once it is needed.
    in_trail: Option<usize>,
}

/// Whether a way leads to everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Everything {
    No,
    /// Under conditions, or supposing something.
    Perhaps,
    Yes,
}

impl Everything {
    fn by(is_everything: bool, is_certain: bool) -> Self {
        match (is_everything, is_certain) {
            (false, _) => Self::No,
            (true, false) => Self::Perhaps,
            (true, true) => Self::Yes,
        }
    }
}

/// Which of the steps there are.
#[derive(Debug, Clone, Copy)]
enum Taken {
    Becoming(usize),
    Strengthening(usize),
    Turning(usize),
}

/// Ways that differ only in their ends have the same.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Likeness {
    visit: usize,
    /// Which of the ways to others, or how somebody is changed.
    last: Last,
    conditions: String,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Last {
    Plan(u32),
    Turn(&'static str, std::mem::Discriminant<End>),
}

/// What is kept of ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeping {
    All,
    TheirNumber,
}

pub(super) struct Search<'k, 'v> {
    known: &'k mut Known<'v>,
    start: usize,
    principal: Arc<AccountPrincipal>,
    visits: Vec<Visit>,
    next: Vec<usize>,
    /// The principals that no way has led to yet.
    unreached: Places,
    /// Those whom nobody has chosen policies for yet, under the boundary that they are viewed with.
    unchosen: Places,
    turned: FxHashSet<(usize, TurnName)>,
    trail: Trail,
    keeping: Keeping,
    found: Vec<(Option<usize>, Vec<Arrival>)>,
    by_likeness: FxHashMap<Likeness, usize>,
    is_first_step: bool,
    /// Whether somebody could change what it or another may do.
    has_turns: bool,
    everything: Everything,
}

impl<'k, 'v> Search<'k, 'v> {
    /// All ways of a principal, given by its place.
    pub(super) fn of(
        known: &'k mut Known<'v>,
        start: usize,
        length: Length,
    ) -> Result<Vec<Escalation>, AskError> {
        let search = Self::new(known, start, Keeping::All);
        search.map_or(Ok(Vec::new()), |search| Ok(search.all(length)?.into_found()))
    }

    /// How many ways there are.
    pub(super) fn count(known: &'k mut Known<'v>, start: usize, length: Length) -> Result<usize, AskError> {
        let search = Self::new(known, start, Keeping::TheirNumber);
        search.map_or(Ok(0), |search| Ok(search.all(length)?.by_likeness.len()))
    }

    fn new(known: &'k mut Known<'v>, start: usize, keeping: Keeping) -> Option<Self> {
        let principal = known.entry(start).cloned()?;
        let known_count = known.view.principals().len();
        let mut unreached = Places::all(known_count);
        unreached.remove(start);
        Some(Self {
            known,
            start,
            principal,
            visits: vec![Visit { node: start, from: None, is_certain: true, in_trail: None }],
            next: vec![0],
            unreached,
            unchosen: Places::all(known_count),
            turned: FxHashSet::default(),
            trail: Trail::default(),
            keeping,
            found: Vec::new(),
            by_likeness: FxHashMap::default(),
            is_first_step: true,
            has_turns: false,
            everything: Everything::No,
        })
    }

    fn all(mut self, length: Length) -> Result<Self, AskError> {
        if self.known.is_without_ways(self.start)? {
            return Ok(self);
        }
        // The beginning takes all its steps in any case.
        while !self.next.is_empty() && !self.is_over() {
            for visit in std::mem::take(&mut self.next) {
                self.expand(visit)?;
                if self.is_over() {
                    break;
                }
            }
            if length == Length::One {
                return Ok(self);
            }
            self.is_first_step = false;
        }
        if self.by_likeness.is_empty() && !self.has_turns {
            // Whoever can do as much, and comes to no others, has no way either.
            let visited = self.visits.iter().map(|visit| visit.node).collect::<Vec<_>>();
            self.known.note_without_ways(self.start, &visited)?;
        }
        Ok(self)
    }

    fn into_found(self) -> Vec<Escalation> {
        let (principal, trail) = (self.principal, Arc::new(self.trail));
        let escalation = |(before, arrivals)| Escalation {
            principal: Arc::clone(&principal),
            arrivals,
            trail: Arc::clone(&trail),
            before,
        };
        self.found.into_iter().map(escalation).collect()
    }

    /// Behind a step that leads to everything and hangs on nothing there is nothing more.
    fn is_over(&self) -> bool {
        self.everything == Everything::Yes
    }

    fn expand(&mut self, visit: usize) -> Result<(), AskError> {
        let Some(node) = self.visits.get(visit).map(|visit| visit.node) else { return Ok(()) };
        let edges = self.known.edges(node)?;
        self.has_turns |= !edges.turns.is_empty() || !edges.strengthening.is_empty();
        self.known.count_steps(edges.turns.len())?;
        for (at, turning) in edges.turns.iter().enumerate() {
            self.take_turn(visit, node, at, turning)?;
        }
        if edges.stronger.meets(&self.unchosen) {
            self.known.count_steps(edges.strengthening.len())?;
            for at in 0..edges.strengthening.len() {
                self.take_strengthening(visit, &edges, at)?;
            }
        }
        if !edges.targets.meets(&self.unreached) {
            return Ok(());
        }
        self.known.count_steps(edges.becoming.len())?;
        for at in 0..edges.becoming.len() {
            self.take_becoming(visit, &edges, at)?;
        }
        Ok(())
    }

    fn take_becoming(&mut self, visit: usize, edges: &Edges, at: usize) -> Result<(), AskError> {
        let Some(becoming) = edges.becoming.get(at) else { return Ok(()) };
        let place = becoming.place as usize;
        if !self.unreached.remove(place) {
            return Ok(());
        }
        let gain = self.known.gain(self.start, place)?;
        let is_certain = self.is_certain(visit) && edges.is_certain(*becoming);
        let everything = Everything::by(self.known.is_everything(place)?, is_certain);
        if !gain.is_nothing() {
            let conditions = edges.conditions_text(*becoming);
            let likeness = Likeness { visit, last: Last::Plan(becoming.plan), conditions };
            let entry = self.known.entry(place).cloned();
            self.arrive(likeness, everything, || {
                let after = entry?;
                let step = edges.step(*becoming, &after.shared_arn())?;
                Some(Arrival { step, end: End::Becomes(Arc::clone(&after)), gain, after })
            })?;
        }
        let next =
            Visit { node: place, from: Some((visit, Taken::Becoming(at))), is_certain, in_trail: None };
        self.go_on(next, everything);
        Ok(())
    }

    fn take_strengthening(&mut self, visit: usize, edges: &Edges, at: usize) -> Result<(), AskError> {
        let Some(strengthening) = edges.strengthening.get(at).copied() else { return Ok(()) };
        let place = strengthening.place as usize;
        if !self.unchosen.contains(place) {
            return Ok(());
        }
        let Some(child) = self.known.stronger(place)? else { return Ok(()) };
        let name = self.known.view.principal_at(place).map(|other| TurnName::choice_of(other));
        self.unchosen.remove(place);
        self.turned.extend(name.map(|name| (place, name)));
        let gain = self.known.gain(self.start, child)?;
        let is_certain = self.is_certain(visit) && edges.is_certain(strengthening);
        let everything = Everything::by(self.known.is_everything(child)?, is_certain);
        let from = Some((visit, Taken::Strengthening(at)));
        let next = Visit { node: child, from, is_certain, in_trail: None };
        if gain.is_nothing() {
            // Whoever is no stronger leads no further.
            if place != self.start && self.known.adds(child, place)? {
                self.go_on(next, everything);
            }
            return Ok(());
        }
        let Some(after) = self.known.entry(child).cloned() else { return Ok(()) };
        let end = End::BecomesStronger(Arc::clone(&after));
        let last = Last::Turn(edges.technique(strengthening), std::mem::discriminant(&end));
        let likeness = Likeness { visit, last, conditions: edges.conditions_text(strengthening) };
        self.arrive(likeness, everything, || {
            let step = edges.step(strengthening, &after.shared_arn())?;
            Some(Arrival { step, end, gain, after })
        })?;
        self.go_on(next, everything);
        Ok(())
    }

    fn take_turn(&mut self, visit: usize, node: usize, at: usize, turning: &Turning) -> Result<(), AskError> {
        let Some(place) = self.known.place(node) else { return Ok(()) };
        let key = (place, turning.name.clone());
        if self.turned.contains(&key) {
            return Ok(());
        }
        let Some(child) = self.known.child(node, at, &turning.lead)? else { return Ok(()) };
        let as_viewed = self.known.view.principal_at(place).map(|entry| TurnName::choice_of(entry));
        if as_viewed.as_ref() == Some(&turning.name) {
            self.unchosen.remove(place);
        }
        self.turned.insert(key);
        let gain = self.known.gain(self.start, child)?;
        let is_certain = self.is_certain(visit) && turning.step.is_certain();
        let everything = Everything::by(self.known.is_everything(child)?, is_certain);
        let next = Visit { node: child, from: Some((visit, Taken::Turning(at))), is_certain, in_trail: None };
        if gain.is_nothing() {
            // A turn that adds nothing leads no further, unless it takes away what limits the turns behind it.
            let adds = place != self.start && self.known.adds(child, node)?;
            if adds || turning.lead.frees() {
                self.go_on(next, everything);
            }
            return Ok(());
        }
        let Some(after) = self.known.entry(child).cloned() else { return Ok(()) };
        let end = match &turning.lead {
            Lead::Choice => End::ChoosesItsPolicies,
            Lead::Change(_, turn) => turn.clone().into(),
        };
        let last = Last::Turn(turning.step.technique, std::mem::discriminant(&end));
        let likeness = Likeness { visit, last, conditions: turning.step.conditions_text() };
        let arrival = || Some(Arrival { step: turning.step.clone(), end, gain, after });
        self.arrive(likeness, everything, arrival)?;
        self.go_on(next, everything);
        Ok(())
    }

    fn is_certain(&self, visit: usize) -> bool {
        self.visits.get(visit).is_some_and(|visit| visit.is_certain)
    }

    fn go_on(&mut self, next: Visit, everything: Everything) {
        self.everything = self.everything.max(everything);
        if everything == Everything::No {
            self.visits.push(next);
            self.next.push(self.visits.len() - 1);
        }
    }

    /// Notes an end, beside those that it differs from in nothing else.
    fn arrive(
        &mut self,
        likeness: Likeness,
        everything: Everything,
        arrival: impl FnOnce() -> Option<Arrival>,
    ) -> Result<(), AskError> {
        let known = self.by_likeness.get(&likeness).copied();
        // Of longer ways to everything the first is enough.
        let is_more = everything == Everything::No || self.everything < everything || self.is_first_step;
        if known.is_none() && !is_more {
            return Ok(());
        }
        let at = known.unwrap_or(self.found.len());
        if self.keeping == Keeping::TheirNumber {
            self.by_likeness.insert(likeness, at);
            return Ok(());
        }
        let Some(arrival) = arrival() else { return Ok(()) };
        if let Some((_, arrivals)) = self.found.get_mut(at) {
            arrivals.push(arrival);
            return Ok(());
        }
        let before = self.in_trail(likeness.visit)?;
        self.by_likeness.insert(likeness, at);
        self.found.push((before, vec![arrival]));
        Ok(())
    }

    /// The place in the trail of the step that led to a visit.
    fn in_trail(&mut self, visit: usize) -> Result<Option<usize>, AskError> {
        let mut missing = Vec::new();
        let mut at = visit;
        let mut before = None;
        while let Some(Visit { node, from: Some((from, taken)), in_trail, .. }) = self.visits.get(at).copied()
        {
            if in_trail.is_some() {
                before = in_trail;
                break;
            }
            missing.push((at, node, from, taken));
            at = from;
        }
        for (visit, node, from, taken) in missing.into_iter().rev() {
            let Some(step) = self.step(node, from, taken)? else { continue };
            self.trail.0.push((step, before));
            before = Some(self.trail.0.len() - 1);
            if let Some(visit) = self.visits.get_mut(visit) {
                visit.in_trail = before;
            }
        }
        Ok(before)
    }

    fn step(&mut self, node: usize, from: usize, taken: Taken) -> Result<Option<Step>, AskError> {
        let Some(from) = self.visits.get(from).map(|visit| visit.node) else { return Ok(None) };
        let edges = self.known.edges(from)?;
        Ok(match taken {
            Taken::Turning(at) => edges.turns.get(at).map(|turning| turning.step.clone()),
            Taken::Becoming(at) | Taken::Strengthening(at) => {
                let is_becoming = matches!(taken, Taken::Becoming(_));
                let steps = if is_becoming { &edges.becoming } else { &edges.strengthening };
                let target = self.known.entry(node).map(|entry| entry.shared_arn());
                let becoming = steps.get(at).copied().zip(target);
                becoming.and_then(|(becoming, target)| edges.step(becoming, &target))
            }
        })
    }
}
