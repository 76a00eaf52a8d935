//! What policies say of many actions at once, as far as the actions alone decide it: sets, a bit for each action.
//!
//! This is the question behind "who can do what" over all policies and all actions. What depends on the resource, the
//! context or the requester is told as such, and can be decided request by request.

use std::ops::Range;

use iamkit_policy::normal::Scope;

use crate::compiled::CompiledPolicies;
use crate::facts;
use crate::index::RuleClass;
use crate::index::actions::ActionList;

/// Whether policies allow an action
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Allowed {
    /// No request for it: no statement allows it, or one denies it whatever the request.
    Never,
    /// Some requests perhaps: it depends on the resource, the context or who asks.
    Depends,
    /// Every request for it.
    Always,
}

/// For each action of an [`ActionList`], whether policies allow it
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionDecisions {
    always: Bits,
    depends: Bits,
}

impl ActionDecisions {
    /// Of one action, by its number.
    #[inline]
    pub fn get(&self, number: usize) -> Allowed {
        match (self.always.contains(number), self.depends.contains(number)) {
            (true, _) => Allowed::Always,
            (false, true) => Allowed::Depends,
            (false, false) => Allowed::Never,
        }
    }

    /// The numbers of the actions that are allowed whatever the request, in ascending order.
    pub fn always(&self) -> impl Iterator<Item = usize> {
        self.always.iter()
    }

    /// The numbers of the actions for which the request has to be looked at, in ascending order.
    pub fn depends(&self) -> impl Iterator<Item = usize> {
        self.depends.iter()
    }

    /// How many actions are always allowed, and how many sometimes perhaps.
    pub fn counts(&self) -> (usize, usize) {
        (self.always.len(), self.depends.len())
    }
}

impl CompiledPolicies {
    /// Tells for each of many actions whether these policies by themselves allow it, as far as the action alone
    /// decides that (S55).
    ///
    /// Wherever the answer is [`Allowed::Always`] or [`Allowed::Never`], [`CompiledPolicies::is_allowed`] says the same
    /// of every request for the action.
    ///
    /// ```
    /// use iamkit_engine::{ActionList, Allowed, CompiledPolicies, PolicyKind};
    /// use iamkit_policy::PolicyDocument;
    ///
    /// let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": [
    ///     {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
    ///     {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "arn:aws:s3:::vault/*"}]}"#.parse()?;
    /// let policies = CompiledPolicies::compile(PolicyKind::Identity, [("s3", &document)])?;
    /// let actions = ActionList::new(["s3:DeleteObject", "s3:GetObject", "sqs:SendMessage"])?;
    /// let decisions = policies.decide_each(&actions);
    /// assert_eq!([0, 1, 2].map(|number| decisions.get(number)), [Allowed::Depends, Allowed::Always, Allowed::Never]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Complexity
    /// A look-up for each literal action pattern, two searches by halving for each prefix, a walk over the actions of
    /// a service for each other pattern; then a few steps for every 64 actions.
    pub fn decide_each(&self, actions: &ActionList) -> ActionDecisions {
        let mut sets = Sets::new(actions.len());
        for (scope, class) in self.action_rules() {
            sets.add(scope, class, actions);
        }
        let mut decisions = sets.finish();
        // What no policy decides alone: S71, S72.
        for number in facts::ALWAYS_ALLOWED.iter().filter_map(|action| actions.number(action)) {
            decisions.always.insert(number..number + 1);
            decisions.depends.remove(number);
        }
        let immutable = facts::IMMUTABLE.iter().flat_map(|fact| fact.actions);
        for number in immutable.filter_map(|action| actions.number(action)) {
            if decisions.always.remove(number) {
                decisions.depends.insert(number..number + 1);
            }
        }
        decisions
    }
}

/// The actions that rules of each class name.
struct Sets {
    always_denied: Bits,
    always_allowed: Bits,
    denied: Bits,
    allowed: Bits,
}

impl Sets {
    fn new(count: usize) -> Self {
        let none = || Bits::new(count);
        Self { always_denied: none(), always_allowed: none(), denied: none(), allowed: none() }
    }

