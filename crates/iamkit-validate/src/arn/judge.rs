//! Finds the first thing from the left that is wrong with an ARN.
//!
//! That only the first is told is inferred: AWS's page tells of each alone.

use iamkit_catalog::{ArnField, ArnForm, Catalog, Regions};

use super::{ArnProblem, Fields, glob, has_variable, is_open};

/// Services that a template has in its ARN and AWS's validation doesn't know (recorded 2026-03-07).
const RETIRED: [&str; 1] = ["elastic-inference"];

/// Resource types some of whose resources are AWS's own, whose ARNs have no account, though their template has one
/// (recorded 2026-03-07; public parameters, documents and automations of Systems Manager, keys of KMS).
const OWNED_BY_AWS: [(&str, &str); 4] =
    [("ssm", "parameter"), ("ssm", "document"), ("ssm", "automation-definition"), ("kms", "key")];

/// What is wrong with a resource other than `*`, the first thing from the left.
pub(crate) fn judge(text: &str, catalog: &Catalog) -> Option<ArnProblem> {
    let fields = Fields::of(text);
    if !may_be_arn(fields) {
        return Some(ArnProblem::Prefix);
    }
    let is_whole = fields.resource.is_some();
    // A short form passes where its last `*` can stand for the fields that are left out; one with an empty field IAM's write
    // calls refuse (recorded).
    if !is_whole && (!text.ends_with('*') || text.contains("::")) {
        return Some(ArnProblem::MissingField);
    }
    let head = partition_problem(fields).or_else(|| service_problem(fields, catalog));
    if !is_whole {
        return Some(head.unwrap_or(ArnProblem::ShortForm));
    }
    head.or_else(|| tail_problem(fields, catalog))
}

/// Whether the first field is `arn`, or may be by a wildcard in it; a text without a colon has no fields.
///
/// That a wildcard passes there is inferred. One in a text without fields doesn't: IAM's write calls refuse it as
/// neither an ARN nor `*` (recorded), nor does a variable, which is no wildcard.
fn may_be_arn(fields: Fields<'_>) -> bool {
    let is_pattern = || fields.partition.is_some() && glob(fields.prefix).matches("arn");
    fields.prefix == "arn" || (!has_variable(fields.prefix) && is_pattern())
}

/// A field whose text is settled, and that isn't the last one of a short form.
fn settled<'t>(field: Option<&'t str>, next: Option<&str>) -> Option<&'t str> {
    next.and(field).filter(|field| !is_open(field))
}

fn partition_problem(fields: Fields<'_>) -> Option<ArnProblem> {
    let partition = settled(fields.partition, fields.service)?;
    let regions = Regions::embedded();
    let is_elsewhere = || {
        let service = settled(fields.service, fields.region)?;
        regions.is_in_partition(service, partition)
    };
    let is_wrong = !regions.has_partition(partition) || is_elsewhere() == Some(false);
    is_wrong.then_some(ArnProblem::Partition)
}

fn service_problem(fields: Fields<'_>, catalog: &Catalog) -> Option<ArnProblem> {
    let service = fields.region.and(fields.service)?;
    if is_open(service) {
        // A variable says nothing of how the policy is written.
        let is_pattern = service != "*" && !service.contains("${");
        return is_pattern.then_some(ArnProblem::ServiceWildcard);
    }
    if is_service(service, catalog) {
        return None;
    }
    let lower = service.to_ascii_lowercase();
    Some(if is_service(&lower, catalog) { ArnProblem::ServiceCase } else { ArnProblem::Service })
}

/// Whether ARNs of this service are known, in exactly this letter case.
fn is_service(service: &str, catalog: &Catalog) -> bool {
    let has_prefix = || catalog.service(service).is_some_and(|found| found.prefix() == service);
    !RETIRED.contains(&service) && (has_prefix() || !catalog.arn_forms(service).is_empty())
}

