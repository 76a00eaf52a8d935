//! A request in words.

use iamkit_engine::{AwsIdentity, AwsPrincipal, Context, ContextValue, Principal, Request};
use iamkit_prover::{Witness, WitnessValue};

/// Keys with their values, and whether each is single-valued.
pub(crate) type Keys = Vec<(String, Vec<String>, bool)>;

#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) principal: Principal,
    pub(crate) action: String,
    pub(crate) resource: String,
    /// Whether the action has no resource types (S25).
    pub(crate) wildcard_only: bool,
    pub(crate) keys: Keys,
    /// Whether the principal's own policies allow the request.
    pub(crate) has_policies: bool,
}

impl Made {
    pub(crate) fn is_by_root(&self) -> bool {
        self.principal.as_aws().is_some_and(|caller| caller.identity() == AwsIdentity::Root)
    }

    /// What the request is asked of; `None` where its action is no name.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Request<'_>) -> T) -> Option<T> {
        let mut context = Context::default();
        for (key, values, is_single) in &self.keys {
            let value = match values.as_slice() {
                [only] if *is_single => ContextValue::from(only.as_str()),
                values => values.iter().map(String::as_str).collect(),
            };
            context.insert(key.as_str(), value).unwrap();
        }
        let request = Request::new(&self.principal, &self.action, &self.resource).ok()?;
        Some(question(&request.with_context(&context).wildcard_only(self.wildcard_only)))
    }

    /// The principal's account, where it owns the resource, as the ARN or the context says (S73).
    pub(crate) fn own_account(&self) -> Option<&str> {
        let own = self.principal.as_aws().map(AwsPrincipal::account)?;
        let in_arn = self.resource.split(':').nth(4).filter(|account| account.len() == 12);
        let mut keys = self.keys.iter().filter(|(key, ..)| key.eq_ignore_ascii_case("aws:ResourceAccount"));
        let owner = in_arn.or_else(|| keys.find_map(|(_, values, _)| values.first().map(String::as_str)));
        (owner == Some(own)).then_some(own)
    }
}

/// Keys that the engine knows from the principal (S45).
pub(crate) const DERIVED: [&str; 6] = [
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:username",
];

/// Leaves the keys about the principal to the engine, but the id of a user or session and the key of KMS that tells the
/// account, which it doesn't know.
pub(crate) fn settle(keys: &mut Keys, principal: &Principal) {
    keys.retain(|(key, ..)| !DERIVED.iter().chain(&["aws:userid"]).any(|of| of.eq_ignore_ascii_case(key)));
    let account = principal.as_aws().map(AwsPrincipal::account);
    keys.retain_mut(|(key, values, is_single)| {
        if !key.eq_ignore_ascii_case("kms:CallerAccount") {
            return true;
        }
        (*values, *is_single) = (vec![account.unwrap_or_default().to_owned()], true);
        account.is_some()
    });
    let userid = principal.as_aws().map(|aws| match aws.identity() {
        AwsIdentity::Root => aws.account().to_owned(),
        AwsIdentity::User => "AIDAEXAMPLE0EXAMPLE00".to_owned(),
        AwsIdentity::FederatedUser => format!("{}:{}", aws.account(), aws.name()),
        AwsIdentity::Role => "AROAEXAMPLE0EXAMPLE00:session".to_owned(),
        AwsIdentity::RoleSession => {
            let session = aws.arn().resource().rsplit('/').next();
            format!("AROAEXAMPLE0EXAMPLE00:{}", session.unwrap_or_default())
        }
    });
    keys.extend(userid.map(|userid| ("aws:userid".to_owned(), vec![userid], true)));
}

impl From<&Witness> for Made {
    fn from(witness: &Witness) -> Self {
        let keys = witness.context.iter().map(|(key, value)| match value {
            WitnessValue::One(value) => (key.clone(), vec![value.clone()], true),
            WitnessValue::Many(values) => (key.clone(), values.clone(), false),
        });
        Self {
            principal: witness.principal.clone(),
            action: witness.action.clone(),
            resource: witness.resource.clone(),
            wildcard_only: witness.wildcard_only,
            keys: keys.collect(),
            has_policies: false,
        }
    }
}

/// Whether the key is among them, in any letter case.
pub(crate) fn has(keys: &Keys, key: &str) -> bool {
    keys.iter().any(|(known, ..)| known.eq_ignore_ascii_case(key))
}