    fn add(
        &mut self,
        scope: &Scope<iamkit_policy::normal::ActionPattern>,
        class: RuleClass,
        actions: &ActionList,
    ) {
        let set = match class {
            RuleClass::AlwaysDeny => &mut self.always_denied,
            RuleClass::AlwaysAllow => &mut self.always_allowed,
            RuleClass::Deny => &mut self.denied,
            RuleClass::Allow => &mut self.allowed,
        };
        let globs = scope.entries().iter().filter_map(|pattern| pattern.glob());
        if scope.is_complement() {
            let mut named = Bits::new(actions.len());
            globs.for_each(|glob| actions.visit(glob, |stretch| named.insert(stretch)));
            set.insert_all_but(&named);
        } else {
            globs.for_each(|glob| actions.visit(glob, |stretch| set.insert(stretch)));
        }
    }

    fn finish(self) -> ActionDecisions {
        let Self { always_denied, mut always_allowed, denied, mut allowed } = self;
        let hard = always_denied.words.iter().zip(&denied.words);
        let soft = always_allowed.words.iter_mut().zip(&mut allowed.words);
        for ((always_denied, denied), (always, depends)) in hard.zip(soft) {
            let is_allowed = (*always | *depends) & !always_denied;
            *always &= !always_denied & !denied;
            *depends = is_allowed & !*always;
        }
        ActionDecisions { always: always_allowed, depends: allowed }
    }
}

/// A set of numbers below a bound, a bit for each.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bits {
    words: Box<[u64]>,
    bound: usize,
}

impl Bits {
    fn new(bound: usize) -> Self {
        Self { words: vec![0; bound.div_ceil(64)].into(), bound }
    }

    #[inline]
    fn contains(&self, number: usize) -> bool {
        self.words.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    #[inline]
    fn insert(&mut self, numbers: Range<usize>) {
        let Some(last) = numbers.end.checked_sub(1).filter(|last| numbers.start <= *last) else { return };
        let (first_word, last_word) = (numbers.start / 64, last / 64);
        let (from, to) = (u64::MAX << (numbers.start % 64), u64::MAX >> (63 - last % 64));
        let words = self.words.get_mut(first_word..=last_word).unwrap_or_default();
        match words {
            [] => {}
            [word] => *word |= from & to,
            [first, between @ .., last] => {
                (*first, *last) = (*first | from, *last | to);
                between.fill(u64::MAX);
            }
        }
    }

    /// Takes a number out; says whether it was in.
    fn remove(&mut self, number: usize) -> bool {
        let was_in = self.contains(number);
        if let Some(word) = self.words.get_mut(number / 64) {
            *word &= !(1 << (number % 64));
        }
        was_in
    }

    fn insert_all_but(&mut self, others: &Self) {
        for (word, other) in self.words.iter_mut().zip(&others.words) {
            *word |= !other;
        }
        if let Some(last) = self.words.last_mut()
            && !self.bound.is_multiple_of(64)
        {
            *last &= (1 << (self.bound % 64)) - 1;
        }
    }

    fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        let bits = |word: u64| {
            std::iter::successors(Some(word), |word| Some(word & word.wrapping_sub(1)))
                .take_while(|word| *word != 0)
                .map(|word| word.trailing_zeros() as usize)
        };
        self.words.iter().enumerate().flat_map(move |(at, &word)| bits(word).map(move |bit| at * 64 + bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn bits_are_a_set(bound in 1_usize..300, ranges in prop::collection::vec((0_usize..300, 0_usize..300), 0..6)) {
            let (mut bits, mut set) = (Bits::new(bound), BTreeSet::new());
            for (start, end) in ranges {
                let range = start.min(bound)..end.min(bound);
                bits.insert(range.clone());
                set.extend(range);
            }
            prop_assert_eq!(bits.iter().collect::<BTreeSet<_>>(), set.clone());
            prop_assert_eq!(bits.len(), set.len());
            let mut others = Bits::new(bound);
            others.insert_all_but(&bits);
            prop_assert_eq!(others.len(), bound - set.len());
            for number in set {
                prop_assert!(bits.remove(number) && !bits.remove(number));
            }
        }
    }
}
