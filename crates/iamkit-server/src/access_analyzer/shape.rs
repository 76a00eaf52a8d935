//! Findings, filters and settings of analyzers as they travel.

use std::collections::BTreeMap;

use iamkit_store::{
    Analyzer, AnalyzerKind, Criterion, Exclusion, ExternalAccess, FindingFilter, FoundAccess, Timestamp,
    UnusedAccess,
};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::context::invalid;
use super::filter::{Properties, type_of};
use super::scan::{Current, Row};

/// A criterion of a filter
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CriterionShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    eq: Option<Vec<Box<str>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    neq: Option<Vec<Box<str>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contains: Option<Vec<Box<str>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exists: Option<bool>,
}

/// A filter, by the keys that it asks for
pub(super) type FilterShape = BTreeMap<Box<str>, CriterionShape>;

pub(super) fn filter_of(shape: FilterShape) -> FindingFilter {
    let criterion =
        |it: CriterionShape| Criterion { eq: it.eq, neq: it.neq, contains: it.contains, exists: it.exists };
    shape.into_iter().map(|(key, it)| (key, criterion(it))).collect()
}

pub(super) fn shape_of_filter(filter: &FindingFilter) -> FilterShape {
    let shape = |it: &Criterion| CriterionShape {
        eq: it.eq.clone(),
        neq: it.neq.clone(),
        contains: it.contains.clone(),
        exists: it.exists,
    };
    filter.iter().map(|(key, it)| (key.clone(), shape(it))).collect()
}

