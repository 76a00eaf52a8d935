//! The forms of ARNs that IAM takes in `Resource` and `NotResource`.

/// Parts of the resource with which an ARN of S3 may have a region: all its other resources have none.
const REGIONAL_OF_S3: [&str; 6] =
    ["accesspoint/", "access-grants/", "async-request/", "job/", "storage-lens/", "storage-lens-group/"];

/// What the resource of an ARN of IAM begins with, unless it is `*`.
const PATHS_OF_IAM: [&str; 13] = [
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
];

/// What the first look at a resource refuses, before its form is asked for.
pub(super) fn legacy_problem(text: &str) -> Option<&'static str> {
    if text.contains("::") && text.matches(':').count() < 5 {
        return Some("which leaves a field empty and others out");
    }
    (text.split(':').nth(2) == Some("")).then_some("which names no service")
}

/// The first thing that is wrong with a resource, from the left.
pub(super) fn problem(text: &str, own_partition: &str) -> Option<&'static str> {
    if text == "*" {
        return None;
    }
    let mut fields = text.splitn(6, ':');
    let (_, partition, service) = (fields.next(), fields.next(), fields.next());
    let (region, _, resource) = (fields.next(), fields.next(), fields.next().unwrap_or_default());
    let Some(partition) = partition else { return Some("which is neither an ARN nor `*`") };
    if partition != own_partition {
        return Some("whose partition is not that of the account");
    }
    let Some(service) = service else { return Some("which names no service") };
    match service {
        "iam" => iam_problem(region, resource),
        "s3" => s3_problem(region, resource),
        _ => None,
    }
}

fn iam_problem(region: Option<&str>, resource: &str) -> Option<&'static str> {
    if region.is_some_and(|region| !region.is_empty()) {
        return Some("which has a region, though resources of IAM have none");
    }
    let is_known = resource == "*" || PATHS_OF_IAM.iter().any(|path| resource.starts_with(path));
    (!is_known).then_some("which is neither `*` nor of a type that IAM has, such as `role/`")
}

fn s3_problem(region: Option<&str>, resource: &str) -> Option<&'static str> {
    let has_region = region.is_some_and(|region| !region.is_empty());
    let may_have = REGIONAL_OF_S3.iter().any(|path| resource.starts_with(path));
    (has_region && !may_have).then_some("which has a region, though a bucket or an object has none")
}
