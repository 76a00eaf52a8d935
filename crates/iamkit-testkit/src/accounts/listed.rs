//! AWS managed policies as listings bring them: older versions of those that there are, and some that AWS has retired.

use serde_json::{Value as Json, json};

use super::documents;
use super::draw::{Draw, put};

const DATE: &str = "2019-05-06T07:08:09+00:00";

/// AWS has these, in later versions with other documents.
const KEPT: &[&str] = &["AmazonS3ReadOnlyAccess", "SecurityAudit", "IAMReadOnlyAccess", "PowerUserAccess"];

/// AWS has these no more, or never had them.
const RETIRED: &[&str] = &["AWSLambdaFullAccess", "AmazonElasticTranscoderJobsSubmitter", "RetiredLongAgo"];

/// The same listing with AWS managed policies among its own: attached to users, groups and roles, and as boundaries
///
/// # Errors
/// A text that is no JSON.
pub fn with_aws_managed_policies(listing: &str, seed: u64) -> Result<String, serde_json::Error> {
    let mut page = serde_json::from_str::<Json>(listing)?;
    let mut draw = Draw::new(seed);
    let names = KEPT.iter().chain(RETIRED);
    let policies = names.map(|name| policy(name, &mut draw)).collect::<Vec<_>>();
    for list in ["UserDetailList", "GroupDetailList", "RoleDetailList"] {
        for entity in page.get_mut(list).and_then(Json::as_array_mut).into_iter().flatten() {
            attach(entity, &policies, &mut draw);
            if list != "GroupDetailList" && draw.percent(30) {
                let boundary = json!({"PermissionsBoundaryType": "Policy",
                    "PermissionsBoundaryArn": draw.of(&policies).get("Arn")});
                put(entity, "PermissionsBoundary", boundary);
            }
        }
    }
    if let Some(all) = page.get_mut("Policies").and_then(Json::as_array_mut) {
        all.extend(policies);
    }
    Ok(page.to_string())
}

/// Puts one of the policies in the place of what is attached.
fn attach(entity: &mut Json, policies: &[Json], draw: &mut Draw) {
    if draw.percent(60) {
        let policy = draw.of(policies);
        let attached = json!([{"PolicyName": policy.get("PolicyName"), "PolicyArn": policy.get("Arn")}]);
        put(entity, "AttachedManagedPolicies", attached);
    }
}

/// A policy with one to three versions, of which any is the default one.
fn policy(name: &str, draw: &mut Draw) -> Json {
    let first = draw.between(1, 3);
    let count = draw.between(1, 3);
    let default = first + draw.below(count);
    let versions = (first..first + count).map(|number| {
        let statements = draw.between(1, 3);
        json!({"Document": documents::identity(draw, statements), "VersionId": format!("v{number}"),
            "IsDefaultVersion": number == default, "CreateDate": DATE})
    });
    let versions = versions.collect::<Vec<_>>();
    json!({
        "PolicyName": name, "PolicyId": draw.id("ANPA"), "Arn": format!("arn:aws:iam::aws:policy/{name}"),
        "Path": "/", "DefaultVersionId": format!("v{default}"), "IsAttachable": true, "CreateDate": DATE,
        "UpdateDate": DATE, "PolicyVersionList": versions,
    })
}
