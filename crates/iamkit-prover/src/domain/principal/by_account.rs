//! Questions about principals, found by the account of who asks.
//!
//! An entry of an account, or of one of its principals, says nothing of others. So of very many entries and statements only
//! those are held against an asker that are of its account, or of none.

use std::borrow::Cow;

use iamkit_engine::AwsPrincipal;
use iamkit_policy::normal::PrincipalPattern;
use rustc_hash::FxHashMap;

use crate::bits::Bits;
use crate::domain::principal::asker::Asker;
use crate::domain::principal::named::account_of;
use crate::domain::question::Atom;
use crate::limits::{Budget, Exceeded, Work};

/// Up to so many entries that are of no account are held against an asker of each account that others are of.
const FEW: usize = 8;

/// The question about entries.
type OfEntries = fn(Box<[PrincipalPattern]>) -> Atom;

/// A question, by its place among all.
type Placed<'a> = (usize, Cow<'a, Atom>);

/// The questions with what of their entries matters to whom.
pub(super) struct ByAccount<'a> {
    count: usize,
    /// Those that everybody is asked.
    always: Vec<Placed<'a>>,
    of_accounts: FxHashMap<&'a str, Vec<Placed<'a>>>,
}

impl<'a> ByAccount<'a> {
    pub(super) fn new(atoms: &'a [Cow<'_, Atom>]) -> Self {
        let mut found = Self { count: atoms.len(), always: Vec::new(), of_accounts: FxHashMap::default() };
        for (place, atom) in atoms.iter().enumerate() {
            found.add(place, atom);
        }
        found
    }

    fn add(&mut self, place: usize, atom: &'a Atom) {
        let (entries, with): (_, OfEntries) = match atom {
            Atom::Principal(entries) => (entries, Atom::Principal),
            Atom::Grants(entries) => (entries, Atom::Grants),
            Atom::Exempt(entries) => (entries, Atom::Exempt),
            Atom::AsksIn(account, _) | Atom::AtHome(Some(account)) => {
                return self.of_accounts.entry(account).or_default().push((place, Cow::Borrowed(atom)));
            }
            _ => return self.always.push((place, Cow::Borrowed(atom))),
        };
        let (of_accounts, others): (Vec<_>, Vec<_>) =
            entries.iter().partition(|entry| account_of(entry).is_some());
        if FEW < others.len() {
            return self.always.push((place, Cow::Borrowed(atom)));
        }
        let with = |entries: &[&PrincipalPattern]| with(entries.iter().copied().cloned().collect());
        let mut by_account: FxHashMap<&str, Vec<&PrincipalPattern>> = FxHashMap::default();
        for entry in of_accounts {
            let account = account_of(entry).unwrap_or_default();
            by_account.entry(account).or_insert_with(|| others.clone()).push(entry);
        }
        let by_account = by_account.into_iter().map(|(account, entries)| (account, with(&entries)));
        for (account, atom) in by_account {
            self.of_accounts.entry(account).or_default().push((place, Cow::Owned(atom)));
        }
        if !others.is_empty() {
            self.always.push((place, Cow::Owned(with(&others))));
        }
    }

    /// Which questions an asker answers yes.
    pub(super) fn answers(&self, asker: &Asker, budget: &Budget) -> Result<Bits, Exceeded> {
        let own = asker.who.as_aws().and_then(|who| self.of_accounts.get(AwsPrincipal::account(who)));
        let mut answers = Bits::empty(self.count);
        for (place, atom) in self.always.iter().chain(own.into_iter().flatten()) {
            budget.spend(Work::Values, cost(atom))?;
            if asker.answers(atom) {
                answers.insert(*place);
            }
        }
        Ok(answers)
    }
}

/// What it takes to ask one principal.
fn cost(atom: &Atom) -> usize {
    match atom {
        Atom::Principal(entries) | Atom::Grants(entries) | Atom::Exempt(entries) => 1 + entries.len(),
        Atom::Key(atom) => 4 + atom.comparison.cost(),
        _ => 2,
    }
}
