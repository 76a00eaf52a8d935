//! What IAM says of a document that it doesn't take: one sentence, that of the first thing that is wrong.
//!
//! The sentences are those of the service, for clients read them. The order in which things are found to be wrong is the
//! store's; what can't be read as a document at all is put into it here.

use iamkit_policy::ParseErrors;
use iamkit_store::StoreError;
use iamkit_wire::WireError;
use serde_json::Value;

const SYNTAX: &str = "Syntax errors in policy.";
const LEGACY: &str = "The policy failed legacy parsing";
const VERSION: &str = "Policy document must be version 2012-10-17 or greater.";
const NO_ACTIONS: &str = "Policy statement must contain actions.";
const NO_RESOURCES: &str = "Policy statement must contain resources.";

/// The error of a text that is no policy document.
pub(crate) fn unreadable(text: &str, errors: &ParseErrors) -> WireError {
    error(sentence_of_text(text, errors).to_owned())
}

/// The sentence of an error of the store that is about a document; none of another.
pub(crate) fn sentence(error: &StoreError) -> Option<String> {
    Some(match error {
        StoreError::MalformedPolicy { problem } | StoreError::MalformedPolicyDocument { problem, .. } => {
            of_problem(problem)?.to_owned()
        }
        StoreError::MalformedPolicyValue { value, problem, .. } => of_value(problem, value)?,
        StoreError::InvalidPrincipal { principal, .. } => {
            let kind = if principal.contains(".amazonaws.com") { "SERVICE" } else { "AWS" };
            format!("Invalid principal in policy: \"{kind}\":\"{principal}\"")
        }
        _ => return None,
    })
}

fn error(sentence: String) -> WireError {
    WireError::new("MalformedPolicyDocument", 400, sentence)
}

/// What the reader refuses and IAM refuses later: an effect in another case, a statement without actions.
fn sentence_of_text(text: &str, errors: &ParseErrors) -> &'static str {
    let is_of_effect = |message: &str| message.contains("unknown effect");
    let is_of_actions = |message: &str| message.starts_with("missing element `Action`");
    let is_late = errors.iter().all(|error| is_of_effect(error.message()) || is_of_actions(error.message()));
    let Some(document) = serde_json::from_str::<Value>(text).ok().filter(|_| is_late) else { return SYNTAX };
    let statements = match document.get("Statement") {
        Some(Value::Array(statements)) => statements.iter().collect::<Vec<_>>(),
        statement => statement.into_iter().collect(),
    };
    let effect = |statement: &Value| statement.get("Effect").and_then(Value::as_str).map(str::to_owned);
    let effects = statements.into_iter().filter_map(effect).collect::<Vec<_>>();
    let is_known = |effect: &String| ["allow", "deny"].iter().any(|known| known.eq_ignore_ascii_case(effect));
    if !effects.iter().all(is_known) {
        return SYNTAX;
    }
    match document.get("Version").and_then(Value::as_str) {
        Some("2012-10-17") if effects.iter().any(|effect| effect != "Allow" && effect != "Deny") => LEGACY,
        Some("2012-10-17") => NO_ACTIONS,
        _ => VERSION,
    }
}

/// The sentence of a problem that a statement or the document has.
fn of_problem(problem: &str) -> Option<&'static str> {
    Some(match problem {
        "has no statement" => SYNTAX,
        "has to have the `Version` `2012-10-17`" => VERSION,
        "names a principal, which an identity policy must not" => {
            "Policy document should not specify a principal."
        }
        "has a `Sid` with characters other than letters and digits" => {
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression \
             [0-9A-Za-z]*"
        }
        "has the `Sid` of another statement" => "Statement IDs (SID) in a single policy must be unique.",
        "names no resource" => NO_RESOURCES,
        "names no principal, which a trust policy must" => "Missing required field Principal",
        "names a resource, which a trust policy must not" => "Has prohibited field Resource.",
        "has an action that is not one of `sts`, which a trust policy must not" => {
            "AssumeRole policy may only specify STS AssumeRole actions."
        }
        _ => return None,
    })
}

/// The sentence of a problem that a value has.
fn of_value(problem: &str, value: &str) -> Option<String> {
    Some(match problem {
        "which has to stand in quotes" => SYNTAX.to_owned(),
        "which is neither a date of ISO 8601 nor seconds since 1970" | "which leaves a field empty and others out" => {
            LEGACY.to_owned()
        }
        // An empty field is found by the first look at resources, one that isn't there by the second.
        "which names no service" if value.split(':').nth(2).is_some() => LEGACY.to_owned(),
        "which names no service" => "Resource vendor must be fully qualified and cannot contain regexes.".to_owned(),
        "which is neither an ARN nor `*`" => format!("Resource {value} must be in ARN format or \"*\"."),
        "whose partition is not that of the account" => {
            let partition = value.split(':').nth(1).unwrap_or_default();
            format!("Partition \"{partition}\" is not valid for resource \"{}\".", completed(value))
        }
        "which has a region, though resources of IAM have none" => {
            format!("IAM resource {value} cannot contain region information.")
        }
        "which has a region, though a bucket or an object has none" => {
            format!("Resource {value} can not contain region information.")
        }
        "which is neither `*` nor of a type that IAM has, such as `role/`" => {
            "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, \
             instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, \
             access-report/."
                .to_owned()
        }
        "which has no vendor before a colon, such as `iam:`" => {
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.".to_owned()
        }
        "which has more than one colon" => "Actions/Condition can contain only one colon.".to_owned(),
        "whose vendor has characters other than letters, digits, `-` and `.`" => {
            format!("Vendor {} is not valid", value.split(':').next().unwrap_or_default())
        }
        _ => return None,
    })
}

/// An ARN as the service shows it: with `arn` before it, and `*` for the fields that are missing.
fn completed(value: &str) -> String {
    let rest = value.split_once(':').map_or("", |(_, rest)| rest);
    let missing = 5_usize.saturating_sub(rest.split(':').count());
    format!("arn:{rest}{}", ":*".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_is_shown_with_all_its_fields() {
        assert_eq!(completed("a:b:c"), "arn:b:c:*:*:*");
        assert_eq!(completed("a:b:c:d:e:f:g:h"), "arn:b:c:d:e:f:g:h");
        assert_eq!(completed("aws:s3:::bucket"), "arn:s3:::bucket:*");
    }

    #[test]
    fn an_effect_in_another_case_is_refused_after_the_version() {
        let of = |text: &str| {
            let errors = text.parse::<iamkit_policy::PolicyDocument>().unwrap_err();
            unreadable(text, &errors).message().to_owned()
        };
        let statement = r#""Statement": {"Effect": "denY", "Action": "s3:ListBucket", "Resource": "*"}"#;
        assert_eq!(of(&format!(r#"{{"Version": "2012-10-17", {statement}}}"#)), LEGACY);
        assert_eq!(of(&format!("{{{statement}}}")), VERSION);
        assert_eq!(of(r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow"}}"#), NO_ACTIONS);
        assert_eq!(of(r#"{"Version": "2012-10-17", "Statement": {"Effect": "no", "Action": "*"}}"#), SYNTAX);
        assert_eq!(of("no document"), SYNTAX);
    }
}
