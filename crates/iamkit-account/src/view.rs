//! Accounts made ready for questions: who there is, which policies each has, and these compiled when first needed.
//!
//! An [`AccessView`] is an immutable picture of a directory. Equal documents are one, equal lists of documents are one
//! [`PolicySet`], however many principals have them; so what is compiled, and what is asked of it, is shared. A
//! renewed view takes over every set that is still in use: what is compiled anew is exactly what a change touched.

mod ask;
mod build;
mod earlier;
mod entry;
mod facts;
mod index;
mod kept;
mod keys;
mod named;
mod policy_set;
mod pool;
mod posed;
mod resource;
mod rule_keys;
mod scope;
mod session;
mod unknown;
mod wanted;

use std::any::Any;
use std::sync::{Arc, OnceLock};

use iamkit_engine::{Layer, PolicyKind};
use iamkit_policy::PolicyDocument;
use iamkit_store::{Account, Directory};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

pub use ask::AccessAnswer;
pub(crate) use ask::is_assumption;
pub(crate) use entry::Origin;
pub(crate) use entry::Stranger;
pub use entry::{AccountPrincipal, EffectivePolicy, PolicyPath};
pub(crate) use index::{Hit, Hits};
pub(crate) use keys::{known_keys, value_of};
pub use policy_set::{DocumentFacts, PolicySet};
pub(crate) use posed::Posed;
pub(crate) use resource::{OwnedResource, Resources};
pub(crate) use rule_keys::{is_of_principal, keys_of};
pub(crate) use scope::AccountScope;
pub use session::RoleSession;
pub(crate) use unknown::{hangs_on_unknown_policy, policy_behind_key};
pub use wanted::Wanted;

pub use crate::error::{AskError, ViewError};

use index::ActionIndex;
use kept::Kept;
use pool::SharedPool;

/// What lets everything pass.
const EVERYTHING: &str =
    r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

/// A picture of a directory, ready for questions
///
/// ```
/// use std::sync::Arc;
/// use iamkit_account::view::{AccessView, Wanted};
/// use iamkit_store::{Call, Change, Command, CreateUser, Directory, Identity};
///
/// let call = Call::new("admin".parse()?, "2026-05-01T10:00:00Z".parse()?);
/// let account: iamkit_store::AccountId = "111122223333".parse()?;
/// let document = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}"#;
/// let mut directory = Directory::default();
/// directory.apply_all(&[
///     Change::create_account(call.clone(), account.clone()),
///     Change::in_account(call.clone(), account.clone(), Command::CreateUser(CreateUser::new("alice".parse()?))),
///     Change::in_account(call, account, Command::PutPolicy {
///         of: Identity::User("alice".parse()?), name: "Queues".parse()?, document: Arc::new(document.parse()?),
///     }),
/// ])?;
/// let view = AccessView::new(&directory)?;
/// let alice = view.principal("arn:aws:iam::111122223333:user/alice").expect("is there");
/// let queue = "arn:aws:sqs:us-east-1:111122223333:orders";
/// assert!(view.is_allowed(alice, &Wanted::new("sqs:SendMessage", queue))?);
/// assert_eq!(alice.effective_policies().next().unwrap().path().to_string(), "inline in the user");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct AccessView {
    directory: Directory,
    /// The accounts by id, each with its control policies.
    accounts: Vec<AccountScope>,
    /// Users, then roles, account by account and by name.
    principals: Vec<Arc<AccountPrincipal>>,
    /// Where the principal with an ARN stands among `principals`.
    by_arn: FxHashMap<Arc<str>, usize>,
    /// The policies of resources.
    resources: Resources,
    pool: SharedPool,
    index: OnceLock<Arc<ActionIndex>>,
    kept: Arc<Kept>,
}

impl AccessView {
    /// The directory that is viewed.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The users and roles: account by account, users before roles, by name.
    pub fn principals(&self) -> impl ExactSizeIterator<Item = &Arc<AccountPrincipal>> {
        self.principals.iter()
    }

    /// The user or role with an ARN.
    pub fn principal(&self, arn: &str) -> Option<&Arc<AccountPrincipal>> {
        self.by_arn.get(arn).and_then(|at| self.principals.get(*at))
    }

    pub(crate) fn principal_at(&self, at: usize) -> Option<&Arc<AccountPrincipal>> {
        self.principals.get(at)
    }

    pub(crate) fn place_of(&self, arn: &str) -> Option<usize> {
        self.by_arn.get(arn).copied()
    }

