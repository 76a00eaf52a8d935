//! Is a request one that AWS could make? What the catalog says against it, beside the answer and never changing it.
//!
//! Keys of services are judged by what the catalog lists for the action, those that come with every request by the table of
//! global keys; of what an identity provider may claim, nothing is known.

use std::net::IpAddr;

use iamkit_catalog::{Action, Catalog, ConditionKey, KeyType};
use iamkit_engine::{Context, ContextValue, Request};
use iamkit_policy::global_key::{GlobalKey, global_key};
use iamkit_policy::shown::Shown;
use iamkit_policy::value::{self, Decimal, Instant};

use crate::condition_key::{Objection, objection, or_nearest};

/// Something that AWS would not have in a request
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestFinding {
    /// No such action.
    #[error("`{}` is no action of the catalog{}", Shown::value(.action), or_nearest(.nearest))]
    UnknownAction {
        /// The action as asked for.
        action: String,
        /// The nearest names, at most three.
        nearest: Vec<String>,
    },
    /// The action works on other resources.
    #[error("`{}` doesn't take `{}`: {}", Shown::value(.action), Shown::value(.resource), takes(.types))]
    OtherResource {
        /// The action as AWS writes it.
        action: String,
        /// The resource asked for.
        resource: String,
        /// The names of the resource types it takes; none for an action without resource types (S25).
        types: Vec<String>,
    },
    /// No such condition key.
    #[error("`{}` is no condition key{}", Shown::value(.key), or_nearest(.nearest))]
    UnknownKey {
        /// The key as asked for.
        key: String,
        /// The nearest of all keys, if one is near.
        nearest: Vec<String>,
    },
    /// The action never comes with the key.
    #[error(
        "`{}` never carries the key `{}`{}", Shown::value(.action), Shown::value(.key), or_nearest(.nearest)
    )]
    OtherKey {
        /// The action as AWS writes it.
        action: String,
        /// The key as asked for.
        key: String,
        /// The nearest of its keys, if one is near.
        nearest: Vec<String>,
    },
    /// A value isn't of the key's type.
    #[error("the key `{}` has the value `{}`, which is no {kind}", Shown::value(.key), Shown::value(.value))]
    OtherType {
        /// The key as asked for.
        key: String,
        /// The value.
        value: String,
        /// The type that AWS documents.
        kind: &'static str,
    },
}

fn takes(types: &[String]) -> String {
    if types.is_empty() { "it takes `*` alone".into() } else { format!("it takes {}", types.join(", ")) }
}

/// Checks a request against the catalog: the action, then the resource, then the keys in their order.
///
/// An unknown action is the only finding, for nothing is known of its resources and keys.
///
/// ```
/// use iamkit_validate::request_check::check_request;
/// use iamkit_catalog::Catalog;
/// use iamkit_engine::Principal;
/// use iamkit_engine::Request;
///
/// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
/// let request = Request::new(&alice, "s3:GetObjet", "arn:aws:s3:::amzn-s3-demo-bucket/key")?;
/// let findings = check_request(Catalog::embedded(), &request);
/// assert!(findings[0].to_string().starts_with("`s3:GetObjet` is no action of the catalog; nearest: `s3:GetObject`"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Complexity
/// A look-up of the action, then linear in its resource types and keys; milliseconds for a misspelt action.
pub fn check_request(catalog: &Catalog, request: &Request<'_>) -> Vec<RequestFinding> {
    let asked = request.action().as_str();
    let Some(action) = catalog.action(asked) else {
        let nearest = catalog.nearest_actions(asked, 3).iter().map(ToString::to_string).collect();
        return vec![RequestFinding::UnknownAction { action: asked.into(), nearest }];
    };
    let keys = action.condition_keys().collect::<Vec<_>>();
    let given = request.context().into_iter().flat_map(Context::iter);
    let of_keys = given.filter_map(|(key, value)| check_key(catalog, &action, &keys, key, value));
    check_resource(&action, request.resource()).into_iter().chain(of_keys).collect()
}

fn check_resource(action: &Action<'_>, resource: &str) -> Option<RequestFinding> {
    let mut types = Vec::new();
    for used in action.resource_types() {
        let resource_type = used.resource_type();
        let mut templates = resource_type.arn_templates().peekable();
        // A type without templates may have any ARN.
        if templates.peek().is_none() || templates.any(|template| template.fits(resource)) {
            return None;
        }
        types.push(resource_type.name().to_owned());
    }
    // A list of everything is asked for by `*`, also where an action has resource types.
    let action = action.to_string();
    (resource != "*").then(|| RequestFinding::OtherResource { action, resource: resource.into(), types })
}