/// What is wrong behind the service.
fn tail_problem(fields: Fields<'_>, catalog: &Catalog) -> Option<ArnProblem> {
    let (service, region) = (fields.service?, fields.region?);
    let (account, resource) = (fields.account?, fields.resource?);
    if !region.is_empty() && !is_open(region) && !is_region(region, fields) {
        return Some(ArnProblem::Region);
    }
    let forms = catalog.arn_forms(service);
    let glob_of_resource = glob(resource);
    let possible = forms.iter().filter(|form| form.can_be(&glob_of_resource)).collect::<Vec<_>>();
    // Of a service without forms, or without a form for this resource, no field is expected.
    let is_known = !possible.is_empty();
    let of_region = region_problem(region, &possible).filter(|_| is_known);
    of_region
        .or_else(|| account_form_problem(account, &possible))
        .or_else(|| account_problem(account, &possible, catalog).filter(|_| is_known))
        .or_else(|| (!is_known && !forms.is_empty()).then(|| resource_problem(fields, forms)).flatten())
}

/// A wildcard in the Region or account may stand for a part of the resource too, and AWS takes it for that: it tells of
/// no `arn:aws:logs:*:*:/aws-glue/*` (recorded 2026-03-07).
fn resource_problem(fields: Fields<'_>, forms: &[ArnForm]) -> Option<ArnProblem> {
    let (region, account, resource) = (fields.region?, fields.account?, fields.resource?);
    let has_wildcard = is_open(region) || is_open(account);
    let tail = glob(&format!("{region}:{account}:{resource}"));
    let is_possible = has_wildcard && forms.iter().any(|form| form.tail_can_be(&tail));
    (!is_possible).then_some(ArnProblem::Resource)
}

fn is_region(region: &str, fields: Fields<'_>) -> bool {
    let regions = Regions::embedded();
    let Some(partition) = regions.partition_of(region) else { return false };
    let is_of_partition = fields.partition.is_none_or(|it| is_open(it) || it == partition);
    let is_there = fields.service.and_then(|service| regions.is_in_region(service, region));
    is_of_partition && is_there != Some(false)
}

fn region_problem(region: &str, forms: &[&ArnForm]) -> Option<ArnProblem> {
    let has_none = |form: &&ArnForm| *form.region() == ArnField::Empty;
    if region.is_empty() {
        return (!forms.iter().any(has_none)).then_some(ArnProblem::MissingRegion);
    }
    // A wildcard may stand for nothing.
    (!is_open(region) && forms.iter().all(has_none)).then_some(ArnProblem::RegionNotAllowed)
}

/// Twelve digits, `aws`, nothing, or what a form has there.
fn account_form_problem(account: &str, forms: &[&ArnForm]) -> Option<ArnProblem> {
    let is_number = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let is_fixed = |form: &&ArnForm| matches!(form.account(), ArnField::Fixed(text) if **text == *account);
    let is_fine = account.is_empty() || is_number || account == "aws" || is_open(account);
    (!is_fine && !forms.iter().any(is_fixed)).then_some(ArnProblem::Account)
}

fn account_problem(account: &str, forms: &[&ArnForm], catalog: &Catalog) -> Option<ArnProblem> {
    let has_none = |form: &&ArnForm| *form.account() == ArnField::Empty;
    if account.is_empty() {
        let is_fine = |form: &&ArnForm| has_none(form) || is_owned_by_aws(form, catalog);
        return (!forms.iter().any(is_fine)).then_some(ArnProblem::MissingAccount);
    }
    (!is_open(account) && forms.iter().all(has_none)).then_some(ArnProblem::AccountNotAllowed)
}

fn is_owned_by_aws(form: &ArnForm, catalog: &Catalog) -> bool {
    let is_listed = || {
        let found = catalog.resource_type_by_id(form.resource_type())?;
        Some(OWNED_BY_AWS.contains(&(found.service()?.prefix(), found.name())))
    };
    matches!(form.account(), ArnField::Fixed(text) if **text == *"aws") || is_listed() == Some(true)
}

#[cfg(test)]
mod tests {
    use iamkit_catalog::Catalog;

    use super::super::ArnProblem;
    use super::judge;

