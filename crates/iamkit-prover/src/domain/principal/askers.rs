//! The dimension of principals: finitely many askers who stand for all.
//!
//! Entries of policies name principals by their whole text, so those that are named, their sessions and users, and one
//! of each kind that nobody names stand for all of them. Conditions on keys that follow from the principal tell apart
//! more: their patterns are put into ARNs of principals, which one automaton splits, so that no request has one
//! principal and the keys of another (S45).

use std::collections::BTreeSet;

use iamkit_engine::{AwsIdentity, AwsPrincipal, Principal};
use iamkit_policy::normal::PrincipalPattern;
use rustc_hash::FxHashSet;

use crate::domain::key::{KeyWorld, ValueType, values};
use crate::domain::principal::asker::{self, Asker, session_of};
use crate::domain::principal::asker_values;
use crate::domain::principal::named::Named;
use crate::domain::principal::userid::{of_userid, with_ids, with_userid};
use crate::domain::principal::usual::{SESSION, USER, kinds};
use crate::domain::principal::words::{
    KINDS, of_account, of_kind, push_path, root, words_of_entry, words_of_key,
};
use crate::domain::question::{Atom, KeyValue};
use crate::language::text::Text;
use crate::language::{self, Word, arn};
use crate::limits::{Budget, Exceeded, Work};

/// What it takes to make those who stand for all whom an entry or an account tells apart.
const ENTRY_COST: usize = 64;

/// Who can ask.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Askers {
    /// Who has identity policies: users, roles and sessions.
    #[default]
    Identities,
    /// Who is of an account: root users as well.
    Accounts,
    /// Anybody.
    Everyone,
    /// Anybody whom the policies don't name.
    Strangers,
    /// One principal.
    Only(Box<Principal>),
}

impl Askers {
    pub(crate) fn include(&self, asker: &Asker) -> bool {
        match self {
            Self::Identities => asker.identity().is_some_and(|identity| identity != AwsIdentity::Root),
            Self::Accounts => asker.identity().is_some(),
            Self::Everyone | Self::Strangers => true,
            Self::Only(who) => can_be(who, &asker.who),
        }
    }
}

/// Whether one principal is the other, as far as is said of it: a session may be one of a role with any path (S45).
pub(crate) fn can_be(who: &Principal, other: &Principal) -> bool {
    let is_session =
        |one: &AwsPrincipal, other: &AwsPrincipal| !one.is_role_known() && one.arn() == other.arn();
    who == other
        || matches!((who, other), (Principal::Aws(one), Principal::Aws(other)) if is_session(one, other))
}

/// Askers that stand for all, as far as the atoms tell them apart; those that read well come first.
pub(crate) fn of(atoms: &[&Atom], askers: &Askers, budget: &Budget) -> Result<Vec<Asker>, Exceeded> {
    let named = Named::of(atoms);
    budget.spend(Work::Values, ENTRY_COST * (named.entries.len() + named.accounts.len()))?;
    if let Askers::Only(who) = askers {
        let mut found = with_ids(only(who, &named, budget)?, &named, budget)?;
        named.add_caller_accounts(&mut found);
        found.retain(|asker| askers.include(asker));
        return Ok(found);
    }
    let mut found = vec![Asker::new(Principal::Anonymous)];
    found.extend(named.usual());
    found.extend(named.entries.iter().flat_map(|entry| of_entry(entry)));
    found.extend(of_keys(&named, budget)?);
    if named.asks("aws:principalarn").next().is_some() {
        found.iter_mut().for_each(say_role);
    }
    let mut found = with_ids(found, &named, budget)?;
    named.add_caller_accounts(&mut found);
    budget.spend(Work::Values, 8 * found.len())?;
    let mut distinct: Vec<Asker> = Vec::with_capacity(found.len());
    let mut known = FxHashSet::default();
    for asker in found.into_iter().filter(|asker| askers.include(asker)) {
        let is_stranger = || *askers != Askers::Strangers || named.is_stranger(&asker);
        if is_stranger() && known.insert(asker.clone()) {
            budget.classes(distinct.len())?;
            distinct.push(asker);
        }
    }
    if named.is_graded && *askers != Askers::Strangers {
        // A root user is allowed by default, whatever other policies say (S70).
        let can_need =
            |asker: &&Asker| asker.identity().is_some_and(|identity| identity != AwsIdentity::Root);
        let needing = distinct.iter().filter(can_need).cloned();
        let needing = needing.map(|asker| Asker { is_allowed_otherwise: false, ..asker }).collect::<Vec<_>>();
        distinct.extend(needing);
    }
    if atoms.iter().any(|atom| matches!(atom, Atom::AtHome(_))) {
        let of_accounts =
            distinct.iter().filter(|asker| asker.identity().is_some() && asker.is_allowed_otherwise);
        let at_home = of_accounts.cloned().map(|asker| Asker { is_at_home: true, ..asker });
        distinct.extend(at_home.collect::<Vec<_>>());
    }
    Ok(distinct)
}

