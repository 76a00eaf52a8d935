//! One question, asked of many principals: those whose policies say the same about the action are asked once.
//!
//! Of a principal's documents only those are compiled that name the action, each by itself.

use std::borrow::Cow;
use std::sync::Arc;

use iamkit_engine::{Allowance, Layers, Request, RequestError};
use rustc_hash::FxHashMap;

use crate::condition::{AccessCondition, Whereabouts, condition};
use crate::open_keys::leave_open;
use crate::view::{
    AccessView, AccountPrincipal, AskError, DocumentFacts, Hit, Hits, Origin, PolicySet, Posed, Wanted,
    is_of_principal, value_of,
};

/// What tells principals apart for one action: the documents that name it, the boundary, the account, and what those ask
/// of who the principal is.
type ClassKey = (Vec<usize>, usize, usize, Vec<Option<String>>);

/// Someone of whom a question is asked.
struct Subject<'v> {
    principal: &'v AccountPrincipal,
    /// The documents that name the action, each with its place among the principal's. The others have no say, so that
    /// these stand by themselves, compiled once for all who have them.
    named: Vec<(usize, &'v DocumentFacts)>,
    unknown: Unknown,
}

/// One question, asked of many.
pub(crate) struct Asking<'v, 'w> {
    view: &'v AccessView,
    wanted: &'w Wanted<'w>,
    /// What all documents say; worked out document by document where one principal is asked.
    hits: Option<Arc<Hits>>,
    lower_case_action: String,
    resource: Option<&'v PolicySet>,
    of_resource: Option<Hit>,
    /// What boundaries and control policies say about the action, by where the sets are kept.
    of_sets: FxHashMap<usize, Option<Hit>>,
    /// The number of each class, and how far it is allowed.
    classes: FxHashMap<ClassKey, (usize, Allowance)>,
    /// The conditions of a class, by where its members have their policies from: that is told along with them.
    conditions: FxHashMap<(usize, Vec<Origin<'v>>), Arc<AccessCondition>>,
    always: Arc<AccessCondition>,
}

impl<'v, 'w> Asking<'v, 'w> {
    pub(crate) fn new(view: &'v AccessView, wanted: &'w Wanted<'w>) -> Self {
        Self::with_hits(view, wanted, Arc::new(view.hits_on(wanted)))
    }

    pub(crate) fn with_hits(view: &'v AccessView, wanted: &'w Wanted<'w>, hits: Arc<Hits>) -> Self {
        Self { hits: Some(hits), ..Self::of_one(view, wanted, view.resource_set(wanted)) }
    }

    pub(crate) fn of_one(
        view: &'v AccessView,
        wanted: &'w Wanted<'w>,
        resource: Option<&'v PolicySet>,
    ) -> Self {
        let lower = wanted.action().to_ascii_lowercase();
        Self {
            view,
            wanted,
            hits: None,
            resource,
            of_resource: resource.and_then(|set| Hit::of_set(set, &lower)),
            of_sets: FxHashMap::default(),
            classes: FxHashMap::default(),
            conditions: FxHashMap::default(),
            always: Arc::new(AccessCondition::ALWAYS),
            lower_case_action: lower,
        }
    }

    fn hit(&self, facts: &Arc<DocumentFacts>) -> Option<Cow<'_, Hit>> {
        match &self.hits {
            Some(hits) => hits.of(facts).map(Cow::Borrowed),
            None => Hit::of_document(facts, &self.lower_case_action).map(Cow::Owned),
        }
    }

    pub(crate) fn ask(
        &mut self,
        principal: &'v AccountPrincipal,
    ) -> Result<Option<Arc<AccessCondition>>, AskError> {
        let (mut key, mut unknown) = (ClassKey::default(), Unknown::default());
        let mut named = Vec::new();
        let mut may_allow = self.of_resource.as_ref().is_some_and(|hit| hit.allows);
        for (place, facts) in principal.identity_documents().enumerate() {
            let Some(hit) = self.hit(facts) else { continue };
            may_allow |= hit.allows;
            key.0.push(Arc::as_ptr(facts).addr());
            unknown.add(&hit);
            named.push((place, &**facts));
        }
        // Without an Allow in sight there is nothing to ask; only what no policy can forbid is left (S71).
        if !may_allow && !is_always_allowed(self.wanted.action()) {
            return Ok(None);
        }
        self.add_layers(principal, &mut key, &mut unknown);
        let subject = Subject { principal, named, unknown };
        // A resource's policy may name one principal and not another.
        let is_shared = self.resource.is_none_or(|set| !set.singles_out(principal));
        if !is_shared {
            let allowance = self.allowance(&subject)?;
            return self.answer(&subject, allowance);
        }
        let (class, allowance) = match self.classes.get(&key) {
            Some(known) => *known,
            None => (self.classes.len(), self.allowance(&subject)?),
        };
        self.classes.insert(key, (class, allowance));
        if allowance != Allowance::Sometimes {
            return self.answer(&subject, allowance);
        }
        let origins = self.origins(principal);
        if let Some(known) = self.conditions.get(&(class, origins.clone())) {
            return Ok(Some(Arc::clone(known)));
        }
        let answer = self.answer(&subject, allowance)?;
        if let Some(condition) = &answer {
            self.conditions.insert((class, origins), Arc::clone(condition));
        }
        Ok(answer)
    }