    #[test]
    fn arns_that_services_have_are_fine() {
        for arn in [
            "arn:aws:s3:::b",
            "arn:aws-cn:s3:::b/*",
            "arn:aws:s3:us-east-1:111122223333:accesspoint/x/object/*",
            "arn:aws:s3::*:logs*",
            "arn:aws:s3:::${aws:username}/*",
            "arn:*:s3:::b",
            "arn:aws:iam::aws:policy/AdministratorAccess",
            "arn:aws-eusc:iam::111122223333:role/x",
            "arn:aws:iam::${aws:PrincipalAccount}:user/${aws:username}",
            "arn:aws:iam::*:mfa/*",
            "arn:aws:lambda:us-east-1:111122223333:layer:x:1",
            "arn:aws:logs:us-east-1:111122223333:log-group:/aws/x:*",
            "arn:aws:logs:*:*:/aws-glue/*",
            "arn:aws:ec2:us-east-1::image/ami-1",
            "arn:aws:ssm:us-east-1::parameter/aws/x",
            "arn:aws:kms:us-east-1::key/x",
            "arn:aws:execute-api:us-east-1:111122223333:abc/*",
            "arn:aws:apigateway:us-east-1::/restapis/*",
            "arn:aws:dynamodb:us-east-1:111122223333:table/t/index/*",
            "arn:aws:sns:us-east-1:111122223333:t",
            "arn:aws:secretsmanager:us-east-1:111122223333:secret:x",
            "arn:aws:es:us-east-1:111122223333:domain/x/*",
            "arn:aws:catalog:us-east-1:111122223333:product/p",
            "arn:aws:cloudfront::111122223333:distribution/x",
            "arn:*",
            "a*:aws:s3:::b",
            "*:*",
            "???:*:s3:::b",
        ] {
            let problem = judge(arn, Catalog::embedded());
            assert!(problem.is_none() || problem == Some(ArnProblem::ShortForm), "{arn}: {problem:?}");
        }
    }

    #[test]
    fn the_first_problem_from_the_left_is_told() {
        use ArnProblem as Is;
        for (arn, problem) in [
            ("b", Is::Prefix),
            ("*/x", Is::Prefix),
            ("arn*", Is::Prefix),
            ("**", Is::Prefix),
            ("buck*:aws:s3:::b", Is::Prefix),
            ("${aws:x}", Is::Prefix),
            ("${aws:x}:aws:s3:::b", Is::Prefix),
            ("a?n:aws:s3", Is::MissingField),
            ("*:awz:s3:::b", Is::Partition),
            ("ARN:aws:s3:::b", Is::Prefix),
            ("arn:aws:s3", Is::MissingField),
            ("arn:aws:s3:*", Is::ShortForm),
            ("arn:aws:*::s*", Is::MissingField),
            ("arn:awz:s3:*", Is::Partition),
            ("arn::s3:::b", Is::Partition),
            ("arn::s*", Is::MissingField),
            ("arn:awz:s33:x:y:z", Is::Partition),
            ("arn:aws-cn:lightsail:cn-north-1:111122223333:Disk/x", Is::Partition),
            ("arn:aws:s?:::b", Is::ServiceWildcard),
            ("arn:aws:S3:::b", Is::ServiceCase),
            ("arn:aws:elastic-inference:*:*:x/*", Is::Service),
            ("arn:aws:::111122223333:x", Is::Service),
            ("arn:aws:sqs:us-moon-1:1234:q", Is::Region),
            ("arn:aws:sqs:cn-north-1:111122223333:q", Is::Region),
            ("arn:aws:s3:us-east-1::b", Is::RegionNotAllowed),
            ("arn:aws:iam:us-east-1:111122223333:role/x", Is::RegionNotAllowed),
            ("arn:aws:logs:::log-group:x*", Is::MissingRegion),
            ("arn:aws:sqs:us-east-1:1234:q", Is::Account),
            ("arn:aws:s3::111122223333:b/*", Is::AccountNotAllowed),
            ("arn:aws:sqs:us-east-1::q", Is::MissingAccount),
            ("arn:aws:iam::111122223333:rol/x", Is::Resource),
            ("arn:aws:s3:::", Is::Resource),
        ] {
            assert_eq!(judge(arn, Catalog::embedded()), Some(problem), "{arn}");
        }
    }
}
