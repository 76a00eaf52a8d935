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
    // Inferred: through an access point of several Regions goes what goes through others.
    let through: &[&str] = match resource_type {
        PolicyResourceType::S3MultiRegionAccessPoint => &["accesspoint", "accesspointobject"],
        _ => &[],
    };
    let is_part = |name: &str| types.contains(&name) || through.contains(&name);
    if resource_type == PolicyResourceType::AssumeRolePolicyDocument {
        return action.service_prefix() == service;
    }
    // Access points of S3 Object Lambda are made and removed by actions of S3.
    let is_of_service = matches!(action.service_prefix(), prefix if prefix == service || prefix == "s3");
    is_of_service && action.resource_types().any(|used| is_part(used.resource_type().name()))
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

#[cfg(test)]
mod tests {
    use iamkit_catalog::Catalog;

    use super::{is_action_of, is_arn_of};
    use crate::policy_type::PolicyResourceType as Type;

    #[test]
    fn actions_are_of_types_of_resources() {
        let is_of = |name, of| is_action_of(Catalog::embedded().action(name).expect(name), of);
        for (name, of, not) in [
            ("s3:ListBucket", Type::S3AccessPoint, Type::DynamoDbTable),
            ("s3:GetObject", Type::S3MultiRegionAccessPoint, Type::S3ObjectLambdaAccessPoint),
            ("s3:PutBucketWebsite", Type::S3Bucket, Type::S3AccessPoint),
            ("s3-object-lambda:GetObject", Type::S3ObjectLambdaAccessPoint, Type::S3Bucket),
            ("dynamodb:Query", Type::DynamoDbTable, Type::S3Bucket),
            ("sts:TagSession", Type::AssumeRolePolicyDocument, Type::S3Bucket),
        ] {
            assert!(is_of(name, of) && !is_of(name, not), "{name}");
        }
        assert!(!is_of("s3:ListAllMyBuckets", Type::S3Bucket));
    }

    #[test]
    fn arns_are_of_types_of_resources() {
        let is_of = |arn, of| is_arn_of(arn, of, Catalog::embedded());
        for (arn, of, not) in [
            ("arn:aws:s3:::b/*", Type::S3Bucket, Type::S3AccessPoint),
            ("arn:aws:s3:us-east-1:111122223333:accesspoint/p/object/*", Type::S3AccessPoint, Type::S3Bucket),
            (
                "arn:aws:s3::111122223333:accesspoint/p.mrap",
                Type::S3MultiRegionAccessPoint,
                Type::S3AccessPoint,
            ),
            ("arn:aws:dynamodb:*:111122223333:table/t", Type::DynamoDbTable, Type::S3Bucket),
        ] {
            assert!(is_of(arn, of) && !is_of(arn, not), "{arn}");
        }
        assert!(is_of("arn:aws:*:::b", Type::S3Bucket) && is_of("arn:aws:s3*", Type::S3Bucket));
        assert!(!is_of("arn:aws:kms:us-east-1:111122223333:key/k", Type::S3Bucket));
    }
}
