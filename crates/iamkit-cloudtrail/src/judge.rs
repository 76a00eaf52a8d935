//! What the policies of accounts say to requests of logs: definite, or what it hangs on.
//!
//! Every key that policies ask for and that a log doesn't tell is left open, so no answer is definite that one of them
//! could turn.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iamkit_account::view::{
    AccessAnswer, AccessView, AccountPrincipal, AskError, PolicySet, RoleSession, Wanted,
};
use iamkit_engine::{CompiledPolicies, Context, ContextValue, Decision, Dependency, Request};
use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::{NormalPolicy, Pattern, PolicyKind, Rule, Scope, Test, Variable};
use iamkit_store::Tags;

use crate::caller::CallerKind;
use crate::event::OpenReason;
use crate::usage::{AskedKeys, UsedRequest, UsedValue};

/// What policies say to a request
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is allowed.
    Allowed,
    /// It is denied: by a statement, or because none allows it; with the layers that block.
    Denied {
        /// Whether a statement denies it.
        is_explicit: bool,
        /// What denies, or lacks an Allow that is needed.
        blocked_by: Vec<&'static str>,
    },
    /// It hangs on these keys, which the log doesn't tell, or policies, which nobody can give.
    Depends(Vec<String>),
    /// It can't be asked.
    NotAsked(NotAsked),
}

/// Why a request can't be asked
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NotAsked {
    /// The record doesn't tell all of it.
    Open(OpenReason),
    /// The accounts don't have the caller.
    NoPrincipal,
    /// The caller is a service.
    Service,
}

impl NotAsked {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open(reason) => reason.as_str(),
            Self::NoPrincipal => "noPrincipal",
            Self::Service => "service",
        }
    }
}

impl Verdict {
    /// Whether it is known to be allowed, or known not to be.
    pub fn is_allowed(&self) -> Option<bool> {
        match self {
            Self::Allowed => Some(true),
            Self::Denied { .. } => Some(false),
            Self::Depends(_) | Self::NotAsked(_) => None,
        }
    }

    /// What it hangs on, in words.
    pub fn open(&self) -> Vec<String> {
        match self {
            Self::Depends(keys) => keys.clone(),
            Self::NotAsked(why) => vec![why.as_str().to_owned()],
            Self::Allowed | Self::Denied { .. } => Vec::new(),
        }
    }
}

/// Accounts that requests of logs are put to
#[derive(Debug)]
pub struct Judge<'v> {
    view: &'v AccessView,
    keys: KeysOfPolicies,
    /// Whether the organisation above the accounts is the one that they have.
    knows_organization: bool,
}

impl<'v> Judge<'v> {
    /// Accounts, with the keys that their policies ask for.
    pub fn new(view: &'v AccessView) -> Self {
        let knows_organization = view.directory().organization().is_some();
        Self { view, keys: KeysOfPolicies::of(view), knows_organization }
    }

    /// The same accounts, whose organisation isn't told: there may be another one, or none.
    #[must_use]
    pub fn without_organization(self) -> Self {
        Self { knows_organization: false, ..self }
    }