fn check_key(
    catalog: &Catalog,
    action: &Action<'_>,
    keys: &[ConditionKey<'_>],
    key: &str,
    value: &ContextValue<'_>,
) -> Option<RequestFinding> {
    let known = keys.iter().find(|known| known.matches(key));
    match objection(catalog, key, std::iter::once(*action)) {
        Some(Objection::Unknown(nearest)) => Some(RequestFinding::UnknownKey { key: key.into(), nearest }),
        Some(Objection::OfOtherActions(nearest)) => {
            Some(RequestFinding::OtherKey { action: action.to_string(), key: key.into(), nearest })
        }
        None => check_values(known.copied(), key, value),
    }
}

/// Values that are none of the key's types, as the action has it or as every request does.
fn check_values(
    known: Option<ConditionKey<'_>>,
    key: &str,
    value: &ContextValue<'_>,
) -> Option<RequestFinding> {
    let types = match known {
        Some(known) => known.types().iter().collect::<Vec<_>>(),
        None => types_of_global(global_key(&key.to_ascii_lowercase())?),
    };
    let kind = types.first()?;
    let fits = |text: &str| types.iter().any(|kind| is_of_type(text, *kind));
    let unfit = value.values().iter().find(|value| !fits(value.as_str()))?;
    Some(RequestFinding::OtherType { key: key.into(), value: unfit.as_str().into(), kind: kind.name() })
}

fn types_of_global(key: &GlobalKey) -> Vec<KeyType> {
    KeyType::from_name(key.key_type().as_str()).into_iter().collect()
}

fn is_of_type(text: &str, kind: KeyType) -> bool {
    match kind {
        KeyType::Numeric | KeyType::ArrayOfNumeric => Decimal::borrowed(text).is_some(),
        KeyType::Date | KeyType::ArrayOfDate => Instant::parse(text).is_some(),
        KeyType::Bool | KeyType::ArrayOfBool => value::parse_bool(text).is_some(),
        KeyType::Binary | KeyType::ArrayOfBinary => value::is_binary(text, &[]).is_some(),
        KeyType::IpAddress | KeyType::ArrayOfIpAddress => text.parse::<IpAddr>().is_ok(),
        KeyType::Arn | KeyType::ArrayOfArn => text.parse::<iamkit_policy::Arn>().is_ok(),
        // Text, and types that a later catalog may have.
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iamkit_engine::Principal;

    const OBJECT: &str = "arn:aws:s3:::amzn-s3-demo-bucket/key";

    fn findings(action: &str, resource: &str, context: &[(&str, &str)]) -> Vec<String> {
        let mut keys = Context::default();
        for &(key, value) in context {
            keys.insert(key, value).unwrap();
        }
        let request = Request::new(&Principal::Anonymous, action, resource).unwrap().with_context(&keys);
        check_request(Catalog::embedded(), &request).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_request_as_aws_makes_it_has_no_findings() {
        let context =
            [("aws:SourceIp", "10.0.0.1"), ("s3:ExistingObjectTag/team", "x"), ("S3:SIGNATUREAGE", "12")];
        assert_eq!(findings("S3:getobject", OBJECT, &context), [""; 0]);
        assert_eq!(findings("ec2:DescribeInstances", "*", &[]), [""; 0]);
        assert_eq!(
            findings("sts:AssumeRoleWithWebIdentity", "*", &[("accounts.google.com:aud", "x")]),
            [""; 0]
        );
    }

    #[test]
    fn a_misspelt_action_is_told_with_the_nearest() {
        let expected = [
            "`s3:GetObjet` is no action of the catalog; nearest: `s3:GetObject`, `s3:PutObject`, `s3:GetObjectAcl`",
        ];
        assert_eq!(findings("s3:GetObjet", "*", &[("s3:x", "y")]), expected);
        assert_eq!(
            findings("nowhere:DoesNothingAtAll", "*", &[]),
            ["`nowhere:DoesNothingAtAll` is no action of the catalog"]
        );
    }

    #[test]
    fn a_resource_of_another_type_is_told() {
        let queue = "arn:aws:sqs:us-east-1:111122223333:orders";
        let expected = format!("`s3:GetObject` doesn't take `{queue}`: it takes accesspointobject, object");
        assert_eq!(findings("s3:GetObject", queue, &[]), [expected]);
        let expected = format!("`s3:ListAllMyBuckets` doesn't take `{queue}`: it takes `*` alone");
        assert_eq!(findings("s3:ListAllMyBuckets", queue, &[]), [expected]);
    }

    #[test]
    fn a_key_that_never_comes_and_a_value_of_another_type_are_told() {
        let expected = ["`s3:signatureAgee` is no condition key; nearest: `s3:signatureAge`"];
        assert_eq!(findings("s3:GetObject", OBJECT, &[("s3:signatureAgee", "1")]), expected);
        let expected =
            ["`s3:GetObject` never carries the key `aws:RequestTag/team`; nearest: `aws:ResourceTag/team`"];
        assert_eq!(findings("s3:GetObject", OBJECT, &[("aws:RequestTag/team", "x")]), expected);
        let expected = ["`aws:PrincipleTag/team` is no condition key; nearest: `aws:PrincipalTag/team`"];
        assert_eq!(findings("s3:GetObject", OBJECT, &[("aws:PrincipleTag/team", "x")]), expected);
        let expected = ["the key `aws:SourceIp` has the value `home`, which is no IPAddress"];
        assert_eq!(findings("s3:GetObject", OBJECT, &[("aws:SourceIp", "home")]), expected);
        let expected = ["the key `s3:TlsVersion` has the value `new`, which is no Numeric"];
        assert_eq!(findings("s3:GetObject", OBJECT, &[("s3:TlsVersion", "new")]), expected);
    }
}
