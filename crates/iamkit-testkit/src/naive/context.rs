//! The context of the naive evaluator: a list of keys and values, and the keys that follow from the principal.
//!
//! Rules: S14, S29, S34, S44, S45.

use crate::case::Value;

impl Value {
    /// S29, S30: nothing, or nothing but empty strings.
    pub(super) fn is_null(&self) -> bool {
        match self {
            Self::One(text) => text.is_empty(),
            Self::Many(texts) => texts.iter().all(String::is_empty),
        }
    }
}

/// Keys and values, looked up by walking the list
#[derive(Debug, Clone)]
pub(super) struct Context(Vec<(String, Value)>);

impl Context {
    /// The given keys and those that follow from the principal and the resource (S44, S45).
    pub(super) fn new(
        given: &[(String, Value)],
        principal: &str,
        resource: &str,
        account: Option<&str>,
    ) -> Self {
        let mut context = Self(given.to_vec());
        for (key, value) in facts_of(principal) {
            context.add(key, value);
        }
        if let Some(account) = account.or_else(|| account_in(resource)) {
            context.add("aws:ResourceAccount", account.to_owned());
        }
        context
    }

    fn add(&mut self, key: &str, value: String) {
        if self.get(key).is_none() {
            self.0.push((key.into(), Value::One(value)));
        }
    }

    /// S34: key names have no letter case.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    }

    /// S14: the value a variable takes; a multi-valued key has none.
    pub(super) fn single(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Value::One(text) => Some(text),
            Value::Many(_) => None,
        }
    }
}

fn account_in(resource: &str) -> Option<&str> {
    let account = resource.split(':').nth(4)?;
    (account.len() == 12 && account.chars().all(|c| c.is_ascii_digit())).then_some(account)
}

fn facts_of(principal: &str) -> Vec<(&'static str, String)> {
    if principal == "*" {
        return facts(&[("aws:PrincipalType", "Anonymous"), ("aws:PrincipalIsAWSService", "false")]);
    }
    let parts = principal.splitn(6, ':').collect::<Vec<_>>();
    let &[_, partition, service, _, account, resource] = parts.as_slice() else {
        return facts(&[("aws:PrincipalServiceName", principal), ("aws:PrincipalIsAWSService", "true")]);
    };
    let names = resource.split('/').collect::<Vec<_>>();
    let kind = names.first().copied().unwrap_or_default();
    // S45: the key of a session is the ARN of its role, whose path the session's ARN doesn't tell.
    let role = names.get(1).copied().unwrap_or_default();
    let role_arn = format!("arn:{partition}:iam::{account}:role/{role}");
    let (arn, principal_type) = match (service, kind) {
        ("sts", "assumed-role") => (role_arn.as_str(), "AssumedRole"),
        ("sts", _) => (principal, "FederatedUser"),
        (_, "role") => (principal, "AssumedRole"),
        (_, "user") => (principal, "User"),
        _ => (principal, "Account"),
    };
    let mut facts = facts(&[
        ("aws:PrincipalArn", arn),
        ("aws:PrincipalAccount", account),
        ("aws:PrincipalType", principal_type),
        ("aws:PrincipalIsAWSService", "false"),
    ]);
    // S44: only IAM users have a user name.
    if principal_type == "User" {
        facts.push(("aws:username", names.last().copied().unwrap_or_default().to_owned()));
    }
    facts
}

fn facts(pairs: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    pairs.iter().map(|&(key, value)| (key, value.to_owned())).collect()
}
