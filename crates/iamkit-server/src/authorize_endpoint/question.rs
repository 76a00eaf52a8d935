//! A question to `/authorize`.

use std::borrow::Cow;

use iamkit_engine::Context;
use schemars::JsonSchema;
use serde::Deserialize;

/// Whether somebody may do something
///
/// Whoever asks names the principal, or the access key that a request was signed with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DecisionQuestion<'q> {
    /// The ARN of a user, a role, a session of a role without policies of its own, or an account's root user.
    #[serde(borrow, default)]
    pub(super) principal: Option<Cow<'q, str>>,
    /// The id of an access key, instead of the principal.
    #[serde(borrow, default)]
    pub(super) access_key_id: Option<Cow<'q, str>>,
    /// The token that goes with the access key of a session; its policies and tags count.
    #[serde(borrow, default)]
    pub(super) session_token: Option<Cow<'q, str>>,
    /// The action, such as `s3:GetObject`.
    #[serde(borrow)]
    pub(super) action: Cow<'q, str>,
    /// The resource's ARN; `*`, which stands where nothing is said, for an action that has none.
    #[serde(borrow, default)]
    pub(super) resource: Option<Cow<'q, str>>,
    /// The account that owns the resource, where its ARN doesn't tell.
    #[serde(borrow, default)]
    pub(super) resource_account: Option<Cow<'q, str>>,
    /// Condition keys of the request, each with a value, a list of values, or `null` for one that isn't known; keys that
    /// aren't here are taken to be absent, those that follow from the principal are known without.
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    pub(super) context: Context<'static>,
}
