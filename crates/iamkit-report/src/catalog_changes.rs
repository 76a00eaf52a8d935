//! What changed between two catalogs: the catalog's [`ServiceChange`]s in a shape that stays.
//!
//! Members are in snake case, as they always were.

use iamkit_catalog::diff::{ActionChange, ChangePresence, ServiceChange};
use serde::Serialize;

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// What a service has gained, lost and changed
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceChangeReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// The prefix of the service.
    pub service: String,
    /// `changed`, `added` or `removed`.
    pub presence: &'static str,
    /// Its actions.
    pub actions: ReportedActions,
    /// Its resource types.
    pub resource_types: ReportedNames,
    /// Its condition keys.
    pub condition_keys: ReportedNames,
}

/// Actions that came, went and changed
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedActions {
    /// Those that came.
    pub added: Vec<String>,
    /// Those that went.
    pub removed: Vec<String>,
    /// Those that changed, with what did.
    pub changed: Vec<ReportedAction>,
}

/// An action that changed
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedAction {
    /// Its name without the service.
    pub name: String,
    /// Its access levels.
    pub access_levels: ReportedLevels,
    /// The resource types that it takes.
    pub resource_types: NamesComeAndGone,
    /// The condition keys that it takes.
    pub condition_keys: NamesComeAndGone,
}

/// The access levels of an action in both catalogs
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedLevels {
    /// In the older one.
    pub old: String,
    /// In the newer one.
    pub new: String,
}

/// Names that came, went and mean something else
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedNames {
    /// Those that came.
    pub added: Vec<String>,
    /// Those that went.
    pub removed: Vec<String>,
    /// Those that changed.
    pub changed: Vec<String>,
}

/// Names that came and went
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamesComeAndGone {
    /// Those that came.
    pub added: Vec<String>,
    /// Those that went.
    pub removed: Vec<String>,
}

impl From<&ServiceChange> for ServiceChangeReport {
    fn from(change: &ServiceChange) -> Self {
        Self {
            schema: SCHEMA,
            service: change.prefix.clone(),
            presence: match change.presence {
                ChangePresence::Both => "changed",
                ChangePresence::Added => "added",
                ChangePresence::Removed => "removed",
            },
            actions: ReportedActions {
                added: change.added_actions.clone(),
                removed: change.removed_actions.clone(),
                changed: change.changed_actions.iter().map(ReportedAction::from).collect(),
            },
            resource_types: ReportedNames {
                added: change.added_resource_types.clone(),
                removed: change.removed_resource_types.clone(),
                changed: change.changed_resource_types.clone(),
            },
            condition_keys: ReportedNames {
                added: change.added_condition_keys.clone(),
                removed: change.removed_condition_keys.clone(),
                changed: change.changed_condition_keys.clone(),
            },
        }
    }
}

impl From<&ActionChange> for ReportedAction {
    fn from(change: &ActionChange) -> Self {
        let (old, new) = change.access_levels;
        Self {
            name: change.name.clone(),
            access_levels: ReportedLevels { old: old.to_string(), new: new.to_string() },
            resource_types: NamesComeAndGone {
                added: change.added_resource_types.clone(),
                removed: change.removed_resource_types.clone(),
            },
            condition_keys: NamesComeAndGone {
                added: change.added_condition_keys.clone(),
                removed: change.removed_condition_keys.clone(),
            },
        }
    }
}
