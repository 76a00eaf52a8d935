//! Which rules can match an action: an index, so that a decision looks at few of many statements.
//!
//! The rules of every action that some rule names literally are put together once, those found by patterns among
//! them: one look-up then finds all. Any other action is compared with the patterns of its service; those that are a
//! service and a prefix – nearly all – by eight bytes at a time.

pub(crate) mod action;
pub(crate) mod actions;
pub(crate) mod fold;
mod patterns;
pub(crate) mod service;
mod table;

use std::ops::ControlFlow;

use iamkit_policy::normal::{ActionPattern, Scope};

use action::ActionName;
use patterns::{Entry, Patterns};
use service::{ServicePatterns, visit_globs};

/// What is known of the rules behind a pattern before a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleClass {
    /// Denies every request for the action: no condition, every resource, every requester.
    AlwaysDeny,
    /// Allows every request for the action, unless it is denied.
    AlwaysAllow,
    /// A Deny that has to look at the request.
    Deny,
    /// An Allow that has to look at the request.
    Allow,
}

/// What rules come to, whatever the rest of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Outcome {
    /// The request has to be looked at.
    Open = 0,
    /// No rule names the action.
    Silent,
    Allow,
    Deny,
}

impl From<u8> for Outcome {
    #[inline]
    fn from(note: u8) -> Self {
        match note {
            1 => Self::Silent,
            2 => Self::Allow,
            3 => Self::Deny,
            _ => Self::Open,
        }
    }
}

/// Rules of some actions.
#[derive(Debug, Default, Clone)]
pub(crate) struct Postings {
    pub(crate) always_denies: bool,
    pub(crate) always_allows: bool,
    /// How many of the rules are Denies; they stand first.
    denies: u32,
    /// Allows are left out where they change nothing.
    rules: Box<[u32]>,
}

impl Postings {
    pub(crate) fn denies(&self) -> &[u32] {
        self.rules.split_at_checked(self.denies as usize).map_or(&[], |(denies, _)| denies)
    }

    pub(crate) fn allows(&self) -> &[u32] {
        self.rules.split_at_checked(self.denies as usize).map_or(&[], |(_, allows)| allows)
    }

    fn is_empty(&self) -> bool {
        !self.always_denies && !self.always_allows && self.rules.is_empty()
    }

    /// What these rules and others come to.
    fn outcome_with(&self, other: &Self) -> Outcome {
        if self.always_denies || other.always_denies {
            return Outcome::Deny;
        }
        let has_denies = self.denies != 0 || other.denies != 0;
        match self.always_allows || other.always_allows {
            true if !has_denies => Outcome::Allow,
            false if self.rules.is_empty() && other.rules.is_empty() => Outcome::Silent,
            _ => Outcome::Open,
        }
    }

    fn only_allows(&self) -> bool {
        self.always_allows && !self.always_denies && self.denies == 0
    }
}

/// Which rules an action can meet.
#[derive(Debug)]
pub(crate) struct ActionIndex {
    patterns: Patterns,
    /// All that an action meets, for each literal name.
    of_literals: Vec<Postings>,
    of_patterns: Vec<Postings>,
    /// What `*` names: kept apart, because every literal name would have to repeat it.
    of_every: Postings,
    /// What an action comes to that no other pattern names; not known where patterns have to be looked through that
    /// are of no service in particular.
    otherwise: Outcome,
    /// `NotAction` rules: those that the patterns leave out.
    complements: Vec<(Patterns, Postings)>,
}

