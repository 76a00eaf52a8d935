//! `RCP_SYNTAX_ERROR_ACTION`.

use crate::rules::prelude::*;
use iamkit_catalog::Service;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "RCP_SYNTAX_ERROR_ACTION",
    severity: Severity::Error,
    kinds: Kinds::RESOURCE_CONTROL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "An action of a resource control policy is of a service that such policies don't reach.",
    finds: resource_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "ec2:*", "Resource": "*"}}"#,
    ),
    passes: resource_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": ["s3:*", "kms:Decrypt"], "Resource": "*"}}"#,
    ),
    check: Check::Action(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, action: &Action<'_>, found: &mut Found<'_>) {
    if action.is_negated {
        return;
    }
    let text = &action.item.text;
    // Inferred: a lone `*` is for the statement that allows everything, which every such policy has above it.
    if action.named(input.catalog, &input.work) == Named::All {
        if statement.is_deny() {
            found
                .at(action.item.span, "A resource control policy denies actions of named services, not `*`.");
        }
        return;
    }
    let prefix = text.split_once(':').map_or(&**text, |(prefix, _)| prefix);
    let is_reached = |service: Service<'_>| service.supports_resource_control_policies();
    if !input.catalog.service(prefix).is_some_and(is_reached) {
        let text = Shown::value(text);
        found.at(action.item.span, format!("Resource control policies don't reach the service of `{text}`."));
    }
}