    /// The accounts.
    pub fn view(&self) -> &'v AccessView {
        self.view
    }

    /// The keys that their policies ask for.
    pub fn keys(&self) -> &KeysOfPolicies {
        &self.keys
    }

    /// What the policies say to a request.
    ///
    /// # Errors
    /// Policies that can't be asked.
    pub fn judge(&self, request: &UsedRequest) -> Result<Verdict, AskError> {
        let Some(principal) = self.principal(request)? else {
            return Ok(Verdict::NotAsked(Self::why_nobody(request)));
        };
        let Some(resource) = self.resource(request) else {
            let why = if request.resource.is_some() { OpenReason::NoPath } else { OpenReason::NoResource };
            return Ok(Verdict::NotAsked(NotAsked::Open(
                request.reason.filter(|_| request.resource.is_none()).unwrap_or(why),
            )));
        };
        let context = self.context(request, &principal, &resource);
        let account = match value_of(request, "aws:resourceaccount") {
            Some(UsedValue::One(account)) => Some(account),
            _ => None,
        };
        let mut wanted = Wanted::new(&request.action, &resource).with_context(&context);
        if let Some(account) = account {
            wanted = wanted.with_resource_account(account);
        }
        Ok(verdict(&self.view.evaluate(&principal, &wanted)?))
    }

    /// What one policy says by itself to a request, tags of who asks being open; nothing where it can't be asked.
    ///
    /// # Errors
    /// A question that is none.
    pub(crate) fn decide_alone(
        &self,
        request: &UsedRequest,
        policies: &CompiledPolicies,
    ) -> Result<Option<Decision>, AskError> {
        let Some(principal) = self.principal(request)? else { return Ok(None) };
        let Some(resource) = self.resource(request) else { return Ok(None) };
        let mut context = self.context(request, &principal, &resource);
        for key in self.keys.keys(&request.caller, &request.action) {
            if key.starts_with("aws:principaltag/") && context.get(key).is_none() {
                context.set(key.to_string(), ContextValue::Unknown);
            }
        }
        let asked = Request::new(principal.principal(), &request.action, &resource)?;
        let asked = asked.wildcard_only(resource == "*").with_context(&context);
        Ok(Some(policies.evaluate(&asked)?.decision()))
    }

    /// Who asks, as the accounts know it.
    fn principal(&self, request: &UsedRequest) -> Result<Option<Arc<AccountPrincipal>>, AskError> {
        let found = match request.kind {
            CallerKind::User | CallerKind::Role => self.view.principal(&request.caller).cloned(),
            CallerKind::RoleByName => self.role_by_name(&request.caller),
            CallerKind::Root => return self.root(request),
            _ => None,
        };
        match found {
            Some(role) if !role.is_user() => {
                let name = request.session.as_deref().unwrap_or("session");
                let session = RoleSession { name, policies: &[], tags: Tags::default() };
                Ok(Some(Arc::new(self.view.session(&role, &session)?)))
            }
            found => Ok(found),
        }
    }

    fn root(&self, request: &UsedRequest) -> Result<Option<Arc<AccountPrincipal>>, AskError> {
        let Ok(account) = request.account.parse() else { return Ok(None) };
        if self.view.directory().account(&account).is_err() {
            return Ok(None);
        }
        Ok(Some(Arc::new(self.view.root_user(&account)?)))
    }

    /// The one role of an account with a name, whatever its path.
    fn role_by_name(&self, arn: &str) -> Option<Arc<AccountPrincipal>> {
        let arn = self.with_path(arn)?;
        self.view.principal(&arn).cloned()
    }

    fn why_nobody(request: &UsedRequest) -> NotAsked {
        match request.kind {
            CallerKind::Service => NotAsked::Service,
            CallerKind::Federated => NotAsked::Open(OpenReason::FederatedUser),
            CallerKind::Provided | CallerKind::Account => NotAsked::Open(OpenReason::Stranger),
            CallerKind::Unknown => NotAsked::Open(OpenReason::NoCaller),
            CallerKind::User | CallerKind::Role | CallerKind::RoleByName | CallerKind::Root => {
                NotAsked::NoPrincipal
            }
        }
    }

    /// What is asked about, with its path where the accounts tell it.
    fn resource(&self, request: &UsedRequest) -> Option<String> {
        let resource = request.resource.as_deref()?;
        if request.lacks_path { self.with_path(resource) } else { Some(resource.to_owned()) }
    }

    /// The ARN of the user, role, group or policy of an account that has the name in an ARN without its path.
    fn with_path(&self, arn: &str) -> Option<String> {
        let account = arn.split(':').nth(4)?.parse().ok()?;
        let account = self.view.directory().account(&account).ok()?;
        let (kind, name) = arn.split(':').nth(5)?.split_once('/')?;
        let arns: Vec<&str> = match kind {
            "user" => account.users().map(|user| user.arn()).collect(),
            "role" => account.roles().map(|role| role.arn()).collect(),
            "group" => account.groups().map(|group| group.arn()).collect(),
            "policy" => account.policies().map(|policy| policy.arn().as_str()).collect(),
            "instance-profile" => account.instance_profiles().map(|profile| profile.arn()).collect(),
            _ => return None,
        };
        let is_named =
            |arn: &&&str| arn.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name));
        arns.iter().find(is_named).map(|arn| (*arn).to_owned())
    }

    /// The keys of a request: those that are told, and open ones for all others that policies ask for.
    fn context<'c>(
        &self,
        request: &'c UsedRequest,
        principal: &AccountPrincipal,
        resource: &str,
    ) -> Context<'c> {
        let mut context = Context::default();
        for (key, value) in &request.keys {
            let value = match value {
                UsedValue::One(value) => ContextValue::from(value.as_str()),
                UsedValue::Many(values) => values.iter().map(String::as_str).collect(),
            };
            context.set(key.as_str(), value);
        }
        for key in self.keys.keys(&request.caller, &request.action) {
            let is_known =
                context.get(key).is_some() || request.absent.iter().any(|absent| **absent == **key);
            if !is_known && !self.is_derived(key, principal, request, resource) {
                context.set(key.to_string(), ContextValue::Unknown);
            }
        }
        context
    }

    /// Whether a key follows from who asks, or from the ARN of the resource.
    fn is_derived(
        &self,
        key: &str,
        principal: &AccountPrincipal,
        request: &UsedRequest,
        resource: &str,
    ) -> bool {
        if key.starts_with("aws:principaltag/") {
            // A session may have been given tags that stand above those of the role.
            return principal.is_user() || !self.keys.may_be_tagged(&request.caller);
        }
        match key {
            // Services alone have it.
            "aws:principalservicenameslist" => true,
            "aws:principalorgid" | "aws:principalorgpaths" => self.knows_organization,
            "aws:userid" => principal.is_user() || request.session.is_some(),
            "aws:resourceaccount" => resource.split(':').nth(4).is_some_and(|account| !account.is_empty()),
            _ => principal.tells(key),
        }
    }
}

