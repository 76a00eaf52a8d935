//! What is about the type of resource to which a policy is attached.

use iamkit_catalog::{Action, ArnField, ArnForm, Catalog};

use crate::arn::{Fields, glob};
use crate::policy_type::PolicyResourceType;

/// The service and the resource types of it, as the catalog calls them, that a policy of this type is about
fn parts(resource_type: PolicyResourceType) -> (&'static str, &'static [&'static str]) {
    match resource_type {
        PolicyResourceType::S3Bucket => ("s3", &["bucket", "object"]),
        PolicyResourceType::S3AccessPoint => ("s3", &["accesspoint", "accesspointobject"]),
        PolicyResourceType::S3MultiRegionAccessPoint => ("s3", &["multiregionaccesspoint"]),
        PolicyResourceType::S3ObjectLambdaAccessPoint => ("s3-object-lambda", &["objectlambdaaccesspoint"]),
        PolicyResourceType::AssumeRolePolicyDocument => ("sts", &[]),
        PolicyResourceType::DynamoDbTable => ("dynamodb", &["table", "index"]),
    }
}

/// Whether an action is about resources of the type; of trust policies, whether it is one of STS.
pub(super) fn is_action_of(action: Action<'_>, resource_type: PolicyResourceType) -> bool {
    let (service, types) = parts(resource_type);
    // Inferred: actions on objects are about those of access points too, be it that the catalog tells it of few.
    let is_object =
        |name: &str| name == "object" && action.service_prefix() == "s3" && service.starts_with("s3");
    let is_part = |name: &str| types.contains(&name) || is_object(name);
    let mut used = action.resource_types();
    match resource_type {
        PolicyResourceType::AssumeRolePolicyDocument => action.service_prefix() == service,
        _ => used.any(|used| is_part(used.resource_type().name())) && is_of(action.service_prefix(), service),
    }
}

/// Whether actions of a service are on resources of another: those of S3 on access points of S3 Object Lambda.
fn is_of(prefix: &str, service: &str) -> bool {
    prefix == service || prefix == "s3" && service == "s3-object-lambda"
}

/// Whether the pattern of an ARN can be of a resource of the type.
pub(super) fn is_arn_of(text: &str, resource_type: PolicyResourceType, catalog: &Catalog) -> bool {
    let (service, types) = parts(resource_type);
    let fields = Fields::of(text);
    let (Some(named), Some(resource)) = (fields.service, fields.resource) else {
        // A short form ends in `*`: it can be anything that begins so.
        return fields.service.is_none_or(|named| glob(named).matches(service));
    };
    let resource = glob(resource);
    let is_part = |form: &&ArnForm| {
        let found = catalog.resource_type_by_id(form.resource_type());
        found.is_some_and(|found| types.contains(&found.name()))
    };
    let mut forms = catalog.arn_forms(service).iter().filter(is_part);
    glob(named).matches(service)
        && forms.any(|form| {
            is_field(fields.region, form.region())
                && is_field(fields.account, form.account())
                && form.can_be(&resource)
        })
}

fn is_field(text: Option<&str>, field: &ArnField) -> bool {
    let text = text.unwrap_or_default();
    match field {
        ArnField::Empty => glob(text).matches(""),
        ArnField::Any => !text.is_empty(),
        ArnField::Fixed(fixed) => glob(text).matches(fixed),
    }
}
