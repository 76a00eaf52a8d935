//! The policies that a user, group or role holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::name::{Folded, PolicyArn, PolicyName};

/// The policies of a user, group or role: inline ones and attached managed ones
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldPolicies {
    pub(crate) inline: BTreeMap<Folded, (PolicyName, Arc<PolicyDocument>)>,
    pub(crate) attached: BTreeSet<PolicyArn>,
}

impl HeldPolicies {
    /// The inline policies, by name
    pub fn inline(&self) -> impl ExactSizeIterator<Item = (&PolicyName, &Arc<PolicyDocument>)> {
        self.inline.values().map(|(name, document)| (name, document))
    }

    /// The inline policy of that name, whatever its case
    pub fn inline_policy(&self, name: &PolicyName) -> Option<&Arc<PolicyDocument>> {
        self.inline.get(&Folded::of(name.as_str())).map(|(_, document)| document)
    }

    /// The attached managed policies, by ARN
    pub fn attached(&self) -> impl ExactSizeIterator<Item = &PolicyArn> {
        self.attached.iter()
    }

    /// Characters of all inline policies but the one of that name
    pub(crate) fn inline_size_without(&self, name: &Folded) -> usize {
        self.inline.iter().filter(|(other, _)| *other != name).map(|(_, (_, document))| document.size()).sum()
    }
}