    pub(crate) fn scope(&self, account: usize) -> Option<&AccountScope> {
        self.accounts.get(account)
    }

    pub(crate) fn scope_named(&self, account: &str) -> Option<&AccountScope> {
        self.accounts.iter().find(|scope| scope.id.as_str() == account)
    }

    /// What the identity policies say about an action.
    pub(crate) fn hits(&self, action: &str) -> Hits {
        self.action_index().hits(action, |_| true)
    }

    pub(super) fn action_index(&self) -> &ActionIndex {
        self.index.get_or_init(|| Arc::new(ActionIndex::new(self.identity_documents())))
    }

    /// The documents of identity policies, each once, in the order of the principals.
    fn identity_documents(&self) -> Vec<Arc<DocumentFacts>> {
        let (mut known_sets, mut known) = (FxHashSet::default(), FxHashSet::default());
        let sets = self.principals.iter().flat_map(|principal| &principal.identity_sets);
        let sets = sets.filter(|set| known_sets.insert(Arc::as_ptr(set).addr()));
        let documents = sets.flat_map(|set| set.documents());
        documents.filter(|facts| known.insert(Arc::as_ptr(facts).addr())).map(Arc::clone).collect()
    }

    /// Makes the index, unless there is one; the documents are brought into normal form on all cores.
    pub(crate) fn prepare_index(&self) {
        if self.index.get().is_none() {
            let documents = self.identity_documents();
            // WHY: not as the index is made: a thread that waits there may take up a question that waits for the index.
            documents.par_iter().for_each(|facts| {
                facts.rules();
            });
            self.index.get_or_init(|| Arc::new(ActionIndex::new(documents)));
        }
    }

    /// What a question works out of the view when it is first asked, one value of a type.
    ///
    /// # Errors
    /// As `work_out`.
    pub(crate) fn kept<T: Any + Send + Sync, E>(
        &self,
        work_out: impl Fn(&Self) -> Result<T, E>,
    ) -> Result<&T, E> {
        self.kept.get_or_try(|| work_out(self))
    }

    /// The control policies around what a principal does in its own account.
    pub(crate) fn control_sets<'v>(
        &'v self,
        principal: &AccountPrincipal,
    ) -> impl Iterator<Item = (Layer, usize, &'v PolicySet)> {
        let scope = self.scope(principal.account);
        let service = scope.into_iter().flat_map(|scope| scope.service_control.iter().enumerate());
        let resource = scope.into_iter().flat_map(|scope| scope.resource_control.iter().enumerate());
        let service = service.map(|(level, control)| (Layer::ServiceControl, level, &*control.set));
        service.chain(resource.map(|(level, control)| (Layer::ResourceControl, level, &*control.set)))
    }

    /// A document as the one of its kind; what the view knows already is not made again.
    pub(crate) fn set_of(&self, kind: PolicyKind, document: PolicyDocument) -> Arc<PolicySet> {
        self.pool.set_of(kind, &[Arc::new(document)])
    }

    /// A principal as it would be with a policy that allows everything.
    pub(crate) fn with_everything(&self, principal: &AccountPrincipal) -> Result<AccountPrincipal, AskError> {
        let mut entry = principal.clone();
        entry.identity_sets.push(self.set_of(PolicyKind::Identity, EVERYTHING.parse()?));
        entry.policies.push(Vec::new());
        Ok(entry)
    }

    /// The account that a principal is of.
    pub(crate) fn account_of(&self, principal: &AccountPrincipal) -> Option<&Arc<Account>> {
        let scope = self.scope(principal.account)?;
        self.directory.account(&scope.id).ok()
    }

    /// The service control policies above a principal, level by level.
    pub fn service_control_sets(&self, principal: &AccountPrincipal) -> impl Iterator<Item = &PolicySet> {
        let levels = self.scope(principal.account).into_iter().flat_map(|scope| &scope.service_control);
        levels.map(|level| &*level.set)
    }

    /// How many levels of service control policies there are above a principal.
    pub(crate) fn service_control_levels(&self, principal: &AccountPrincipal) -> usize {
        self.scope(principal.account).map_or(0, |scope| scope.service_control.len())
    }

    /// The policies of resources, each with the resource's ARN; account by account, by ARN.
    pub fn resource_policies(&self) -> impl ExactSizeIterator<Item = (&str, &PolicySet)> {
        self.resources.iter().map(|resource| (&*resource.arn, &*resource.set))
    }

    /// The resources that have policies of their own.
    pub(crate) fn resources(&self) -> &Resources {
        &self.resources
    }
}
