//! The request that some points and an action make, as a witness that the engine confirms.

use std::collections::BTreeSet;

use iamkit_catalog::Action;
use iamkit_engine::{AwsIdentity, AwsPrincipal, Layer, Principal};

use crate::answer::witness::{RESOURCE_ACCOUNT, USERID, Witness, WitnessValue};
use crate::compile::{Access, action};
use crate::domain::principal::{Asker, asker, askers, usual};
use crate::domain::question::{Atom, KeyValue, comparison};
use crate::domain::resource::{Forms, Resources, classes};
use crate::domain::{Dimension, Point};
use crate::language::arn;
use crate::limits::Work;
use crate::reason::{Reason, Side};
use crate::search::{Actions, Analysis, Points, Session};

/// What a witness costs, and each statement that it is asked of: by the engine, and where it is shown by a second voice.
const WITNESS_COST: usize = 256;
/// And each key that it has, and that a statement asks for.
const KEY_COST: usize = 48;

/// Accounts that own what is no matter of the principal's.
const OWNERS: [&str; 2] = ["111122223333", "444455556666"];

impl Analysis<'_> {
    /// The request that some points and an action make, if the engine says of it that the side alone allows it.
    pub(crate) fn confirmed_witness(
        &self,
        actions: &Actions,
        points: &Points,
        side: Side,
    ) -> Result<Witness, Reason> {
        let [a, b] = self.sides;
        let rules = [a, b].into_iter().flat_map(|access| &access.parts).map(|part| part.rules.len());
        let cost = WITNESS_COST * (1 + rules.sum::<usize>()) + KEY_COST * points.len();
        self.session.budget.spend(Work::Witnesses, cost)?;
        let witness = self.witness(actions, points);
        let (allowing, other) = if side == Side::A { (a, b) } else { (b, a) };
        confirmed(&witness, allowing, other).map(|()| witness)
    }
}

/// Whether the engine says of the witness what it is a witness of.
fn confirmed(witness: &Witness, allowing: &Access, other: &Access) -> Result<(), Reason> {
    if !witness.is_possible() {
        return Err(Reason::WitnessNotConfirmed { request: witness.to_string() });
    }
    match (witness.is_allowed_by(allowing), witness.is_allowed_by(other)) {
        (Ok(true), Ok(false)) => Ok(()),
        (Err(error), _) | (_, Err(error)) => {
            Err(Reason::WitnessNotConfirmed { request: format!("{witness}: {error}") })
        }
        _ => Err(Reason::WitnessNotConfirmed { request: witness.to_string() }),
    }
}

impl<'q> Analysis<'q> {
    /// The request that some points and an action make.
    pub(crate) fn witness(&self, actions: &Actions, points: &Points) -> Witness {
        let action = self.first_action(actions);
        let name = match (&action, actions) {
            (Some(action), _) => action::written(*action),
            (None, Actions::Class(_, name)) => name.clone(),
            (None, Actions::Ids(_)) => String::new(),
        };
        let resource = points.iter().find_map(|(_, point)| match point {
            Point::Resource(text) => Some(text.clone()),
            _ => None,
        });
        // Where no question tells them apart, any resource of the action will do.
        let forms = action.map(|action| self.session.forms_of(&Resources::of(action, self.universe.facts())));
        let is_one = |text: &String| text != "*" || forms.as_ref().is_none_or(|forms| forms.contain(text));
        let resource = resource.filter(is_one);
        let resource =
            resource.unwrap_or_else(|| self.example_resource(forms.as_deref(), &self.any_asker(points)));
        let wildcard_only = resource == "*" && action.is_some_and(|action| action.is_wildcard_only());
        let asker = self.asker(points, &resource);
        let is_at_home = asker.is_at_home;
        let mut witness = Witness {
            resource_account: None,
            management_account: self.scene.and_then(|scene| scene.management_account.clone()),
            context: context(points, &asker, &self.session),
            principal: asker.who,
            allowed_otherwise: asker.is_allowed_otherwise,
            action: name,
            resource,
            wildcard_only,
        };
        witness.resource_account = self.owner(&witness, &witness.resource, is_at_home);
        match forms {
            // An example of the action's own reads well as it is.
            Some(forms) if !wildcard_only && !forms.examples().contains(&witness.resource) => {
                self.made_pleasant(&witness, is_at_home, &forms)
            }
            _ => witness,
        }
    }

