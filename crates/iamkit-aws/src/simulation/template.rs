//! The names of resources in results: the ARN template of their type, and the kinds that EC2's scenarios ask for (S78).

use iamkit_catalog::{ArnTemplate, Catalog};
use iamkit_policy::Arn;
use iamkit_policy::shown::Shown;

use super::error::SimulationError;
use super::scenario::Scenario;

/// The template of the first resource's type, or `*` where the action has no template that the resource fits.
pub(super) fn of<'c>(catalog: &'c Catalog, action: &str, resource: &str) -> &'c str {
    let Some(action) = catalog.action(action) else { return "*" };
    let mut templates =
        action.resource_types().flat_map(|used| used.resource_type().arn_templates().collect::<Vec<_>>());
    templates.find(|template| resource != "*" && template.fits(resource)).map_or("*", ArnTemplate::as_str)
}

/// The scenarios of Amazon EC2, each with the kinds of resources that have to be there.
const SCENARIOS: [(&str, &[&str]); 4] = [
    ("EC2-VPC-InstanceStore", &["instance", "image", "security-group", "network-interface"]),
    ("EC2-VPC-InstanceStore-Subnet", &["instance", "image", "security-group", "network-interface", "subnet"]),
    ("EC2-VPC-EBS", &["instance", "image", "security-group", "network-interface", "volume"]),
    ("EC2-VPC-EBS-Subnet", &["instance", "image", "security-group", "network-interface", "subnet", "volume"]),
];

/// Checks that the resources of the scenario are there.
pub(super) fn check_scenario(scenario: &Scenario) -> Result<(), SimulationError> {
    let Some(option) = scenario.resource_handling_option.as_deref() else { return Ok(()) };
    let Some((_, kinds)) = SCENARIOS.iter().find(|(name, _)| *name == option) else {
        let names = SCENARIOS.map(|(name, _)| name).join("`, `");
        let message =
            format!("`ResourceHandlingOption` is `{}`, but there are `{names}`", Shown::value(option));
        return Err(SimulationError::invalid(message));
    };
    let resources = scenario.resource_arns.as_deref().unwrap_or_default();
    match kinds.iter().find(|kind| !resources.iter().any(|arn| is_of_kind(arn, kind))) {
        Some(missing) => Err(SimulationError::invalid(format!(
            "`ResourceHandlingOption` `{option}` takes a resource of the kind `{missing}` among `ResourceArns`"
        ))),
        None => Ok(()),
    }
}

fn is_of_kind(arn: &str, kind: &str) -> bool {
    arn.parse::<Arn>().is_ok_and(|arn| {
        arn.service() == "ec2" && arn.resource().split_once('/').is_some_and(|(of, _)| of == kind)
    })
}
