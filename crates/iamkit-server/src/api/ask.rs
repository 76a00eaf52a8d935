//! What is asked, and the library's answers.

use std::borrow::Cow;

use iamkit_account::view::{AccessView, AskError, Wanted};
use iamkit_catalog::Catalog;
use iamkit_engine::{Context, PolicyKind};
use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Limits, Universe, differences};
use iamkit_report::account::who_can::WhoCanReport;
use iamkit_report::comparison::NamedComparison;
use iamkit_report::comparison::sides::{ComparedSide, ComparedSides};
use iamkit_report::validation::ValidationReport;
use iamkit_validate::PolicyType;
use iamkit_wire::WireError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A policy document: as an object, or as the text of one
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct AskedDocument(#[schemars(with = "serde_json::Value")] Box<RawValue>);

impl AskedDocument {
    /// Its text, exactly as it was sent.
    fn text(&self) -> Result<Cow<'_, str>, WireError> {
        let text = self.0.get();
        if !text.starts_with('"') {
            return Ok(Cow::Borrowed(text));
        }
        serde_json::from_str::<String>(text).map(Cow::Owned).map_err(|error| invalid(&error))
    }

    fn document(&self) -> Result<PolicyDocument, WireError> {
        let document = self.text()?.parse::<PolicyDocument>();
        document.map_err(|errors| WireError::new("MalformedPolicyDocument", 400, errors.to_string()))
    }
}

/// What is wrong with a policy document
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ValidateQuestion {
    /// The document: an object, or a text, whose places the findings then tell.
    document: AskedDocument,
    /// What it is: `IDENTITY_POLICY`, `RESOURCE_POLICY`, `SERVICE_CONTROL_POLICY` or `RESOURCE_CONTROL_POLICY`; what it
    /// looks like, where nothing is said.
    #[serde(default)]
    policy_type: Option<String>,
    /// Of a resource's policy the type of the resource, such as `AWS::S3::Bucket`.
    #[serde(default)]
    resource_type: Option<String>,
}

/// The findings with the name of what they are about
#[derive(Debug, Serialize)]
pub(super) struct Validated {
    policy: &'static str,
    #[serde(flatten)]
    report: ValidationReport,
}

impl ValidateQuestion {
    pub(super) fn answer(&self) -> Result<Validated, WireError> {
        let text = self.document.text()?;
        let policy_type = match (&self.policy_type, &self.resource_type) {
            (None, None) => PolicyType::of_text(&text),
            (None, Some(resource)) => {
                PolicyType::Resource(Some(resource.parse().map_err(|error| invalid(&error))?))
            }
            (Some(name), resource) => typed(name, resource.as_deref())?,
        };
        let findings = iamkit_validate::validate(&text, policy_type, Catalog::embedded());
        let findings = findings.map_err(|error| invalid(&error))?;
        Ok(Validated { policy: "document", report: ValidationReport::new(policy_type, &findings) })
    }
}

fn typed(name: &str, resource: Option<&str>) -> Result<PolicyType, WireError> {
    match (name.parse::<PolicyType>().map_err(|error| invalid(&error))?, resource) {
        (PolicyType::Resource(_), Some(resource)) => {
            Ok(PolicyType::Resource(Some(resource.parse().map_err(|error| invalid(&error))?)))
        }
        (_, Some(_)) => {
            Err(WireError::new("ValidationException", 400, "only a resource's policy has a `resourceType`"))
        }
        (known, None) => Ok(known),
    }
}

/// What exactly one of two policies allows
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CompareQuestion {
    /// The first document; in a review, what is.
    a: AskedDocument,
    /// The second document; in a review, what is to be.
    b: AskedDocument,
}

impl CompareQuestion {
    pub(super) fn answer(&self) -> Result<NamedComparison, WireError> {
        let (a, b) = (self.a.document()?, self.b.document()?);
        let kind = PolicyKind::of_document(&a);
        if kind != PolicyKind::of_document(&b) {
            return Err(WireError::new(
                "ValidationException",
                400,
                "the documents are policies of different kinds",
            ));
        }
        let (a, b) = (side("a", &a, kind)?, side("b", &b, kind)?);
        let found = differences(&a.access, &b.access, &Universe::real(), &Limits::default());
        Ok(ComparedSides { a, b, kind: Some(kind), found }.json())
    }
}

fn side(name: &str, document: &PolicyDocument, kind: PolicyKind) -> Result<ComparedSide, WireError> {
    let access = Access::compared(document, kind);
    let access =
        access.map_err(|errors| WireError::new("MalformedPolicyDocument", 400, errors.to_string()))?;
    Ok(ComparedSide { name: name.to_owned(), file: None, source: None, access })
}

/// Everyone who can do something to a resource
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WhoCanQuestion {
    /// The action, such as `s3:GetObject`.
    action: String,
    /// The ARN of the resource, or `*` for an action that has none.
    resource: String,
    /// Condition keys of the request.
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    context: Context<'static>,
}

impl WhoCanQuestion {
    pub(super) fn answer(&self, view: &AccessView) -> Result<WhoCanReport, WireError> {
        let wanted = Wanted::new(&self.action, &self.resource).with_context(&self.context);
        let who = view.who_can(&wanted).map_err(|error| unasked(&error))?;
        let outside = view.from_outside(&wanted, &who).map_err(|error| unasked(&error))?;
        Ok(WhoCanReport::new(&wanted, &who, &outside))
    }
}

fn invalid(error: &impl std::fmt::Display) -> WireError {
    WireError::new("ValidationException", 400, error.to_string())
}

fn unasked(error: &AskError) -> WireError {
    WireError::new(error.code(), 400, error.to_string())
}