    /// A resource where policies ask for none: of the principal's account or of another as it matters (S47).
    fn example_resource(&self, forms: Option<&Forms<'_>>, asker: &Asker) -> String {
        let example = forms.and_then(|forms| forms.examples().first());
        let example = example.cloned().unwrap_or_else(|| classes::EXAMPLE.into());
        let is_own = asker.is_at_home || !asker.is_allowed_otherwise;
        let mut atoms = self.session.atoms.iter();
        let is_graded = atoms.any(|atom| matches!(**atom, Atom::Grants(_) | Atom::AtHome(_)));
        // What opens by its own policy alone opens to callers of both accounts who have policies.
        let matters = is_graded && (is_own || !self.is_gate());
        let Some(own) = asker_account(asker).filter(|_| matters) else { return example };
        let mut owners = [own].into_iter().chain(OWNERS);
        let owner = owners.find(|owner| (*owner == own) == is_own);
        owner.map_or(example.clone(), |owner| example.replace(arn::ACCOUNT, owner))
    }

    /// The witness on a resource that reads well, if the engine says the same of it.
    fn made_pleasant(&self, witness: &Witness, is_at_home: bool, forms: &Forms<'_>) -> Witness {
        let answers = |witness: &Witness| self.sides.map(|side| witness.is_allowed_by(side));
        let wanted = answers(witness);
        // The one copy: a context may be large.
        let mut moved = witness.clone();
        let put = |moved: &mut Witness, resource: &str| {
            moved.resource_account = self.owner(witness, resource, is_at_home);
            resource.clone_into(&mut moved.resource);
        };
        let pleasant = forms.pleasant(&witness.resource, |text| {
            put(&mut moved, text);
            answers(&moved) == wanted
        });
        put(&mut moved, &pleasant);
        moved
    }

    /// Whose the resource is, where its ARN doesn't say.
    ///
    /// Policies of the identity alone are compared without those of the resource, so another account's resource counts
    /// as the principal's own, whose account need not allow too (S62). What a policy of a resource leaves to an account
    /// matters for resources of other accounts, what it grants the principal itself for those of its own.
    fn owner(&self, witness: &Witness, resource: &str, is_at_home: bool) -> Option<String> {
        if let Some(scene) = self.scene {
            return scene.resource_account.clone();
        }
        let account = witness.principal.as_aws()?.account();
        let fields = comparison::arn_components(resource);
        let owner = fields.and_then(|fields| fields.get(4).copied().filter(|owner| arn::is_account(owner)));
        let said = witness.context.iter().find_map(|(key, value)| match value {
            WitnessValue::One(text) if key.eq_ignore_ascii_case(RESOURCE_ACCOUNT) => Some(text.clone()),
            _ => None,
        });
        if self.sides.iter().any(|side| side.granting().is_some()) {
            let other = || OWNERS.into_iter().find(|owner| *owner != account).map(str::to_owned);
            return match owner {
                Some(_) => None,
                None if !witness.allowed_otherwise || is_at_home => Some(account.to_owned()),
                None => said.or_else(other),
            };
        }
        let is_alone = !self.sides.iter().any(|side| side.names_principals());
        (is_alone && owner.is_some_and(|owner| owner != account)).then(|| account.to_owned())
    }