/// A session of which nothing else is said is one of a role without a path: those with others stand beside it (S45).
fn say_role(asker: &mut Asker) {
    let open = asker.who.as_aws().filter(|session| !session.is_role_known());
    let said = open.and_then(|session| session.clone().with_role(session.principal_arn().as_str()).ok());
    if let Some(session) = said {
        asker.who = session.into();
    }
}

/// The principal; a session whose role nobody said once for each path that conditions tell apart.
fn only(who: &Principal, named: &Named<'_>, budget: &Budget) -> Result<Vec<Asker>, Exceeded> {
    let said = || Ok(vec![Asker::new(who.clone())]);
    let Some(session) = who.as_aws().filter(|session| !session.is_role_known()) else { return said() };
    let lists = named.asks("aws:principalarn").flat_map(words_of_key).filter(|list| !list.is_empty());
    let lists = lists.collect::<Vec<_>>();
    if lists.is_empty() {
        return said();
    }
    let role = AwsPrincipal::new(session.principal_arn().as_str()).ok();
    let of_role = |has_path| {
        let mut word = Word::default();
        word.push_text(&format!("arn:{}:iam::{}:role/", session.arn().partition(), session.account()));
        push_path(&mut word, has_path);
        word.push_text(role.as_ref().map_or("", AwsPrincipal::name));
        word.finish()
    };
    let roles = language::partition(&[of_role(false), of_role(true)], &lists, budget)?;
    let of_role = |role: &str| session.clone().with_role(role).ok().map(|session| Asker::new(session.into()));
    Ok(roles.iter().filter_map(|class| of_role(&class.witness)).collect())
}

/// The principals that an entry names, and the others of its kind.
fn of_entry(entry: &PrincipalPattern) -> Vec<Asker> {
    match entry {
        PrincipalPattern::Account { partition: Some(partition), account } => kinds(partition, account),
        PrincipalPattern::Role(arn) => {
            let name = arn.resource().rsplit('/').next().unwrap_or_default();
            let session =
                format!("arn:{}:sts::{}:assumed-role/{name}/other-session", arn.partition(), arn.account());
            let of_role = AwsPrincipal::new(&session).ok().and_then(|who| who.with_role(arn.as_str()).ok());
            let own = [Asker::of_arn(arn.as_str()), of_role.map(|who| Asker::new(who.into()))];
            own.into_iter().flatten().chain(kinds(arn.partition(), arn.account())).collect()
        }
        PrincipalPattern::User(arn)
        | PrincipalPattern::RoleSession(arn)
        | PrincipalPattern::FederatedUser(arn) => {
            let bob = format!("arn:{}:sts::{}:federated-user/somebody", arn.partition(), arn.account());
            let of_user = AwsPrincipal::new(&bob).ok().and_then(|who| who.with_user(arn.as_str()).ok());
            let own = [Asker::of_arn(arn.as_str()), of_user.map(|who| Asker::new(who.into()))];
            own.into_iter().flatten().chain(kinds(arn.partition(), arn.account())).collect()
        }
        // A name that no service has names nobody.
        PrincipalPattern::Service(name) => match name.parse() {
            Ok(who @ Principal::Service(_)) => vec![Asker::new(who)],
            _ => Vec::new(),
        },
        PrincipalPattern::Federated(name) => vec![Asker::new(Principal::Federated(name.clone()))],
        _ => Vec::new(),
    }
}