fn value_of<'r>(request: &'r UsedRequest, key: &str) -> Option<&'r UsedValue> {
    request.keys.iter().find(|(known, _)| known == key).map(|(_, value)| value)
}

fn verdict(answer: &AccessAnswer) -> Verdict {
    let evaluation = answer.evaluation();
    match evaluation.decision() {
        Decision::Allow => Verdict::Allowed,
        Decision::ExplicitDeny => {
            Verdict::Denied { is_explicit: true, blocked_by: evaluation.blocked_by().to_vec() }
        }
        Decision::ImplicitDeny => {
            Verdict::Denied { is_explicit: false, blocked_by: evaluation.blocked_by().to_vec() }
        }
        Decision::Depends => {
            let keys = evaluation.depends_on().iter().map(Dependency::key);
            let keys = keys.chain(evaluation.undecided_keys().iter().map(String::as_str));
            let policies = answer.unknown_policies().map(|arn| format!("policy {arn}"));
            let open = keys.filter(|key| !key.starts_with("iamkit:")).map(str::to_owned).chain(policies);
            Verdict::Depends(open.collect::<BTreeSet<_>>().into_iter().collect())
        }
    }
}

/// The keys that policies ask for
#[derive(Debug, Clone, Default)]
pub struct KeysOfPolicies {
    /// Those of the policies of resources and of the organisation, for whoever isn't known.
    of_anyone: Box<[Box<str>]>,
    by_caller: BTreeMap<String, Box<[Box<str>]>>,
    /// The same with those of trust policies, for what assumes roles.
    with_trust: BTreeMap<String, Box<[Box<str>]>>,
    asks_for_sessions: bool,
    tagged: BTreeSet<String>,
}

