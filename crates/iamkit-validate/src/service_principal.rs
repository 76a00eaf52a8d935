//! Service principals: `lambda.amazonaws.com`, and which of them there are.

use iamkit_catalog::{Catalog, Regions};

/// The domains of services.
pub(crate) const DOMAINS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"];

/// Services that have a principal under a name that is neither the prefix of actions nor an endpoint: those of condition
/// values of AWS managed policies (`ec2-images` and `ec2fastlaunch` are recorded under this key, 2026-03-07), and two that
/// AWS's API models name (`config-multiaccountsetup`, `dnssec-route53`).
///
/// Which of them AWS's validation knows under this key is inferred: one that there is isn't told to be none.
const PRINCIPALS: [&str; 27] = [
    "application-insights",
    "aws-artifact-account-sync",
    "cassandra-streams",
    "codecatalyst-runner",
    "cognito-identity-us-gov",
    "config-conforms",
    "config-multiaccountsetup",
    "datazonecontrol",
    "dnssec-route53",
    "ec2-images",
    "ec2fastlaunch",
    "ec2fleet",
    "ec2scheduled",
    "ec2sqlha",
    "ecs-compute",
    "ecs-tasks",
    "eks-connector",
    "iotroborunner",
    "lexv2",
    "macie",
    "migrationhub",
    "opensearchservice",
    "securityhubv2",
    "spot",
    "spotfleet",
    "transitgateway",
    "vmie",
];

/// The service's label of a well-formed principal.
pub(crate) fn label(text: &str) -> Option<&str> {
    let label = DOMAINS.iter().find_map(|domain| text.strip_suffix(domain))?;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (!label.is_empty() && label.bytes().all(is_plain)).then_some(label)
}

/// Whether a service has a principal with the label.
pub(crate) fn is_label(label: &str, catalog: &Catalog) -> bool {
    let is_endpoint = || Regions::embedded().is_in_partition(label, "aws").is_some();
    catalog.service(label).is_some() || is_endpoint() || PRINCIPALS.contains(&label)
}

/// The principal that a text is nearly, where it is none: of a service that is spelt alike, or in the domain of services.
#[cfg(feature = "prove")]
pub(crate) fn misspelt(text: &str, catalog: &Catalog) -> Option<String> {
    if LONGEST < text.len() || text.contains(['*', '?', '$']) {
        return None;
    }
    let Some((first, _)) = text.split_once('.') else {
        return is_label(text, catalog).then(|| format!("{text}.amazonaws.com"));
    };
    let Some(labels) = DOMAINS.iter().find_map(|domain| text.strip_suffix(domain)) else {
        let is_near = strsim::osa_distance(text, &format!("{first}.amazonaws.com")) <= OFF;
        return (is_near && is_label(first, catalog)).then(|| format!("{first}.amazonaws.com"));
    };
    // Those of several labels have a Region or a part of a service among them.
    if labels.contains('.') || is_label(labels, catalog) {
        return None;
    }
    let known = catalog.services().map(|service| service.prefix()).chain(PRINCIPALS);
    let far = |known: &str| strsim::osa_distance(known, labels);
    let near = known.filter(|known| LEAST <= known.len()).map(|known| (far(known), known)).min()?;
    let domain = text.strip_prefix(labels)?;
    (near.0 <= OFF.min(near.1.len() / LEAST)).then(|| format!("{}{domain}", near.1))
}

/// Texts that are longer are near no principal.
#[cfg(feature = "prove")]
const LONGEST: usize = 128;

/// So many letters may be off.
#[cfg(feature = "prove")]
const OFF: usize = 2;

/// Of shorter names many are alike; and one letter of so many may be off.
#[cfg(feature = "prove")]
const LEAST: usize = 5;

#[cfg(all(test, feature = "prove"))]
mod tests {
    use iamkit_catalog::Catalog;

    use super::misspelt;

    #[test]
    fn what_is_nearly_a_service_is_told() {
        for (text, meant) in [
            ("lamda.amazonaws.com", Some("lambda.amazonaws.com")),
            ("cloudfornation.amazonaws.com", Some("cloudformation.amazonaws.com")),
            ("lambda.amazonaws.co", Some("lambda.amazonaws.com")),
            ("lambda.amazonaw.com", Some("lambda.amazonaws.com")),
            ("lambda", Some("lambda.amazonaws.com")),
            ("lamda.amazonaws.com.cn", Some("lambda.amazonaws.com.cn")),
            ("lambda.amazonaws.com", None),
            ("ec3.amazonaws.com", None),
            ("edgelambda.amazonaws.com", None),
            ("ops.apigateway.amazonaws.com", None),
            ("logs.us-east-1.amazonaws.com", None),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(misspelt(text, Catalog::embedded()).as_deref(), meant, "{text}");
        }
    }
}
