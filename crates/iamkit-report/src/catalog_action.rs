//! What the catalog tells of an action, and which actions a pattern names.

use iamkit_catalog::{AccessLevel, Action, ConditionKey, Evaluated, Evidence, ResourceUse};
use serde::Serialize;

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// What the catalog tells of an action
///
/// ```
/// use iamkit_catalog::Catalog;
/// use iamkit_report::catalog_action::CatalogActionReport;
///
/// let action = Catalog::embedded().action("sqs:sendmessage").expect("is there");
/// let json = serde_json::to_value(CatalogActionReport::new(action))?;
/// assert_eq!(json["action"], "sqs:SendMessage");
/// assert_eq!(json["resourceTypes"][0]["name"], "queue");
/// assert_eq!(json["resourceTypes"][0]["required"], true);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CatalogActionReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// The action as AWS spells it, `service:Name`.
    pub action: String,
    /// The service's title, where the catalog has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_title: Option<String>,
    /// Its access levels.
    pub access_levels: Vec<&'static str>,
    /// Whether no API operation has its name.
    pub is_permission_only: bool,
    /// What its requests are about besides resources of its types (S25), with what shows it.
    pub evaluated: Vec<EvaluatedResource>,
    /// The types of resources that it takes.
    pub resource_types: Vec<ActionResourceType>,
    /// The condition keys that it takes whatever the resource.
    pub condition_keys: Vec<ActionConditionKey>,
    /// The actions that it needs besides.
    pub dependent_actions: Vec<String>,
}

/// What requests are about besides resources of the action's types
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EvaluatedResource {
    /// `*`, or the template of an ARN.
    pub resource: String,
    /// How sure it is: `DOC`, `OBS` or `INFER`.
    pub mark: String,
    /// How many reports show it.
    pub sources: u16,
    /// When it was looked at, `YYYY-MM-DD`.
    pub date: String,
}

/// A type of resources that an action takes
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActionResourceType {
    /// Its name.
    pub name: String,
    /// Whether a request needs one; none where nobody says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Its ARNs, with `${…}` for what varies.
    pub arns: Vec<String>,
    /// The condition keys that it brings.
    pub condition_keys: Vec<ActionConditionKey>,
}

/// A condition key that an action takes
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActionConditionKey {
    /// Its name.
    pub name: String,
    /// Its types, as AWS calls them.
    pub types: Vec<String>,
}

/// The actions that a pattern names
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExpansionReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// The pattern.
    pub pattern: String,
    /// The actions, sorted as the catalog has them.
    pub actions: Vec<String>,
}

impl CatalogActionReport {
    /// Everything about an action.
    pub fn new(action: Action<'_>) -> Self {
        let title = action.service().map(|service| service.title().to_owned());
        Self {
            schema: SCHEMA,
            action: action.to_string(),
            service_title: title.filter(|title| !title.is_empty()),
            access_levels: action.access_levels().iter().map(AccessLevel::name).collect(),
            is_permission_only: action.is_permission_only(),
            evaluated: evaluated(action),
            resource_types: action.resource_types().map(ActionResourceType::from).collect(),
            condition_keys: action.own_condition_keys().map(ActionConditionKey::from).collect(),
            dependent_actions: action.dependent_actions().map(|it| it.name().to_owned()).collect(),
        }
    }
}

fn evaluated(action: Action<'_>) -> Vec<EvaluatedResource> {
    let one = |resource: &str, evidence: &Evidence| EvaluatedResource {
        resource: resource.to_owned(),
        mark: evidence.mark().to_string(),
        sources: evidence.sources(),
        date: evidence.date().to_string(),
    };
    match action.evaluated() {
        Evaluated::Star(evidence) => vec![one("*", evidence)],
        Evaluated::Arn(forms) => forms.iter().map(|form| one(form.template(), form.evidence())).collect(),
        Evaluated::Unknown => Vec::new(),
    }
}

impl From<ResourceUse<'_>> for ActionResourceType {
    fn from(used: ResourceUse<'_>) -> Self {
        let of_type = used.resource_type();
        Self {
            name: of_type.to_string(),
            required: used.is_required(),
            arns: of_type.arn_templates().map(|arn| arn.to_string()).collect(),
            condition_keys: used.condition_keys().map(ActionConditionKey::from).collect(),
        }
    }
}

impl From<ConditionKey<'_>> for ActionConditionKey {
    fn from(key: ConditionKey<'_>) -> Self {
        Self { name: key.name().to_owned(), types: key.types().iter().map(|it| it.to_string()).collect() }
    }
}
