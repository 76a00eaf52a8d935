//! What questions name of principals: entries, keys and accounts.

use std::collections::BTreeSet;

use iamkit_engine::Principal;
use iamkit_policy::normal::PrincipalPattern;

use crate::domain::principal::asker::{self, Asker};
use crate::domain::principal::provider;
use crate::domain::principal::usual::{OTHER_ACCOUNT, kinds, other_account};
use crate::domain::question::{Atom, KeyAtom};
use crate::language::arn;
use crate::language::text::{Piece, Text};

/// The entries and the questions about keys of principals, and the accounts that they name.
pub(super) struct Named<'a> {
    pub(super) entries: Vec<&'a PrincipalPattern>,
    pub(super) keys: Vec<&'a KeyAtom>,
    pub(super) accounts: BTreeSet<String>,
    /// An account that nothing names.
    other: String,
    /// Whether it matters how principals are allowed.
    pub(super) is_graded: bool,
}

impl<'a> Named<'a> {
    pub(super) fn of(atoms: &[&'a Atom]) -> Self {
        let mut entries: Vec<&PrincipalPattern> = Vec::new();
        let mut keys = Vec::new();
        for atom in atoms {
            match atom {
                Atom::Principal(list) | Atom::Exempt(list) | Atom::Grants(list) => entries.extend(list),
                Atom::Key(atom) => keys.push(atom),
                _ => {}
            }
        }
        let accounts = entries.iter().filter_map(|entry| account_of(entry)).map(str::to_owned);
        let in_keys = keys.iter().flat_map(|atom| atom.comparison.texts()).flat_map(accounts_in);
        let accounts = accounts.chain(in_keys).collect::<BTreeSet<_>>();
        let other = other_account(&accounts);
        let is_graded = atoms.iter().any(|atom| matches!(atom, Atom::Grants(_) | Atom::AsksIn(..)));
        Self { entries, keys, accounts, other, is_graded }
    }

    pub(super) fn asks(&self, key: &str) -> impl Iterator<Item = &'a KeyAtom> {
        self.keys.iter().copied().filter(move |atom| *atom.key == *key)
    }

    /// The accounts of which principals ask: one that reads well, one that nobody names, and those that are named.
    fn all_accounts(&self) -> impl Iterator<Item = &str> {
        let example = if self.is_graded { OTHER_ACCOUNT } else { arn::ACCOUNT };
        let example = Some(example).filter(|account| !self.accounts.contains(*account));
        example.into_iter().chain([&*self.other]).chain(self.accounts.iter().map(String::as_str))
    }

    /// One principal of each kind of these accounts, a service and a provider.
    pub(super) fn usual(&self) -> Vec<Asker> {
        let mut usual = self.all_accounts().flat_map(|account| kinds("aws", account)).collect::<Vec<_>>();
        usual.push(Asker::new(Principal::Service("example.amazonaws.com".into())));
        usual.push(Asker::new(Principal::federated("example.com")));
        usual
    }

    /// The same askers with the key of KMS that tells their account, if that is asked.
    pub(super) fn add_caller_accounts(&self, askers: &mut Vec<Asker>) {
        if self.asks(asker::CALLER_ACCOUNT).next().is_none() {
            return;
        }
        let with_account = askers.iter().filter(|asker| asker.identity().is_some()).cloned();
        let with_account = with_account.map(|asker| Asker { has_caller_account: true, ..asker });
        askers.extend(with_account.collect::<Vec<_>>());
    }

    /// Whether nothing names the principal or its account.
    pub(super) fn is_stranger(&self, asker: &Asker) -> bool {
        match &asker.who {
            Principal::Anonymous => true,
            Principal::Aws(who) => {
                !self.accounts.contains(who.account())
                    && !asker.userid.as_ref().is_some_and(|userid| self.names_userid(userid))
                    && who.unique_id().is_none()
                    && who.canonical_user().is_none()
            }
            Principal::Service(name) => {
                let is_it =
                    |entry: &&PrincipalPattern| matches!(entry, PrincipalPattern::Service(of) if of == name);
                !self.entries.iter().any(is_it) && !self.names_service(name)
            }
            Principal::Federated(provider) => provider::is_shared(provider),
        }
    }

    /// Whether the value of `aws:userid` is fixed, or the role is whose session it is one of (S73).
    fn names_userid(&self, userid: &str) -> bool {
        let is_fixed = |pattern: &&Text| pattern.as_literal().is_some() || pattern.start().contains(':');
        let mut fixed = self.asks("aws:userid").flat_map(|atom| atom.comparison.texts()).filter(is_fixed);
        fixed.any(|pattern| pattern.matches(userid))
    }

    fn names_service(&self, name: &str) -> bool {
        let literals = self.asks("aws:principalservicename").flat_map(|atom| atom.comparison.literals());
        literals.into_iter().any(|literal| literal == name)
    }
}

/// The account that an entry is about.
pub(crate) fn account_of(entry: &PrincipalPattern) -> Option<&str> {
    match entry {
        PrincipalPattern::Account { account, .. } => Some(account),
        PrincipalPattern::User(arn)
        | PrincipalPattern::Role(arn)
        | PrincipalPattern::RoleSession(arn)
        | PrincipalPattern::FederatedUser(arn) => Some(arn.account()),
        _ => None,
    }
}

/// The numbers of accounts that stand in a pattern.
pub(crate) fn accounts_in(text: &Text) -> Vec<String> {
    let literals = text.pieces().iter().filter_map(|piece| match piece {
        Piece::Literal(literal) => Some(&**literal),
        _ => None,
    });
    let words = literals.flat_map(|literal| literal.split(|character: char| !character.is_ascii_digit()));
    words.filter(|word| arn::is_account(word)).map(str::to_owned).collect()
}
