//! `UNSUPPORTED_ACTION_IN_POLICY`.

use crate::rules::attached::is_action_of;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNSUPPORTED_ACTION_IN_POLICY",
    severity: Severity::Error,
    kinds: Kinds::WITH_RESOURCE_TYPE,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "An action is about no resource of the type to which the policy is attached.",
    finds: of(
        PolicyResourceType::S3Bucket,
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:Decrypt", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: of(
        PolicyResourceType::S3Bucket,
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": ["s3:*", "*", "s3:GetObject"], "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Action(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, action: &Action<'_>, found: &mut Found<'_>) {
    let Some(resource_type) = input.policy_type.resource_type() else { return };
    let is_of_type = |it: iamkit_catalog::Action<'_>| is_action_of(it, resource_type);
    let text = &*action.item.text;
    let named = action.named(input.catalog, &input.work);
    let is_fine = match named {
        Named::Action(id) => input.catalog.action_by_id(id).is_some_and(is_of_type),
        // A pattern is right if any action that it names is.
        Named::Pattern | Named::Open => {
            !input.work.spend(named.steps(input.catalog))
                || input.catalog.actions_matching(text).any(is_of_type)
        }
        // What names nothing is found by other rules.
        Named::All | Named::NoService | Named::NoAction | Named::NoName => true,
    };
    if !is_fine {
        let text = Shown::value(text);
        found.at(action.item.span, format!("`{text}` is no action on a resource of type `{resource_type}`."));
    }
}
