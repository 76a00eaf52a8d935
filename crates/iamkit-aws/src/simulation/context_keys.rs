//! The condition keys that policies ask for, as `GetContextKeysForCustomPolicy` and
//! `GetContextKeysForPrincipalPolicy` list them.

use iamkit_policy::normal::{NormalPolicy, Pattern, PolicyKind, Rule, Scope, Variable};

use super::error::SimulationError;
use super::principal::PrincipalPolicies;
use super::request::{GetContextKeysForCustomPolicyRequest, GetContextKeysForPrincipalPolicyRequest};
use super::response::GetContextKeysForPolicyResponse;
use super::source::Source;

/// Lists the condition keys of policies: for each statement the variables of its resources, then its conditions' keys
/// and the variables in their values; each key once, in the spelling that comes first.
///
/// ```
/// use iamkit_aws::simulation::{GetContextKeysForCustomPolicyRequest, context_keys_for_custom_policy};
///
/// let policy = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "dynamodb:*",
///     "Resource": "arn:aws:dynamodb:us-west-2:111122223333:table/${aws:username}",
///     "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2015-08-16T12:00:00Z"}}}}"#;
/// let request = GetContextKeysForCustomPolicyRequest { policy_input_list: vec![policy.into()] };
/// let response = context_keys_for_custom_policy(&request)?;
/// assert_eq!(response.context_key_names, ["aws:username", "aws:CurrentTime"]);
/// # Ok::<(), iamkit_aws::simulation::SimulationError>(())
/// ```
///
/// # Errors
/// A text that is too long ([`ValidationError`](super::ErrorCode::ValidationError)) or no policy
/// ([`InvalidInput`](super::ErrorCode::InvalidInput)).
pub fn context_keys_for_custom_policy(
    request: &GetContextKeysForCustomPolicyRequest,
) -> Result<GetContextKeysForPolicyResponse, SimulationError> {
    Ok(keys_of_all(&Source::read_all("PolicyInputList", &request.policy_input_list)?))
}

/// Lists the condition keys of a stored principal's identity policies, and of those that come with the request, as
/// [`context_keys_for_custom_policy`] does.
///
/// # Errors
/// As [`context_keys_for_custom_policy`].
pub fn context_keys_for_principal_policy(
    request: &GetContextKeysForPrincipalPolicyRequest,
    policies: &PrincipalPolicies,
) -> Result<GetContextKeysForPolicyResponse, SimulationError> {
    let mut sources = policies.without(&[])?.identity;
    let further = request.policy_input_list.as_deref().unwrap_or_default();
    sources.extend(Source::read_all("PolicyInputList", further)?);
    Ok(keys_of_all(&sources))
}

fn keys_of_all(sources: &[Source]) -> GetContextKeysForPolicyResponse {
    let mut context_key_names = Vec::<String>::new();
    for source in sources {
        for rule in NormalPolicy::new(&source.document, PolicyKind::Identity).into_rules() {
            for key in keys_of(&rule) {
                if !context_key_names.iter().any(|known| known.eq_ignore_ascii_case(key)) {
                    context_key_names.push(key.to_owned());
                }
            }
        }
    }
    GetContextKeysForPolicyResponse { context_key_names }
}

fn keys_of(rule: &Rule) -> impl Iterator<Item = &str> {
    let resources = rule.resources.iter().flat_map(Scope::entries).flat_map(Pattern::variables);
    let conditions = rule
        .conditions
        .iter()
        .flat_map(|test| std::iter::once(&test.key).chain(test.variables().map(Variable::key)));
    resources.map(Variable::key).chain(conditions).map(iamkit_policy::normal::KeyName::as_str)
}
