//! A form of ARNs: a template's fields, what stands for its Region and account, and the shape of its resource part.

use std::collections::HashMap;

use iamkit_policy::glob::Glob;

use crate::arn_shape::Shape;
use crate::id::ResourceTypeId;

/// What stands in a field of an ARN
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum ArnField {
    /// Nothing.
    Empty,
    /// Some text.
    Any,
    /// This text.
    Fixed(Box<str>),
}

impl ArnField {
    fn read(text: &str) -> Self {
        match text {
            "" => Self::Empty,
            _ if text.contains(['$', '*']) => Self::Any,
            _ => Self::Fixed(text.into()),
        }
    }
}

/// The form of the ARNs of a resource type
///
/// ```
/// use iamkit_catalog::{ArnField, Catalog};
/// use iamkit_policy::glob::Glob;
///
/// let forms = Catalog::embedded().arn_forms("sqs");
/// assert_eq!(forms.len(), 1);
/// assert_eq!((forms[0].region(), forms[0].account()), (&ArnField::Any, &ArnField::Any));
/// let user = Catalog::embedded().resource_type("iam", "user").expect("IAM has users");
/// let forms = Catalog::embedded().arn_forms("iam").iter();
/// let users = forms.filter(|form| form.resource_type() == user.id()).collect::<Vec<_>>();
/// assert!(users[0].can_be(&Glob::parse("u*r/team-?")) && !users[0].can_be(&Glob::parse("usr/*")));
/// ```
#[derive(Debug, Clone)]
pub struct ArnForm {
    resource_type: ResourceTypeId,
    region: ArnField,
    account: ArnField,
    resource: Shape,
    tail: Shape,
}

impl ArnForm {
    /// The form with these last three fields of a template.
    pub(crate) fn new(resource_type: ResourceTypeId, region: &str, account: &str, resource: &str) -> Self {
        let tail = Shape::of(&format!("{region}:{account}:{resource}"));
        let (region, account) = (ArnField::read(region), ArnField::read(account));
        Self { resource_type, region, account, resource: Shape::of(resource), tail }
    }

    /// The resource type whose form it is.
    pub fn resource_type(&self) -> ResourceTypeId {
        self.resource_type
    }

    /// What stands for the Region.
    pub fn region(&self) -> &ArnField {
        &self.region
    }

    /// What stands for the account.
    pub fn account(&self) -> &ArnField {
        &self.account
    }

    /// Whether some resource part of this form matches the glob.
    ///
    /// Never says no wrongly; of forms with more than 127 letters of their own, only these are compared.
    ///
    /// # Complexity
    /// Linear in the glob.
    pub fn can_be(&self, resource: &Glob) -> bool {
        self.resource.meets(resource)
    }

    /// Whether the glob matches some ARN of this form from its Region on: colons count as other characters do.
    ///
    /// As [`can_be`](Self::can_be) otherwise.
    ///
    /// ```
    /// use iamkit_catalog::Catalog;
    /// use iamkit_policy::glob::Glob;
    ///
    /// let queues = &Catalog::embedded().arn_forms("sqs")[0];
    /// assert!(queues.tail_can_be(&Glob::parse("us-*")) && !queues.tail_can_be(&Glob::parse("us-east-1")));
    /// ```
    pub fn tail_can_be(&self, tail: &Glob) -> bool {
        self.tail.meets(tail)
    }
}

/// The forms of a catalog, by the service in the ARN
#[derive(Debug, Clone, Default)]
pub(crate) struct ArnForms(HashMap<Box<str>, Vec<ArnForm>>);

impl ArnForms {
    pub(crate) fn push(&mut self, service: &str, form: ArnForm) {
        self.0.entry(service.into()).or_default().push(form);
    }

    pub(crate) fn of(&self, service: &str) -> &[ArnForm] {
        self.0.get(service).map(Vec::as_slice).unwrap_or_default()
    }
}
