//! Whose the resource is, by who asks and how it is allowed (S47, S56–S62, S70).

use std::collections::BTreeSet;
use std::rc::Rc;

use iamkit_engine::{AwsPrincipal, Layer};
use iamkit_policy::normal::PrincipalPattern;

use crate::compile::fact;
use crate::compile::shape::{LitCube, Shape, cube, lit, unlit};
use crate::domain::Dimension;
use crate::domain::principal::{asker, askers, usual};
use crate::domain::question::{Atom, KeyAtom};
use crate::limits::Exceeded;
use crate::search::analysis::{Analysis, RESOURCE_ACCOUNT};

impl<'q> Analysis<'q> {
    /// Where two policies of a resource deny differently, it counts what callers of its own account have by their own
    /// policies, and its root user by default: a Deny alone takes it from them (S56, S70).
    pub(crate) fn add_homes(&mut self, shapes: &mut [Shape; 2]) {
        if !self.sides.iter().all(|side| side.is_granting()) || !self.is_of_resources() {
            return;
        }
        let [a, b] = shapes.each_ref().map(|shape| shape.denies.iter().collect::<BTreeSet<_>>());
        if a == b {
            return;
        }
        let at_home = self.session.unwritten_atom(&Atom::AtHome(None));
        for shape in shapes {
            shape.allows.extend(cube([lit(at_home, true)]));
        }
    }

    /// Whose the resource is follows from how the principal is allowed: by its own policies for other accounts, by what
    /// grants it the request itself in its own (S56–S62). An ARN that names an account has that owner.
    pub(crate) fn add_owner_facts(
        &mut self,
        shapes: [usize; 2],
        keys: &[Rc<str>],
        atoms: &[Rc<Atom>],
        impossible: &mut Vec<LitCube>,
    ) -> Result<(), Exceeded> {
        let asks_owner = keys.iter().any(|key| &**key == RESOURCE_ACCOUNT);
        let asks_resource = |atom: &Rc<Atom>| matches!(**atom, Atom::Resource(_) | Atom::ResourceArn(_));
        if !asks_owner && !atoms.iter().any(asks_resource) {
            return Ok(());
        }
        if let Some(owner) = self.owner_of_scene() {
            let some = self.session.unwritten_atom(&Atom::ResourceHasAccount);
            let owner = self.session.unwritten_atom(&fact::of_account(owner));
            impossible.extend(cube([lit(some, true), lit(owner, false)]));
        }
        let is_at_home = atoms.iter().any(|atom| matches!(**atom, Atom::AtHome(_)));
        let is_left = atoms.iter().any(|atom| matches!(**atom, Atom::Grants(_)));
        let tells_root = self.is_of_resources() && atoms.iter().any(|atom| tells_root(atom));
        if !is_left && !is_at_home && !tells_root {
            return Ok(());
        }
        let granted = atoms.iter().flat_map(|atom| granted_accounts(atom));
        let mut accounts = granted.chain([usual::OTHER_ACCOUNT]).map(str::to_owned).collect::<Vec<_>>();
        if is_at_home || tells_root || atoms.iter().any(|atom| grants_canonical_user(atom)) {
            accounts.extend_from_slice(&self.accounts_of_askers(shapes)?);
        }
        accounts.sort_unstable();
        accounts.dedup();
        let is_gate = self.is_gate();
        let some = self.session.unwritten_atom(&Atom::ResourceHasAccount);
        for account in &accounts {
            for (owner, is_known) in self.ownership(account, asks_owner) {
                let is_known = is_known.then(|| lit(some, true));
                let mut never = |asker: Atom, is_own: bool| {
                    let asker = self.session.unwritten_atom(&asker);
                    let known = is_known.filter(|_| !is_own);
                    impossible.extend(cube([lit(asker, true), lit(owner, is_own)].into_iter().chain(known)));
                };
                never(Atom::AsksIn(account.as_str().into(), true), false);
                if !is_gate {
                    never(Atom::AsksIn(account.as_str().into(), false), true);
                }
                if is_at_home {
                    never(Atom::AtHome(Some(account.as_str().into())), false);
                }
            }
        }
        Ok(())
    }

    /// Whose the resources are, where a resource's policy is among the layers around a principal.
    fn owner_of_scene(&self) -> Option<&'q str> {
        let mut layers = self.sides.iter().flat_map(|side| &side.parts).map(|part| part.layer);
        let owner = self.scene?.resource_account.as_deref();
        owner.filter(|_| layers.any(|layer| layer == Layer::Resource))
    }

    /// The accounts of who asks, as far as the shapes tell them apart.
    fn accounts_of_askers(&mut self, shapes: [usize; 2]) -> Result<Rc<[String]>, Exceeded> {
        if let Some(known) = self.accounts.get(&shapes) {
            return known.clone();
        }
        let accounts = self.find_accounts(shapes);
        self.accounts.insert(shapes, accounts.clone());
        accounts
    }

    fn find_accounts(&self, shapes: [usize; 2]) -> Result<Rc<[String]>, Exceeded> {
        let literals = shapes.map(|shape| self.session.get_shape(shape));
        let numbers = literals.iter().flat_map(|shape| shape.literals()).map(|lit| unlit(lit).0);
        let numbers = numbers.filter(|atom| self.session.dimension(*atom) == Dimension::Principal);
        let numbers = numbers.collect::<BTreeSet<_>>();
        let atoms = numbers.iter().filter_map(|number| self.session.atoms.get(*number)).map(|atom| &**atom);
        let askers = askers::of(&atoms.collect::<Vec<_>>(), &self.session.askers, &self.session.budget)?;
        let accounts = askers.iter().filter_map(|asker| asker.who.as_aws()).map(AwsPrincipal::account);
        let accounts = accounts.map(str::to_owned).collect::<BTreeSet<_>>();
        Ok(accounts.into_iter().collect())
    }

    /// The questions whether the resource is of the account, and whether they need an ARN that names one.
    fn ownership(&mut self, account: &str, asks_owner: bool) -> Vec<(usize, bool)> {
        let in_key = asks_owner.then(|| Atom::Key(KeyAtom::equals(RESOURCE_ACCOUNT, account)));
        let in_key = in_key.map(|atom| (self.session.unwritten_atom(&atom), false));
        let in_arn = (self.session.unwritten_atom(&fact::of_account(account)), true);
        [in_arn].into_iter().chain(in_key).collect()
    }

    /// Whether a policy of a resource is asked by itself that grants what other policies may as well.
    fn is_of_resources(&self) -> bool {
        self.sides.iter().any(|side| side.is_granting()) && !self.is_gate() && !self.is_public
    }
}

/// The accounts that an Allow is left to.
fn granted_accounts(atom: &Atom) -> Vec<&str> {
    let Atom::Grants(entries) = atom else { return Vec::new() };
    let accounts = entries.iter().filter_map(|entry| match entry {
        PrincipalPattern::Account { account, .. } => Some(&**account),
        _ => None,
    });
    accounts.collect()
}

/// Whether an Allow is left to an account of which only the canonical user is known, so that it may be any.
fn grants_canonical_user(atom: &Atom) -> bool {
    let is_one = |entry: &PrincipalPattern| matches!(entry, PrincipalPattern::CanonicalUser(_));
    matches!(atom, Atom::Grants(entries) if entries.iter().any(is_one))
}

/// Whether root users may be told from others of their account, whom a grant helps where they don't need it (S70).
fn tells_root(atom: &Atom) -> bool {
    match atom {
        Atom::Exempt(_) => true,
        Atom::Key(atom) => asker::follows(&atom.key),
        _ => false,
    }
}