impl KeysOfPolicies {
    fn of(view: &AccessView) -> Self {
        let mut keys = Self::default();
        let mut of_resources = BTreeSet::new();
        for (_, set) in view.resource_policies() {
            keys.add_set(set, &mut of_resources);
        }
        let mut of_trust = BTreeSet::new();
        for principal in view.principals() {
            if let Some(set) = principal.trust_set() {
                keys.add_set(set, &mut of_trust);
                if may_tag(set) {
                    keys.tagged.insert(principal.arn().to_owned());
                }
            }
        }
        for principal in view.principals() {
            let mut own = of_resources.clone();
            for policy in view.effective_policies(principal) {
                keys.add_document(policy.document(), PolicyKind::Identity, &mut own);
            }
            let with_trust = own.union(&of_trust).cloned().collect();
            keys.with_trust.insert(principal.arn().to_owned(), with_trust);
            keys.by_caller.insert(principal.arn().to_owned(), own.into_iter().collect());
        }
        keys.of_anyone = of_resources.union(&of_trust).cloned().collect();
        keys
    }

    fn add_set(&mut self, set: &PolicySet, keys: &mut BTreeSet<Box<str>>) {
        for facts in set.documents() {
            self.add_document(facts.document(), set.kind(), keys);
        }
    }

    fn add_document(&mut self, document: &PolicyDocument, kind: PolicyKind, keys: &mut BTreeSet<Box<str>>) {
        let rules = NormalPolicy::new(document, kind).into_rules();
        keys.extend(rules.iter().flat_map(keys_of).map(Into::into));
        let text = document.text().to_ascii_lowercase();
        self.asks_for_sessions |=
            ["userid", "assumed-role", "rolesessionname"].iter().any(|word| text.contains(word));
    }

    /// Those of both: what can make a difference to one of two accounts.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let both = |a: &BTreeMap<String, Box<[Box<str>]>>, b: &BTreeMap<String, Box<[Box<str>]>>| {
            let callers = a.keys().chain(b.keys()).collect::<BTreeSet<_>>();
            let of = |caller: &String| {
                let keys =
                    a.get(caller).into_iter().chain(b.get(caller)).flat_map(|keys| keys.iter().cloned());
                (caller.clone(), keys.collect::<BTreeSet<_>>().into_iter().collect())
            };
            callers.into_iter().map(of).collect()
        };
        let of_anyone = self.of_anyone.iter().chain(&other.of_anyone).cloned().collect::<BTreeSet<_>>();
        Self {
            of_anyone: of_anyone.into_iter().collect(),
            by_caller: both(&self.by_caller, &other.by_caller),
            with_trust: both(&self.with_trust, &other.with_trust),
            asks_for_sessions: self.asks_for_sessions || other.asks_for_sessions,
            tagged: self.tagged.union(&other.tagged).cloned().collect(),
        }
    }

    fn may_be_tagged(&self, caller: &str) -> bool {
        self.tagged.contains(caller)
    }
}

impl AskedKeys for KeysOfPolicies {
    fn keys(&self, caller: &str, action: &str) -> &[Box<str>] {
        let by_caller = if action.starts_with("sts:") { &self.with_trust } else { &self.by_caller };
        by_caller.get(caller).map_or(&self.of_anyone, |keys| keys)
    }

    fn asks_for_sessions(&self) -> bool {
        self.asks_for_sessions
    }
}

/// Whether those whom a trust policy lets assume a role may give the session tags.
fn may_tag(set: &PolicySet) -> bool {
    let mut rules = set.documents().iter().flat_map(|facts| facts.rules());
    rules.any(|rule| rule.actions.contains(|action| action.matches("sts:tagsession")))
}

/// The keys of a statement in lower case: of its conditions, and of the variables in its resources and values.
fn keys_of(rule: &Rule) -> impl Iterator<Item = &str> {
    let conditions = rule.conditions.iter().map(|test| test.key.folded());
    let resources = rule.resources.iter().flat_map(Scope::entries).flat_map(Pattern::variables);
    let values = rule.conditions.iter().flat_map(Test::variables);
    conditions.chain(resources.chain(values).map(Variable::key).map(iamkit_policy::normal::KeyName::folded))
}