    fn first_action(&self, actions: &Actions) -> Option<Action<'q>> {
        match (self.universe.catalog(), actions) {
            (Some(catalog), Actions::Ids(ids)) => catalog.action_by_id(*ids.first()?),
            _ => None,
        }
    }

    /// Who asks: a user, or a session where the keys of a session are asked for.
    ///
    /// Whoever asks for a resource of the own account needs no other policies where the policy of the resource grants the
    /// request, and so shows that it does.
    fn asker(&self, points: &Points, resource: &str) -> Asker {
        let asker = self.any_asker(points);
        let fields = comparison::arn_components(resource);
        let owner = fields.and_then(|fields| fields.get(4).copied().filter(|owner| arn::is_account(owner)));
        let is_granting = self.sides.iter().any(|side| side.granting().is_some());
        let is_own = asker
            .who
            .as_aws()
            .is_some_and(|who| Some(who.account()) == owner && who.identity() != AwsIdentity::Root);
        let needs_grant = is_granting && is_own && !self.is_gate() && !asker.is_at_home;
        let is_allowed_otherwise = asker.is_allowed_otherwise && !needs_grant;
        let asker = Asker { is_allowed_otherwise, ..asker };
        let is_owner = asker.identity() == Some(AwsIdentity::Root) && asker_account(&asker) == owner;
        if is_granting && is_owner && !asker.is_at_home {
            self.root_elsewhere(&asker).unwrap_or(asker)
        } else {
            asker
        }
    }

    /// The root user of another account, if policies don't tell it from this one: in its own account it needs no grant
    /// (S70).
    fn root_elsewhere(&self, asker: &Asker) -> Option<Asker> {
        let own = asker.who.as_aws()?;
        let accounts = BTreeSet::from([own.account().to_owned(), usual::OTHER_ACCOUNT.to_owned()]);
        let root = format!("arn:{}:iam::{}:root", own.arn().partition(), usual::other_account(&accounts));
        let root = AwsPrincipal::new(&root).ok()?;
        let root = own.canonical_user().into_iter().fold(root, AwsPrincipal::with_canonical_user);
        let other = Asker { who: root.into(), ..asker.clone() };
        let is_told = self.session.atoms.iter().any(|atom| other.answers(atom) != asker.answers(atom));
        (!is_told).then_some(other)
    }

    fn any_asker(&self, points: &Points) -> Asker {
        let chosen = points.iter().find_map(|(_, point)| match point {
            Point::Principal(asker) => Some(asker.clone()),
            _ => None,
        });
        let given = points.iter().filter_map(|(dimension, point)| match (dimension, point) {
            (Dimension::Key(key), Point::Key(value)) if asker::follows(key) => Some((&**key, value)),
            _ => None,
        });
        let given = given.collect::<Vec<_>>();
        // An example of a key that follows from the principal is none of its own.
        let has_all = |asker: &Asker| {
            self.session.keys_follow || given.iter().all(|(key, value)| asker.value(key) == **value)
        };
        if let Some(asker) = chosen.clone().filter(has_all) {
            return asker;
        }
        if let Some(asker) = askers::giving(&given).filter(|_| self.scene.is_none()) {
            return Asker {
                is_allowed_otherwise: chosen.is_none_or(|asker| asker.is_allowed_otherwise),
                ..asker
            };
        }
        if let Some(asker) = self.scene.map(|scene| Asker::new(scene.principal.clone())).or(chosen) {
            return asker;
        }
        let is_session =
            self.sides.iter().flat_map(|side| &side.parts).any(|part| part.layer == Layer::Session);
        let arn = if is_session { usual::SESSION } else { usual::USER };
        Asker::of_arn(arn).unwrap_or_else(|| Asker::new(Principal::Anonymous))
    }
}

fn asker_account(asker: &Asker) -> Option<&str> {
    asker.who.as_aws().map(AwsPrincipal::account)
}

fn context(points: &Points, asker: &Asker, session: &Session<'_>) -> Vec<(String, WitnessValue)> {
    let entries = points.iter().filter_map(|(dimension, point)| {
        let (Dimension::Key(key), Point::Key(value)) = (dimension, point) else { return None };
        // What follows from the principal needs no telling, but for the two below.
        let is_told = asker::follows(key) && **key != *USERID && asker.value(key) == *value;
        if is_told || (session.keys_follow && asker::follows(key)) {
            return None;
        }
        let value = match value {
            KeyValue::Absent => return None,
            KeyValue::Single(text) => WitnessValue::One(text.clone()),
            KeyValue::Multi(texts) => WitnessValue::Many(texts.clone()),
        };
        Some((session.spelt(key), value))
    });
    let mut entries = entries.collect::<Vec<_>>();
    let userid = asker.userid.as_deref().map(|userid| (USERID.to_owned(), userid));
    let caller_account = asker_account(asker).filter(|_| asker.has_caller_account);
    let caller_account = caller_account.map(|account| (session.spelt(asker::CALLER_ACCOUNT), account));
    for (key, value) in userid.into_iter().chain(caller_account) {
        if !entries.iter().any(|(other, _)| key.eq_ignore_ascii_case(other)) {
            entries.push((key, WitnessValue::One(value.to_owned())));
        }
    }
    entries.sort_by(|one, two| one.0.cmp(&two.0));
    entries
}
