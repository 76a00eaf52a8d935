//! The policies of resources, each with the account that owns the resource.

use std::sync::Arc;

use iamkit_policy::glob::{Glob, Token};
use rustc_hash::FxHashMap;

use super::entry::AccountPrincipal;
use super::policy_set::PolicySet;

/// A resource with a policy of its own.
#[derive(Debug)]
pub(crate) struct OwnedResource {
    pub(crate) arn: Arc<str>,
    /// The place of the account.
    pub(crate) owner: usize,
    pub(crate) set: Arc<PolicySet>,
}

impl OwnedResource {
    /// What else the policy is of: a bucket's is its objects'.
    pub(crate) fn parts(&self) -> Option<Glob> {
        let is_bucket = self.arn.split_once(":s3:::").is_some_and(|(_, name)| !name.contains('/'));
        let tokens = [Token::Literal(format!("{}/", self.arn).into()), Token::AnyString];
        is_bucket.then(|| Glob::from_tokens(tokens))
    }

    /// All that the policy is of.
    pub(crate) fn globs(&self) -> impl Iterator<Item = Glob> {
        std::iter::once(Glob::literal(&self.arn)).chain(self.parts())
    }
}

/// The resources that have policies: account by account, by their ARNs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Resources {
    list: Vec<Arc<OwnedResource>>,
    by_arn: FxHashMap<Arc<str>, usize>,
}

impl Resources {
    pub(crate) fn push(&mut self, resource: Arc<OwnedResource>) {
        self.by_arn.insert(Arc::clone(&resource.arn), self.list.len());
        self.list.push(resource);
    }

    /// The resource with an ARN that has a policy.
    pub(crate) fn named(&self, arn: &str) -> Option<&Arc<OwnedResource>> {
        self.list.get(*self.by_arn.get(arn)?)
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<OwnedResource>> {
        self.list.iter()
    }

    pub(crate) fn at(&self, place: usize) -> Option<&Arc<OwnedResource>> {
        self.list.get(place)
    }

    /// The place of the resource whose policy a resource has.
    pub(crate) fn place_of(&self, resource: &str) -> Option<usize> {
        if self.list.is_empty() {
            return None;
        }
        let place = self.by_arn.get(resource).or_else(|| self.by_arn.get(bucket_of(resource)?));
        place.copied()
    }

    pub(crate) fn of(&self, resource: &str) -> Option<&Arc<OwnedResource>> {
        self.list.get(self.place_of(resource)?)
    }

    /// Whether some policy could tell a principal from the others of its account.
    pub(crate) fn single_out(&self, principal: &AccountPrincipal) -> bool {
        self.list.iter().any(|resource| resource.set.singles_out(principal))
    }
}

/// The bucket of an S3 object, whose policy is the object's.
fn bucket_of(resource: &str) -> Option<&str> {
    let (before_key, _) = resource.split_once('/')?;
    before_key.contains(":s3:::").then_some(before_key)
}
