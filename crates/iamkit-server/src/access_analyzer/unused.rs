//! Access that nobody uses, by what the server itself saw of calls.
//!
//! What was never used counts from when it was made. Service-linked roles are their services' to use.

use std::collections::HashMap;
use std::sync::Arc;

use iamkit_catalog::Catalog;
use iamkit_policy::Effect;
use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::{NormalPolicy, Rule};
use iamkit_store::{
    Account, Applicable, Exclusion, FoundAccess, Identity, Role, ServiceUses, StoreError, Tags, Timestamp,
    UnusedAccess, User,
};

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// Access that nobody uses, of a user or role
#[derive(Debug, Clone)]
pub(super) struct Unused {
    pub(super) arn: String,
    pub(super) resource_type: &'static str,
    pub(super) access: FoundAccess,
    /// When it was last used.
    pub(super) last: Option<Timestamp>,
    /// Services, and when each was last called.
    pub(super) services: Vec<(String, Option<Timestamp>)>,
    /// Why it isn't known which services.
    pub(super) error: Option<String>,
}

/// Looks for access that nobody uses
pub(super) struct Search<'s> {
    unused_access: &'s UnusedAccess,
    now: Timestamp,
    /// The services of documents, by where these are kept.
    granted: HashMap<usize, Arc<[String]>>,
    /// The documents themselves: their places are theirs as long as they are held.
    held: Vec<Arc<PolicyDocument>>,
}

impl<'s> Search<'s> {
    pub(super) fn new(unused_access: &'s UnusedAccess, now: Timestamp) -> Self {
        Self { unused_access, now, granted: HashMap::new(), held: Vec::new() }
    }

    /// What nobody uses in an account.
    pub(super) fn of(&mut self, account: &Account) -> Vec<Unused> {
        let mut found = Vec::new();
        for role in account.roles().filter(|role| !role.is_service_linked()) {
            if !self.is_excluded(account, role.tags()) {
                found.extend(self.of_role(account, role));
            }
        }
        for user in account.users() {
            if !self.is_excluded(account, user.tags()) {
                found.extend(self.of_user(account, user));
            }
        }
        found
    }

    fn of_role(&mut self, account: &Account, role: &Role) -> Option<Unused> {
        let last = role.last_used().map(iamkit_store::RoleLastUsed::date);
        if self.is_old(last, role.create_date()) {
            return Some(unused(role.arn(), ROLE, FoundAccess::UnusedRole, last));
        }
        // A role that is as young has no permission that is old.
        let is_old = self.is_old(None, role.create_date());
        let identity = Identity::Role(role.name().clone());
        is_old.then(|| self.permissions(account, &identity, role.arn(), ROLE, role.services()))?
    }

    fn of_user(&mut self, account: &Account, user: &User) -> Vec<Unused> {
        let mut found = Vec::new();
        for key in user.access_keys().filter(|key| key.is_active()) {
            let last = key.last_used().map(iamkit_store::KeyLastUsed::date);
            if self.is_old(last, key.create_date()) {
                found.push(unused(user.arn(), USER, FoundAccess::UnusedAccessKey(key.id().clone()), last));
            }
        }
        let password = user.credentials().login_profile();
        if password.is_some_and(|password| self.is_old(None, password.create_date())) {
            found.push(unused(user.arn(), USER, FoundAccess::UnusedPassword, None));
        }
        if self.is_old(None, user.create_date()) {
            let identity = Identity::User(user.name().clone());
            found.extend(self.permissions(account, &identity, user.arn(), USER, user.services()));
        }
        found
    }