/// What an analyzer is set to
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConfigurationShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    unused_access: Option<UnusedAccessShape>,
    #[serde(skip_serializing)]
    internal_access: Option<Value>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UnusedAccessShape {
    unused_access_age: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    analysis_rule: Option<AnalysisRuleShape>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct AnalysisRuleShape {
    #[serde(default)]
    exclusions: Vec<ExclusionShape>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ExclusionShape {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    account_ids: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resource_tags: Vec<BTreeMap<Box<str>, Box<str>>>,
}

/// Days after which access is unused where nobody says it.
const DEFAULT_AGE: i64 = 90;

/// What an analyzer of a kind is to be set to; nothing of one that looks for access from outside.
pub(super) fn unused_access(
    kind: AnalyzerKind,
    shape: Option<ConfigurationShape>,
) -> Result<Option<UnusedAccess>, WireError> {
    if shape.as_ref().is_some_and(|it| it.internal_access.is_some()) {
        return Err(invalid("A configuration of internal access is not for this type of analyzer."));
    }
    let given = shape.and_then(|it| it.unused_access);
    if !kind.is_of_unused_access() {
        return match given {
            Some(_) => Err(invalid("A configuration of unused access is not for this type of analyzer.")),
            None => Ok(None),
        };
    }
    let age = given.as_ref().and_then(|it| it.unused_access_age).unwrap_or(DEFAULT_AGE);
    let age = u16::try_from(age).map_err(|_| invalid("The unused access age must be 1 to 365 days."))?;
    let exclusions = given.and_then(|it| it.analysis_rule).map(|it| it.exclusions).unwrap_or_default();
    let exclusions = exclusions.into_iter().map(exclusion_of).collect::<Result<_, _>>()?;
    Ok(Some(UnusedAccess { age, exclusions }))
}

fn exclusion_of(shape: ExclusionShape) -> Result<Exclusion, WireError> {
    let accounts = shape.account_ids.iter().map(|id| id.parse());
    let accounts = accounts.collect::<Result<_, _>>();
    let accounts = accounts.map_err(|error: iamkit_store::NameError| invalid(error.to_string()))?;
    Ok(Exclusion { accounts, tags: shape.resource_tags })
}

pub(super) fn shape_of_unused_access(unused_access: &UnusedAccess) -> ConfigurationShape {
    let exclusions = unused_access.exclusions.iter().map(|it| ExclusionShape {
        account_ids: it.accounts.iter().map(ToString::to_string).collect(),
        resource_tags: it.tags.clone(),
    });
    let exclusions = exclusions.collect::<Vec<_>>();
    let analysis_rule = (!exclusions.is_empty()).then_some(AnalysisRuleShape { exclusions });
    let unused_access_age = Some(i64::from(unused_access.age));
    let unused_access = Some(UnusedAccessShape { unused_access_age, analysis_rule });
    ConfigurationShape { unused_access, internal_access: None }
}

impl Row {
    /// What filters ask of it.
    pub(super) fn properties(&self) -> Properties<'_> {
        Properties::new(&self.id, self.kept.subject(), self.kept.status())
    }

    /// When it was last looked at: one whose cause is gone, when that was seen.
    pub(super) fn analyzed_at(&self, now: Timestamp) -> Timestamp {
        if self.current.is_some() { now } else { self.kept.update_date() }
    }

    fn access(&self) -> Option<&ExternalAccess> {
        match &self.kept.subject().access {
            FoundAccess::External(access) => Some(access),
            _ => None,
        }
    }

    fn error(&self) -> Option<String> {
        let of_access = self.access().and_then(|access| access.error.as_ref()).map(ToString::to_string);
        of_access.or_else(|| self.current.as_ref().and_then(|current| current.error.clone()))
    }

    /// The members that both forms of a finding have.
    fn common(&self, now: Timestamp) -> Value {
        let subject = self.kept.subject();
        json!({
            "id": self.id.as_str(),
            "resource": subject.resource.as_str(),
            "resourceType": subject.resource_type,
            "resourceOwnerAccount": subject.owner.as_str(),
            "status": self.kept.status().as_str(),
            "createdAt": self.kept.create_date().to_string(),
            "updatedAt": self.kept.update_date().to_string(),
            "analyzedAt": self.analyzed_at(now).to_string(),
            "error": self.error(),
        })
    }

    /// The finding as `GetFinding` and `ListFindings` tell it; none of one about unused access.
    pub(super) fn written(&self, now: Timestamp) -> Option<Value> {
        let details = external(self.access()?, self.current.as_ref());
        Some(joined(self.common(now), details))
    }

    /// The finding as `ListFindingsV2` tells it.
    pub(super) fn written_v2(&self, now: Timestamp) -> Value {
        let of_type = json!({"findingType": type_of(&self.kept.subject().access)});
        joined(self.common(now), of_type)
    }

    /// The details that `GetFindingV2` tells: one for each service of permissions that nobody uses.
    pub(super) fn details(&self) -> Vec<Value> {
        let current = self.current.as_ref();
        let last = current.and_then(|it| it.last).map(|it| it.to_string());
        match &self.kept.subject().access {
            FoundAccess::External(access) => {
                vec![json!({"externalAccessDetails": external(access, current)})]
            }
            FoundAccess::UnusedRole => vec![json!({"unusedIamRoleDetails": {"lastAccessed": last}})],
            FoundAccess::UnusedAccessKey(id) => {
                let details = json!({"accessKeyId": id.as_str(), "lastAccessed": last});
                vec![json!({"unusedIamUserAccessKeyDetails": details})]
            }
            FoundAccess::UnusedPassword => {
                vec![json!({"unusedIamUserPasswordDetails": {"lastAccessed": last}})]
            }
            _ => current.map(of_services).unwrap_or_default(),
        }
    }
}

fn of_services(current: &Current) -> Vec<Value> {
    let details = current.services.iter().map(|(service, last)| {
        let last = last.map(|last| last.to_string());
        json!({"unusedPermissionDetails": {"serviceNamespace": service, "lastAccessed": last}})
    });
    details.collect()
}

fn external(access: &ExternalAccess, current: Option<&Current>) -> Value {
    let restriction =
        current.map(|current| if current.has_resource_control { "APPLICABLE" } else { "NOT_APPLICABLE" });
    json!({
        "principal": {&*access.principal_kind: access.principal},
        "action": access.actions,
        "condition": access.condition,
        "isPublic": access.is_public,
        "resourceControlPolicyRestriction": restriction,
    })
}

/// The members of both.
pub(super) fn joined(mut one: Value, other: Value) -> Value {
    if let (Value::Object(members), Value::Object(more)) = (&mut one, other) {
        members.extend(more);
    }
    one
}

/// An analyzer as it is told; its configuration by `GetAnalyzer` alone.
pub(super) fn shape_of(analyzer: &Analyzer, disabled: Option<&str>) -> Value {
    let tags = analyzer.tags().iter().map(|(key, value)| (key.to_string(), value.to_string()));
    json!({
        "arn": analyzer.arn(),
        "name": analyzer.id().name.as_str(),
        "type": analyzer.kind().as_str(),
        "createdAt": analyzer.create_date().to_string(),
        "status": if disabled.is_some() { "DISABLED" } else { "ACTIVE" },
        "statusReason": disabled.map(|code| json!({"code": code})),
        "tags": tags.collect::<BTreeMap<_, _>>(),
    })
}
