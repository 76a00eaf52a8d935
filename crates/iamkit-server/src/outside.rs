//! Who from outside of a zone of trust may come in by the policy of a resource, decided principal by principal.
//!
//! A zone is an account, or the accounts of an organisation. For each principal that an Allow names, the prover is asked
//! whether that statement lets anybody in who is of no account of the zone, with all Denies of the policy in force. What it
//! can't decide is told with its reason: it counts as access.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use iamkit_catalog::{ActionSet, Catalog};
use iamkit_policy::id::{account_in, is_account_id};
use iamkit_policy::normal::PolicyKind;
use iamkit_policy::{Effect, PolicyDocument, PrincipalEntry, PrincipalKind, Statement, Text};
use iamkit_prover::{
    Access, Check, Dissection, Inclusion, Limits, Universe, check_no_public_access, is_subset,
};
use iamkit_store::{AccountId, ExternalAccess};
use serde_json::json;

/// For how many policies the answer is kept; then all are forgotten.
const KEPT: usize = 4_096;

/// The policy of a resource, and whom it may let in
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guarded<'g> {
    pub(crate) kind: PolicyKind,
    /// Nothing of a role: its trust policy is about no other.
    pub(crate) resource: Option<&'g str>,
    pub(crate) document: &'g PolicyDocument,
    /// The accounts of the zone of trust.
    pub(crate) zone: &'g BTreeSet<AccountId>,
}

/// What an answer hangs on: resource, zone and policy as texts.
type Asked = (PolicyKind, String, String, String);

/// Answers that were worked out before: they follow from what is asked alone
#[derive(Debug, Default)]
pub(crate) struct Entrances {
    known: Mutex<HashMap<Asked, Arc<[ExternalAccess]>>>,
}

impl Entrances {
    /// Who from outside may come in.
    pub(crate) fn of(&self, guarded: Guarded<'_>) -> Arc<[ExternalAccess]> {
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let key = guarded.key();
        if let Some(known) = lock().get(&key) {
            return Arc::clone(known);
        }
        let found: Arc<[ExternalAccess]> = guarded.entrances().into();
        let mut known = lock();
        if KEPT <= known.len() {
            known.clear();
        }
        known.insert(key, Arc::clone(&found));
        found
    }
}

/// A principal of a statement that may be somebody from outside
struct Candidate<'g> {
    statement: &'g Statement,
    kind: PrincipalKind,
    /// The principal as it is told: an account by its id.
    principal: String,
    /// Nothing where the statement is for everyone but those it names (S52).
    entry: Option<&'g PrincipalEntry>,
}

impl Candidate<'_> {
    fn is_everyone(&self) -> bool {
        self.principal == "*"
    }
}

impl<'g> Guarded<'g> {
    fn key(self) -> Asked {
        let zone = self.zone.iter().map(AccountId::as_str).collect::<Vec<_>>().join(" ");
        let resource = self.resource.unwrap_or_default().to_owned();
        (self.kind, resource, zone, self.document.source().to_owned())
    }

    /// One for each principal and condition.
    fn entrances(self) -> Vec<ExternalAccess> {
        let mut found: BTreeMap<_, ExternalAccess> = BTreeMap::new();
        for candidate in self.candidates() {
            let Some(access) = self.decide(&candidate) else { continue };
            let key = (access.principal_kind.clone(), access.principal.clone(), access.condition.clone());
            match found.get_mut(&key) {
                Some(known) => join(known, access),
                None => drop(found.insert(key, access)),
            }
        }
        found.into_values().collect()
    }