    /// Where a principal has the documents from that a condition can tell of.
    fn origins(&self, principal: &'v AccountPrincipal) -> Vec<Origin<'v>> {
        let tells = |facts| self.hit(facts).is_some_and(|hit| hit.is_conditional());
        let granted = principal.origins().filter(|(facts, _)| tells(facts));
        granted.map(|(_, origin)| origin).chain(principal.boundary_origin()).collect()
    }

    fn add_layers(&mut self, principal: &'v AccountPrincipal, key: &mut ClassKey, unknown: &mut Unknown) {
        (key.1, key.2) = (0, principal.account_place());
        if let Some(boundary) = principal.boundary_set() {
            key.1 = Arc::as_ptr(boundary).addr();
        }
        for set in self.view.limiting_sets(principal, self.wanted) {
            let of_set = || Hit::of_set(set, &self.lower_case_action);
            let hit = self.of_sets.entry(Arc::as_ptr(set).addr()).or_insert_with(of_set);
            if let Some(hit) = hit {
                unknown.add(hit);
            }
        }
        self.of_resource.iter().for_each(|hit| unknown.add(hit));
        let of_principal = unknown.keys.iter().filter(|key| is_of_principal(key));
        key.3.extend(of_principal.map(|key| value_of(self.view, principal, key)));
    }

    /// The question with the unknown keys left open.
    fn posed<'s>(&'s self, subject: &Subject<'s>) -> Result<Posed<'s>, AskError> {
        let mut context = self.wanted.context().cloned().unwrap_or_default();
        let open = subject.unknown.keys.iter().map(|key| &**key).filter(|key| !self.wanted.lacks(key));
        leave_open(self.view, &mut context, open, subject.principal);
        let identity = subject.named.iter().map(|(_, facts)| facts.compiled());
        let context = Some(Cow::Owned(context));
        self.view.posed_with(subject.principal, self.wanted, context, identity, self.resource)
    }

    fn allowance(&self, subject: &Subject<'v>) -> Result<Allowance, AskError> {
        let posed = self.posed(subject)?;
        Ok(posed.layers().allowance(&posed.request()?)?)
    }

    fn answer(
        &self,
        subject: &Subject<'v>,
        allowance: Allowance,
    ) -> Result<Option<Arc<AccessCondition>>, AskError> {
        match allowance {
            Allowance::Never => Ok(None),
            Allowance::Always => Ok(Some(Arc::clone(&self.always))),
            Allowance::Sometimes => {
                let posed = self.posed(subject)?;
                let condition = self.condition(subject, posed.layers(), &posed.request()?)?;
                Ok(Some(Arc::new(condition)))
            }
        }
    }

    fn condition(
        &self,
        subject: &Subject<'v>,
        layers: &Layers<'_>,
        request: &Request<'_>,
    ) -> Result<AccessCondition, RequestError> {
        let principal = subject.principal;
        let identity = subject.named.iter().map(|(place, _)| *place).collect();
        let whereabouts = Whereabouts {
            view: self.view,
            principal,
            identity,
            resource: self.resource,
            owner: self.view.owner_scope(principal, self.wanted),
            is_same_account: is_same_account(principal, request),
        };
        Ok(condition(&whereabouts, &layers.residue(request)?))
    }
}

fn is_same_account(principal: &AccountPrincipal, request: &Request<'_>) -> bool {
    let own = principal.principal().as_aws().map(iamkit_engine::AwsPrincipal::account);
    request.resource_account().is_none_or(|account| Some(account) == own)
}

/// S71.
fn is_always_allowed(action: &str) -> bool {
    action.eq_ignore_ascii_case("sts:GetCallerIdentity")
}

/// Keys of which nothing is known, but that statements ask for.
#[derive(Debug, Default)]
struct Unknown {
    keys: Vec<Box<str>>,
}

impl Unknown {
    fn add(&mut self, hit: &Hit) {
        for key in &hit.keys {
            if !self.keys.contains(key) {
                self.keys.push(key.clone());
            }
        }
    }
}