    /// The services that a user or role may call and doesn't.
    fn permissions(
        &mut self,
        account: &Account,
        identity: &Identity,
        arn: &str,
        resource_type: &'static str,
        uses: &ServiceUses,
    ) -> Option<Unused> {
        let mut found = unused(arn, resource_type, FoundAccess::UnusedPermission, None);
        match self.services(account, identity) {
            Err(error) => found.error = Some(error.to_string()),
            Ok((services, unknown)) => {
                let last = |service: &str| uses.iter().find(|(it, _)| it.as_str() == service);
                let last = |service: &str| last(service).map(|(_, used)| used.date());
                let services = services.into_iter().map(|service| (last(&service), service));
                let unused = services.filter(|(last, _)| last.is_none_or(|last| self.is_before(last)));
                found.services = unused.map(|(last, service)| (service, last)).collect();
                found.error = unknown;
            }
        }
        let is_something = !found.services.is_empty() || found.error.is_some();
        is_something.then_some(found)
    }

    /// The services that the policies of a user or role grant, and which of the policies nobody can give.
    fn services(
        &mut self,
        account: &Account,
        identity: &Identity,
    ) -> Result<(Vec<String>, Option<String>), StoreError> {
        let (mut services, mut unknown) = (Vec::new(), None);
        for policy in account.applicable_to(identity)? {
            match policy {
                Applicable::Known(policy) => {
                    services.extend(self.granted(policy.document()).iter().cloned());
                }
                Applicable::Unknown(policy) => {
                    unknown = Some(format!("what the policy {} says is unknown", policy.arn()));
                }
            }
        }
        services.sort_unstable();
        services.dedup();
        Ok((services, unknown))
    }

    fn granted(&mut self, document: &Arc<PolicyDocument>) -> Arc<[String]> {
        let place = Arc::as_ptr(document).addr();
        if let Some(known) = self.granted.get(&place) {
            return Arc::clone(known);
        }
        let services: Arc<[String]> = services_of(document).into();
        self.granted.insert(place, Arc::clone(&services));
        self.held.push(Arc::clone(document));
        services
    }

    fn is_old(&self, last: Option<Timestamp>, made: Timestamp) -> bool {
        self.is_before(last.map_or(made, |last| last.max(made)))
    }

    fn is_before(&self, date: Timestamp) -> bool {
        let age = self.now.as_seconds().saturating_sub(date.as_seconds());
        i64::from(self.unused_access.age).saturating_mul(DAY) <= age
    }

    fn is_excluded(&self, account: &Account, tags: &Tags) -> bool {
        self.unused_access.exclusions.iter().any(|exclusion| meets(exclusion, account, tags))
    }
}

const ROLE: &str = "AWS::IAM::Role";
const USER: &str = "AWS::IAM::User";

fn unused(arn: &str, resource_type: &'static str, access: FoundAccess, last: Option<Timestamp>) -> Unused {
    Unused { arn: arn.to_owned(), resource_type, access, last, services: Vec::new(), error: None }
}

fn meets(exclusion: &Exclusion, account: &Account, tags: &Tags) -> bool {
    let has = |key: &str, value: &str| {
        tags.get(key).is_some_and(|known| value.is_empty() || known.as_str() == value)
    };
    let is_of_account = exclusion.accounts.is_empty() || exclusion.accounts.contains(account.id());
    let is_tagged = exclusion.tags.is_empty()
        || exclusion.tags.iter().any(|all| all.iter().all(|(key, value)| has(key, value)));
    let says_something = !exclusion.accounts.is_empty() || !exclusion.tags.is_empty();
    says_something && is_of_account && is_tagged
}

/// The services of the catalog that a policy grants an action of.
fn services_of(document: &PolicyDocument) -> Vec<String> {
    let policy = NormalPolicy::from(document);
    let allows = policy.rules().iter().filter(|rule| rule.effect == Effect::Allow).collect::<Vec<_>>();
    let names = |rule: &Rule, action: &str| rule.actions.contains(|pattern| pattern.matches(action));
    let services = Catalog::embedded().services().filter(|service| {
        let mut actions = service.actions().map(|action| action.to_string().to_ascii_lowercase());
        actions.any(|action| allows.iter().any(|rule| names(rule, &action)))
    });
    services.map(|service| service.prefix().to_owned()).collect()
}