impl ActionIndex {
    /// An index over rules, numbered in their order.
    pub(crate) fn new<'r>(rules: impl Iterator<Item = (&'r Scope<ActionPattern>, RuleClass)>) -> Self {
        let mut patterns = Patterns::default();
        let mut complements = Vec::new();
        let (mut of_literals, mut of_patterns) = (Vec::<Gathered>::new(), Vec::<Gathered>::new());
        let mut of_every = Gathered::default();
        for (number, (scope, class)) in (0_u32..).zip(rules) {
            match scope {
                Scope::Only(entries) => {
                    for entry in entries.iter().filter_map(|entry| patterns.add(entry)) {
                        let (lists, at) = match entry {
                            Entry::Every => {
                                of_every.add(number, class);
                                continue;
                            }
                            Entry::Literal(at) => (&mut of_literals, at as usize),
                            Entry::Pattern(at) => (&mut of_patterns, at as usize),
                        };
                        lists.resize_with(lists.len().max(at + 1), Gathered::default);
                        if let Some(list) = lists.get_mut(at) {
                            list.add(number, class);
                        }
                    }
                }
                Scope::Except(entries) => {
                    let mut left_out = Patterns::default();
                    for entry in entries {
                        left_out.add(entry);
                    }
                    let mut gathered = Gathered::default();
                    gathered.add(number, class);
                    complements.push((left_out, gathered));
                }
            }
        }
        complete(&patterns, &mut of_literals, &of_patterns, &complements);
        let mut index = Self {
            patterns,
            of_literals: of_literals.into_iter().map(Gathered::finish).collect(),
            of_patterns: of_patterns.into_iter().map(Gathered::finish).collect(),
            of_every: of_every.finish(),
            otherwise: Outcome::Open,
            complements: complements.into_iter().map(|(left_out, list)| (left_out, list.finish())).collect(),
        };
        index.settle();
        index
    }

    /// Notes for which actions the answer is known whatever the request.
    fn settle(&mut self) {
        let (of_literals, of_patterns) = (&self.of_literals, &self.of_patterns);
        let outcome = |number: u32| match of_literals.get(number as usize) {
            Some(postings) => postings.outcome_with(&self.of_every),
            None => Outcome::Open,
        };
        self.patterns.literals.annotate(|number| outcome(number) as u8);
        let only_allows = |number: u32| of_patterns.get(number as usize).is_some_and(Postings::only_allows);
        for patterns in &mut self.patterns.of_service {
            if patterns.numbers().all(only_allows) {
                patterns.note_only_allows();
            }
        }
        if self.complements.is_empty() && self.patterns.elsewhere.is_empty() {
            self.otherwise = self.of_every.outcome_with(&Postings::default());
        }
    }

    /// What an action meets, found by one look-up if some rule names it literally.
    #[inline]
    pub(crate) fn reach(&self, action: &ActionName<'_>) -> Reach<'_> {
        if let Some((number, note)) = self.patterns.literal(action) {
            return match (Outcome::from(note), self.of_literals.get(number as usize)) {
                (Outcome::Open, Some(postings)) => Reach::Named(postings),
                (outcome, _) => Reach::Settled(outcome),
            };
        }
        let of_service = self.patterns.of_service(action);
        match (self.otherwise, of_service) {
            (Outcome::Open, _) => Reach::Unnamed(of_service),
            (otherwise, None) => Reach::Settled(otherwise),
            (Outcome::Silent, Some(patterns)) if patterns.only_allows() => {
                let is_named = patterns.visit(action, &mut |_| ControlFlow::Break(())).is_break();
                Reach::Settled(if is_named { Outcome::Allow } else { Outcome::Silent })
            }
            _ => Reach::Unnamed(of_service),
        }
    }

    /// Calls `visit` with postings that together hold every rule that names the action, until it says to stop.
    ///
    /// `reach` is what the action meets, and not settled.
    pub(crate) fn visit(
        &self,
        action: &ActionName<'_>,
        reach: &Reach<'_>,
        mut visit: impl FnMut(&Postings) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if !self.of_every.is_empty() {
            visit(&self.of_every)?;
        }
        let of_service = match reach {
            Reach::Settled(_) => return ControlFlow::Continue(()),
            Reach::Named(postings) => return visit(postings),
            Reach::Unnamed(of_service) => of_service,
        };
        for (left_out, postings) in &self.complements {
            if !left_out.names(action) {
                visit(postings)?;
            }
        }
        let mut visit_number = |number: u32| match self.of_patterns.get(number as usize) {
            Some(postings) => visit(postings),
            None => ControlFlow::Continue(()),
        };
        if let Some(patterns) = of_service {
            patterns.visit(action, &mut visit_number)?;
        }
        visit_globs(&self.patterns.elsewhere, action, &mut visit_number)
    }
}

/// What an action meets.
#[derive(Debug)]
pub(crate) enum Reach<'i> {
    /// The answer is known whatever the request.
    Settled(Outcome),
    /// Rules that are found by its name, and those that `*` names.
    Named(&'i Postings),
    /// Rules to be found by patterns, of its service and others.
    Unnamed(Option<&'i ServicePatterns>),
}

/// Adds to each literal name the rules that reach it by patterns or complements.
fn complete(
    patterns: &Patterns,
    of_literals: &mut [Gathered],
    of_patterns: &[Gathered],
    complements: &[(Patterns, Gathered)],
) {
    for (name, number) in patterns.literals().iter() {
        let Ok(action) = ActionName::new(name) else { continue };
        let Some(list) = of_literals.get_mut(number as usize) else { continue };
        let _ = patterns.visit(&action, |number| {
            if let Some(other) = of_patterns.get(number as usize) {
                list.merge(other);
            }
            ControlFlow::Continue(())
        });
        for (left_out, other) in complements {
            if !left_out.names(&action) {
                list.merge(other);
            }
        }
    }
}

/// Postings in the making.
#[derive(Debug, Default)]
struct Gathered {
    always_denies: bool,
    always_allows: bool,
    denies: Vec<u32>,
    allows: Vec<u32>,
}

impl Gathered {
    fn add(&mut self, number: u32, class: RuleClass) {
        match class {
            RuleClass::AlwaysDeny => self.always_denies = true,
            RuleClass::AlwaysAllow => self.always_allows = true,
            RuleClass::Deny => self.denies.push(number),
            RuleClass::Allow => self.allows.push(number),
        }
    }

    fn merge(&mut self, other: &Self) {
        self.always_denies |= other.always_denies;
        self.always_allows |= other.always_allows;
        self.denies.extend_from_slice(&other.denies);
        self.allows.extend_from_slice(&other.allows);
    }

    fn finish(mut self) -> Postings {
        for list in [&mut self.denies, &mut self.allows] {
            list.sort_unstable();
            list.dedup();
        }
        let denies = u32::try_from(self.denies.len()).unwrap_or(u32::MAX);
        let mut rules = self.denies;
        if !self.always_allows {
            rules.append(&mut self.allows);
        }
        let Self { always_denies, always_allows, .. } = self;
        Postings { always_denies, always_allows, denies, rules: rules.into() }
    }
}