    fn candidates(self) -> Vec<Candidate<'g>> {
        let allows = self.document.statements().iter().filter(|it| it.effect() == Effect::Allow);
        let mut candidates = Vec::new();
        for statement in allows {
            let Some(element) = statement.principals() else { continue };
            if element.is_negated() {
                let principal = "*".to_owned();
                candidates.push(Candidate { statement, kind: PrincipalKind::Aws, principal, entry: None });
                continue;
            }
            candidates.extend(element.entries().iter().filter_map(|entry| self.candidate(statement, entry)));
        }
        candidates
    }

    /// Services aren't told of: AWS has them within the zone.
    fn candidate(self, statement: &'g Statement, entry: &'g PrincipalEntry) -> Option<Candidate<'g>> {
        let value = entry.value();
        let account = if is_account_id(value) { Some(value) } else { account_in(value) };
        let is_trusted = |account: &str| self.zone.iter().any(|own| own.as_str() == account);
        let principal = match entry.kind() {
            PrincipalKind::Service => return None,
            PrincipalKind::Aws if account.is_some_and(is_trusted) => return None,
            PrincipalKind::Aws => {
                match account.filter(|_| is_account_id(value) || value.ends_with(":root")) {
                    Some(account) => account.to_owned(),
                    None => value.to_owned(),
                }
            }
            PrincipalKind::Federated | PrincipalKind::CanonicalUser => value.to_owned(),
        };
        Some(Candidate { statement, kind: entry.kind(), principal, entry: Some(entry) })
    }

    /// How a principal may come in by its statement; nothing where it can't.
    fn decide(self, candidate: &Candidate<'_>) -> Option<ExternalAccess> {
        let of_outsiders =
            self.question(candidate, &self.guards(candidate)).and_then(|document| self.access(&document));
        let (actions, error) = match of_outsiders {
            Err(error) => (None, Some(error)),
            Ok(access) => match is_subset(&access, &Access::nothing(), &Universe::real(), &Limits::default())
            {
                Inclusion::Holds => return None,
                Inclusion::Fails(_) => (Some(granted(&access, candidate.statement)), None),
                Inclusion::Unknown(unknown) => (None, Some(first_of(&unknown))),
            },
        };
        let (is_public, of_public) =
            if candidate.is_everyone() { self.is_public(candidate) } else { (false, None) };
        Some(ExternalAccess {
            principal_kind: candidate.kind.as_str().into(),
            principal: candidate.principal.as_str().into(),
            actions: actions.unwrap_or_else(|| written(candidate.statement)),
            condition: condition(candidate.statement),
            is_public,
            error: error.or(of_public).map(Into::into),
        })
    }

    /// Whether a statement for everyone is for strangers, too; what can't be decided is taken to be.
    fn is_public(self, candidate: &Candidate<'_>) -> (bool, Option<String>) {
        let access = self.question(candidate, &self.beyond()).and_then(|document| self.access(&document));
        let checked = access.and_then(|access| {
            let checked = check_no_public_access(&access, &Universe::real(), &Limits::default());
            checked.map_err(|error| error.to_string())
        });
        match checked {
            Ok(Check::Pass(_)) => (false, None),
            Ok(Check::Fail(_)) => (true, None),
            Ok(Check::Unknown(unknown)) => (true, Some(first_of(&unknown))),
            Err(error) => (true, Some(error)),
        }
    }

    fn access(self, document: &PolicyDocument) -> Result<Access, String> {
        Access::policy(document, self.kind).map_err(|errors| errors.to_string())
    }

    /// The statement of a candidate for it alone, with the Denies of the policy and others.
    fn question(self, candidate: &Candidate<'_>, denies: &[String]) -> Result<PolicyDocument, String> {
        let source = self.document.source();
        let text_of = |statement: &Statement| statement.span().of(source).unwrap_or_default().to_owned();
        let alone = match candidate.entry.zip(candidate.statement.principals()) {
            None => text_of(candidate.statement),
            Some((entry, element)) => {
                let (whole, part) = (candidate.statement.span(), element.span());
                let (before, after) = (source.get(whole.start..part.start), source.get(part.end..whole.end));
                let only = json!({entry.kind().as_str(): entry.value()});
                format!("{}{only}{}", before.unwrap_or_default(), after.unwrap_or_default())
            }
        };
        let own = self.document.statements().iter().filter(|it| it.effect() == Effect::Deny).map(text_of);
        let statements = [alone].into_iter().chain(own).chain(denies.iter().cloned()).collect::<Vec<_>>();
        let (version, statements) = (self.document.version().as_str(), statements.join(", "));
        let text = format!(r#"{{"Version": "{version}", "Statement": [{statements}]}}"#);
        text.parse().map_err(|_| "the policy can't be read statement by statement".to_owned())
    }

    /// What keeps out whoever is within the zone, and all requests that aren't about the resource.
    fn guards(self, candidate: &Candidate<'_>) -> Vec<String> {
        let mut denies = self.beyond();
        if candidate.is_everyone() {
            let zone = self.zone.iter().map(AccountId::as_str).collect::<Vec<_>>();
            denies.push(self.deny(&json!({"StringEquals": {"aws:PrincipalAccount": zone}})));
            denies.push(self.deny(&json!({"Bool": {"aws:PrincipalIsAWSService": "true"}})));
        }
        denies
    }

    fn deny(self, condition: &serde_json::Value) -> String {
        let deny = json!({"Effect": "Deny", "Principal": "*", "Action": "*", "Condition": condition});
        let of_all = json!({"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition});
        let deny = if self.kind == PolicyKind::Trust { deny } else { of_all };
        deny.to_string()
    }

    /// What keeps out requests about other resources: the policy of a bucket is its objects', too.
    fn beyond(self) -> Vec<String> {
        let Some(arn) = self.resource else { return Vec::new() };
        let arn = arn.replace('$', "${$}").replace('*', "${*}").replace('?', "${?}");
        let own = if arn.contains(":s3:::") { vec![arn.clone(), format!("{arn}/*")] } else { vec![arn] };
        let deny = json!({"Effect": "Deny", "Principal": "*", "Action": "*", "NotResource": own});
        vec![deny.to_string()]
    }
}

/// The actions that a statement names and some requests of which are granted.
///
/// Those of a statement that names actions are told as it names them; of one that names the others, one by one.
fn granted(access: &Access, statement: &Statement) -> Vec<Box<str>> {
    let catalog = Catalog::embedded();
    let granted =
        Dissection::new(access, &Universe::real(), &Limits::default()).granted(&catalog.all_actions());
    if !granted.unknown.is_empty() {
        return written(statement);
    }
    let mut able = ActionSet::new();
    granted.list.iter().for_each(|line| able.union_with(&line.actions));
    if statement.actions().is_negated() {
        let names = able.iter().filter_map(|id| catalog.action_by_id(id));
        return names.map(|action| action.to_string().into()).collect();
    }
    let is_granted = |pattern: &str| {
        let named = catalog.action_set(pattern);
        // What the catalog doesn't have may exist.
        named.iter().next().is_none() || named.iter().any(|id| able.contains(id))
    };
    let actions = written(statement);
    let able = actions.iter().filter(|pattern| is_granted(pattern)).cloned().collect::<Vec<_>>();
    if able.is_empty() { actions } else { able }
}

/// The actions of a statement as it names them.
fn written(statement: &Statement) -> Vec<Box<str>> {
    let actions = statement.actions();
    if actions.is_negated() {
        return vec!["*".into()];
    }
    let names = actions.values().iter().map(|action| action.as_str().into());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The condition keys of a statement, each with all its values.
fn condition(statement: &Statement) -> BTreeMap<Box<str>, Box<str>> {
    let mut values: BTreeMap<Box<str>, Vec<&str>> = BTreeMap::new();
    for condition in statement.conditions() {
        let of_key = values.entry(condition.key().into()).or_default();
        of_key.extend(condition.values().iter().map(Text::as_str));
    }
    values.into_iter().map(|(key, values)| (key, values.join(",").into())).collect()
}

fn join(known: &mut ExternalAccess, other: ExternalAccess) {
    known.actions.extend(other.actions);
    known.actions.sort_unstable();
    known.actions.dedup();
    known.is_public |= other.is_public;
    known.error = known.error.take().or(other.error);
}

fn first_of(unknown: &[iamkit_prover::Unknown]) -> String {
    unknown.first().map_or_else(|| "it can't be decided".to_owned(), ToString::to_string)
}
