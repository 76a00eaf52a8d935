//! The dimension of principals: finitely many askers who stand for all.
//!
//! Entries of policies name principals by their whole text, so those that are named, their sessions and users, and one
//! of each kind that nobody names stand for all of them. Conditions on keys that follow from the principal tell apart
//! more: their patterns are put into ARNs of principals, which one automaton splits, so that no request has one
//! principal and the keys of another (S45).

use std::collections::BTreeSet;

use iamkit_engine::{AwsIdentity, AwsPrincipal, Principal};
use iamkit_policy::glob::Glob;
use iamkit_policy::normal::PrincipalPattern;

use crate::asker::{self, Asker};
use crate::asker_values;
use crate::atom::{Atom, KeyAtom, KeyValue};
use crate::comparison::{self, Comparison};
use crate::domain::KeyWorld;
use crate::language::arn;
use crate::language::text::{Piece, Text};
use crate::language::{self, Loop, Step, Word};
use crate::limits::{Budget, Exceeded};
use crate::own;
use crate::value_type::ValueType;
use crate::values;
use crate::variable;

/// An ordinary user and an ordinary session: who asks where the policies don't care.
pub(crate) const USER: &str = "arn:aws:iam::111122223333:user/example";
pub(crate) const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/Example/session";

/// The account of ordinary askers where the policies are those of resources, which have another owner.
pub(crate) const OTHER_ACCOUNT: &str = "444455556666";

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
    let mut distinct: Vec<Asker> = Vec::with_capacity(found.len());
    for asker in found.into_iter().filter(|asker| askers.include(asker)) {
        let is_stranger = || *askers != Askers::Strangers || named.is_stranger(&asker);
        if is_stranger() && !distinct.contains(&asker) {
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

/// The entries and the questions about keys of principals, and the accounts that they name.
struct Named<'a> {
    entries: Vec<&'a PrincipalPattern>,
    keys: Vec<&'a KeyAtom>,
    accounts: BTreeSet<String>,
    /// An account that nothing names.
    other: String,
    /// Whether it matters how principals are allowed.
    is_graded: bool,
}

impl<'a> Named<'a> {
    fn of(atoms: &[&'a Atom]) -> Self {
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

    fn asks(&self, key: &str) -> impl Iterator<Item = &'a KeyAtom> {
        self.keys.iter().copied().filter(move |atom| *atom.key == *key)
    }

    /// The accounts of which principals ask: one that reads well, one that nobody names, and those that are named.
    fn all_accounts(&self) -> impl Iterator<Item = &str> {
        let example = if self.is_graded { OTHER_ACCOUNT } else { arn::ACCOUNT };
        let example = Some(example).filter(|account| !self.accounts.contains(*account));
        example.into_iter().chain([&*self.other]).chain(self.accounts.iter().map(String::as_str))
    }

    /// One principal of each kind of these accounts, a service and a provider.
    fn usual(&self) -> Vec<Asker> {
        let mut usual = self.all_accounts().flat_map(|account| kinds("aws", account)).collect::<Vec<_>>();
        usual.push(Asker::new(Principal::Service("example.amazonaws.com".into())));
        usual.push(Asker::new(Principal::federated("example.com")));
        usual
    }

    /// The same askers with the key of KMS that tells their account, if that is asked.
    fn add_caller_accounts(&self, askers: &mut Vec<Asker>) {
        if self.asks(asker::CALLER_ACCOUNT).next().is_none() {
            return;
        }
        let with_account = askers.iter().filter(|asker| asker.identity().is_some()).cloned();
        let with_account = with_account.map(|asker| Asker { has_caller_account: true, ..asker });
        askers.extend(with_account.collect::<Vec<_>>());
    }

    /// Whether nothing names the principal or its account.
    fn is_stranger(&self, asker: &Asker) -> bool {
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
            Principal::Federated(provider) => crate::provider::is_shared(provider),
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

/// One principal of each kind of an account.
fn kinds(partition: &str, account: &str) -> Vec<Asker> {
    let arns = [
        format!("arn:{partition}:iam::{account}:user/somebody"),
        format!("arn:{partition}:sts::{account}:assumed-role/Some/session"),
        format!("arn:{partition}:iam::{account}:role/Some"),
        format!("arn:{partition}:sts::{account}:federated-user/somebody"),
        format!("arn:{partition}:iam::{account}:root"),
    ];
    arns.iter().filter_map(|arn| Asker::of_arn(arn)).collect()
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

/// A number of an account that isn't among these.
pub(crate) fn other_account(named: &BTreeSet<String>) -> String {
    let numbers = (0..=named.len()).map(|at| format!("{:012}", 999_999_999_999 - at));
    numbers.into_iter().find(|number| !named.contains(number)).unwrap_or_default()
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

/// A session of a role.
fn session_of(role: &AwsPrincipal, name: &str) -> Option<Principal> {
    let (partition, account) = (role.arn().partition(), role.account());
    let session = format!("arn:{partition}:sts::{account}:assumed-role/{}/{name}", role.name());
    AwsPrincipal::new(&session).ok()?.with_role(role.arn().as_str()).ok().map(Principal::from)
}

/// The same with the unique ids that policies name, and with the values of `aws:userid` that they tell apart.
fn with_ids(found: Vec<Asker>, named: &Named<'_>, budget: &Budget) -> Result<Vec<Asker>, Exceeded> {
    let mut all = found;
    let known = all.clone();
    for entry in &named.entries {
        match entry {
            PrincipalPattern::UniqueId(id) => all.extend(known.iter().filter_map(|asker| {
                let who = asker.who.as_aws().filter(|who| who.identity() != AwsIdentity::Root)?;
                Some(Asker { who: who.clone().with_unique_id(id).into(), ..asker.clone() })
            })),
            PrincipalPattern::CanonicalUser(id) => all.extend(known.iter().filter_map(|asker| {
                let who = asker.who.as_aws()?.clone().with_canonical_user(id);
                Some(Asker { who: who.into(), ..asker.clone() })
            })),
            _ => {}
        }
    }
    let asked = named.asks("aws:userid").cloned().collect::<Vec<_>>();
    if asked.is_empty() {
        return Ok(all);
    }
    let world = KeyWorld { value_type: ValueType::UserId, ..KeyWorld::ANY };
    let known = std::mem::take(&mut all);
    // Who has an id that nobody knows has one of those that are told apart.
    all.extend(known.iter().filter(|asker| !asker.has_open_userid()).cloned());
    let sessions = known.iter().filter_map(|asker| asker.who.as_aws()).map(asker::session_name);
    let sessions = sessions.collect::<BTreeSet<_>>().into_iter().map(of_sessions);
    let questions = asked.into_iter().chain(sessions).collect::<Vec<_>>();
    for userid in values::texts(&questions.iter().collect::<Vec<_>>(), &world, budget)? {
        for asker in &known {
            all.extend(with_userid(asker, &userid));
            budget.classes(all.len())?;
        }
        all.extend(of_userid(&userid));
    }
    Ok(all)
}

/// Whether an `aws:userid` is one of a session of that name.
fn of_sessions(name: &str) -> KeyAtom {
    let values = [Text::from_glob(&Glob::parse(&format!("AROA*:{name}")))].into();
    let comparison = Comparison::Text { is_negated: false, is_any_case: false, values };
    KeyAtom { comparison, ..KeyAtom::equals("aws:userid", "") }
}

/// The user, role or session with another value of `aws:userid`.
fn with_userid(asker: &Asker, userid: &str) -> Option<Asker> {
    let who = asker.who.as_aws().filter(|who| who.unique_id().is_none())?;
    let userid_of = |who: Principal| Asker { who, userid: Some(userid.to_owned()), ..asker.clone() };
    match (who.identity(), userid.split_once(':')) {
        (AwsIdentity::User, None) if userid.starts_with("AIDA") => Some(userid_of(asker.who.clone())),
        (AwsIdentity::Role, Some((id, "session"))) if id.starts_with("AROA") => {
            Some(userid_of(asker.who.clone()))
        }
        (AwsIdentity::RoleSession, Some((id, name))) if id.starts_with("AROA") => {
            if name == asker::session_name(who) {
                return Some(userid_of(asker.who.clone()));
            }
            let role = AwsPrincipal::new(who.principal_arn().as_str()).ok()?;
            session_of(&role, name).map(userid_of)
        }
        _ => None,
    }
}

/// Whether the principal can have the value of `aws:userid`.
pub(crate) fn can_have_userid(asker: &Asker, userid: &str) -> bool {
    let Some(who) = asker.who.as_aws() else { return false };
    let is_of = |start: &str, text: &str| text.strip_prefix(start).is_some_and(|rest| !rest.is_empty());
    match (who.identity(), who.unique_id(), userid.split_once(':')) {
        (AwsIdentity::User, None, None) => is_of("AIDA", userid),
        (AwsIdentity::Role, None, Some((id, _))) => is_of("AROA", id),
        (AwsIdentity::RoleSession, None, Some((id, name))) => {
            is_of("AROA", id) && name == asker::session_name(who)
        }
        _ => asker.value("aws:userid") == KeyValue::Single(userid.to_owned()),
    }
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

/// The root user or the federated user whose ids tell the account.
fn of_userid(userid: &str) -> Option<Asker> {
    let (account, name) =
        userid.split_once(':').map_or((userid, None), |(account, name)| (account, Some(name)));
    if !arn::is_account(account) {
        return None;
    }
    match name {
        None => Asker::of_arn(&format!("arn:aws:iam::{account}:root")),
        Some(name) => Asker::of_arn(&format!("arn:aws:sts::{account}:federated-user/{name}")),
    }
}

/// The kinds of principals with names: service, and what the resource of their ARN begins with.
const KINDS: [(&str, &str); 3] = [("iam", "user/"), ("iam", "role/"), ("sts", "federated-user/")];

/// The fields of an ARN before the resource.
fn head(service: &str, account: impl FnOnce(&mut Word)) -> Word {
    let mut word = Word::default();
    word.push_text("arn:");
    arn::push_partition(&mut word);
    word.push_text(&format!(":{service}::"));
    account(&mut word);
    word.push(Step::Char(':'));
    word
}

/// All principals of a kind, without a path or with one.
fn of_kind((service, start): (&str, &str), has_path: bool) -> Word {
    let mut word = head(service, arn::push_account);
    word.push_text(start);
    push_path(&mut word, has_path);
    word.push(Step::Segment);
    word.push_loop(Loop::Segment);
    word.finish()
}

fn push_path(word: &mut Word, has_path: bool) {
    if has_path {
        word.push(Step::NotColon);
        word.push_loop(Loop::NotColon);
        word.push(Step::Char('/'));
    }
}

fn root() -> Word {
    let mut word = head("iam", arn::push_account);
    word.push_text("root");
    word.finish()
}

/// All principals of the accounts that a pattern matches.
fn of_account(account: &Text) -> Vec<Word> {
    ["iam", "sts"]
        .map(|service| {
            let mut word = head(service, |word| arn::push_name(word, account, false));
            word.push_loop(Loop::Any);
            word.finish()
        })
        .into()
}

/// The words by which an entry tells principals apart.
fn words_of_entry(entry: &PrincipalPattern) -> Vec<Word> {
    match entry {
        PrincipalPattern::User(arn) | PrincipalPattern::FederatedUser(arn) => {
            vec![Word::of_text(arn.as_str())]
        }
        // A session is compared with its role by name, whatever the path (S48).
        PrincipalPattern::Role(arn) => {
            let name = arn.resource().rsplit('/').next().unwrap_or_default();
            let mut words = of_role(name);
            words.push(Word::of_text(arn.as_str()));
            words
        }
        PrincipalPattern::RoleSession(arn) => {
            arn.resource().split('/').nth(1).map(of_role).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn of_role(name: &str) -> Vec<Word> {
    let of_path = |has_path| {
        let mut word = head("iam", arn::push_account);
        word.push_text("role/");
        push_path(&mut word, has_path);
        word.push_text(name);
        word.finish()
    };
    [false, true].map(of_path).into()
}

/// The lists of words by which a condition on a key tells principals apart: with variables, by what holds whatever these
/// are and by what can hold.
fn words_of_key(atom: &KeyAtom) -> Vec<Vec<Word>> {
    if !atom.has_variables() {
        return words_of_comparison(&atom.key, &atom.comparison);
    }
    let (narrow, wide) = variable::bounds(&own::where_single(atom).comparison);
    [narrow, wide].iter().flat_map(|bound| words_of_comparison(&atom.key, bound)).collect()
}

fn words_of_comparison(key: &str, comparison: &Comparison) -> Vec<Vec<Word>> {
    let Comparison::Text { values, is_any_case, .. } = comparison else {
        let is_arn = matches!(comparison, Comparison::Arn { .. }) && key == "aws:principalarn";
        return if is_arn { comparison::words(comparison) } else { Vec::new() };
    };
    match key {
        "aws:principalarn" => comparison::words(comparison),
        "aws:principalaccount" | asker::CALLER_ACCOUNT | "aws:userid" => {
            values.iter().map(of_account).collect()
        }
        "aws:username" => values.iter().map(|value| of_user(value, *is_any_case)).collect(),
        _ => Vec::new(),
    }
}

/// All users whose names a pattern matches.
fn of_user(name: &Text, is_any_case: bool) -> Vec<Word> {
    let of_path = |has_path| {
        let mut word = head("iam", arn::push_account);
        word.push_text("user/");
        push_path(&mut word, has_path);
        arn::push_name(&mut word, name, is_any_case);
        word.finish()
    };
    [false, true].map(of_path).into()
}