/// The principals that conditions on their keys tell apart.
fn of_keys(named: &Named<'_>, budget: &Budget) -> Result<Vec<Asker>, Exceeded> {
    let mut lists = named.keys.iter().flat_map(|atom| words_of_key(atom)).collect::<Vec<_>>();
    let mut found = Vec::new();
    if !lists.is_empty() {
        lists.extend(KINDS.map(|kind| vec![of_kind(kind, false), of_kind(kind, true)]));
        lists.extend(named.accounts.iter().map(|account| of_account(&Text::literal(account))));
        lists.extend(named.entries.iter().map(|entry| words_of_entry(entry)));
        lists.retain(|list| !list.is_empty());
        lists.sort_by_key(Vec::len);
        lists.dedup();
        let universe = KINDS.iter().flat_map(|kind| [of_kind(*kind, false), of_kind(*kind, true)]);
        let universe = universe.chain([root()]).collect::<Vec<_>>();
        for class in language::partition(&universe, &lists, budget)? {
            found.extend(of_class(&class.witness, named));
        }
    }
    for (keys, value_type) in asker_values::VALUED {
        let asked = keys.iter().flat_map(|key| named.asks(key)).collect::<Vec<_>>();
        for text in asker_values::texts(&asked, value_type, budget)? {
            found.extend(with_value(value_type, &text));
        }
    }
    let services = named.asks("aws:principalservicename").collect::<Vec<_>>();
    if !services.is_empty() {
        let world = KeyWorld { value_type: ValueType::ServiceName, ..KeyWorld::ANY };
        let texts = values::texts(&services, &world, budget)?;
        let services = texts.iter().filter_map(|name| name.parse::<Principal>().ok());
        found.extend(services.filter(|who| matches!(who, Principal::Service(_))).map(Asker::new));
    }
    Ok(found)
}

/// The principals that have a name, or are of an account.
fn with_value(value_type: ValueType, text: &str) -> Vec<Asker> {
    match value_type {
        ValueType::Account => kinds("aws", text),
        ValueType::UserName => {
            let user = format!("arn:aws:iam::{}:user/{text}", arn::ACCOUNT);
            Asker::of_arn(&user).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The principal of an ARN, and for a role its sessions: those that entries name, and another.
fn of_class(arn: &str, named: &Named<'_>) -> Vec<Asker> {
    let Some(asker) = Asker::of_arn(arn) else { return Vec::new() };
    let mut found = vec![asker.clone()];
    if let Some(role) = asker.who.as_aws().filter(|who| who.identity() == AwsIdentity::Role) {
        let sessions = named.entries.iter().filter_map(|entry| match entry {
            PrincipalPattern::RoleSession(arn) => arn.resource().rsplit('/').next(),
            _ => None,
        });
        let sessions = sessions.chain(["session"]).collect::<BTreeSet<_>>();
        found.extend(sessions.into_iter().filter_map(|name| session_of(role, name)).map(Asker::new));
    }
    found
}

/// A principal that gives keys these values; `None` where one doesn't show.
pub(crate) fn giving(values: &[(&str, &KeyValue)]) -> Option<Asker> {
    let single = |key: &str| {
        values.iter().find_map(|(of, value)| match value {
            KeyValue::Single(text) if *of == key => Some(text.as_str()),
            _ => None,
        })
    };
    let caller_account = single(asker::CALLER_ACCOUNT);
    let account = single("aws:principalaccount").or(caller_account).unwrap_or(arn::ACCOUNT);
    let user = |name: &str| Asker::of_arn(&format!("arn:aws:iam::{account}:user/{name}"));
    let mut candidates = Vec::new();
    candidates.extend(single("aws:principalarn").and_then(Asker::of_arn));
    candidates.extend(single("aws:username").and_then(user));
    if let Some(userid) = single("aws:userid") {
        candidates.extend(of_userid(userid));
        let usual = [USER, SESSION].iter().filter_map(|arn| Asker::of_arn(arn));
        candidates.extend(usual.filter_map(|asker| with_userid(&asker, userid)));
    }
    candidates.extend([user("example"), Asker::of_arn(SESSION)].into_iter().flatten());
    let has_all = |asker: &Asker| values.iter().all(|(key, value)| asker.value(key) == **value);
    let has_caller_account = caller_account.is_some();
    let candidates = candidates.into_iter().map(|asker| Asker { has_caller_account, ..asker });
    candidates.filter(|_| !values.is_empty()).find(has_all)
}
