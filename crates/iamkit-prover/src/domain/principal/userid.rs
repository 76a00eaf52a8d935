//! Askers told apart by their unique ids and by the value of `aws:userid`.

use std::collections::BTreeSet;

use iamkit_engine::{AwsIdentity, AwsPrincipal, Principal};
use iamkit_policy::glob::Glob;
use iamkit_policy::normal::PrincipalPattern;

use crate::domain::key::{KeyWorld, ValueType, values};
use crate::domain::principal::asker::{self, Asker, session_of};
use crate::domain::principal::named::Named;
use crate::domain::question::{Comparison, KeyAtom, KeyValue};
use crate::language::arn;
use crate::language::text::Text;
use crate::limits::{Budget, Exceeded};

/// The same with the unique ids that policies name, and with the values of `aws:userid` that they tell apart.
pub(super) fn with_ids(
    found: Vec<Asker>,
    named: &Named<'_>,
    budget: &Budget,
) -> Result<Vec<Asker>, Exceeded> {
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
pub(super) fn with_userid(asker: &Asker, userid: &str) -> Option<Asker> {
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
pub(crate) fn can_have(asker: &Asker, userid: &str) -> bool {
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

/// The root user or the federated user whose ids tell the account.
pub(super) fn of_userid(userid: &str) -> Option<Asker> {
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
