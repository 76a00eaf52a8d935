//! What rules are given: the document as read, as what it is validated, and what is known of AWS.

use iamkit_catalog::Catalog;

use crate::document::Document;
use crate::policy_type::PolicyType;
use crate::work::Work;

/// A document to judge, with what is known of AWS
#[derive(Debug)]
pub(crate) struct Input<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) policy_type: PolicyType,
    pub(crate) catalog: &'a Catalog,
    /// What may still be done in all.
    pub(crate) work: Work,
}
