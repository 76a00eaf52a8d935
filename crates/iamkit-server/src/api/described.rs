//! The endpoints as the document describes them: what each takes and gives, with an example that a test sends.

use iamkit_report::schema;
use schemars::{JsonSchema, schema_for};
use serde_json::{Value, json};

use super::ask::{CompareQuestion, ValidateQuestion, WhoCanQuestion};
use crate::authorize_endpoint::{DecisionQuestion, DecisionReply};

/// An endpoint as it is described
pub(super) struct Described {
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    /// What signed callers need.
    pub(super) permission: &'static str,
    /// The name and schema of the question.
    pub(super) question: (&'static str, Value),
    /// The name and schema of the answer.
    pub(super) answer: (&'static str, Value),
    pub(super) example: Value,
}

fn of_type<T: JsonSchema>() -> Value {
    schema_for!(T).to_value()
}

/// The schema of a command's answer, which the command keeps to as well.
fn of_command(name: &str) -> Value {
    schema::of(name).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// The schema of the findings about one document.
fn of_findings() -> Value {
    let mut whole = of_command("validate");
    let definitions = whole.get("$defs").cloned().unwrap_or_default();
    let mut one = whole.pointer_mut("/$defs/NamedValidation").map(Value::take).unwrap_or_default();
    if let Some(members) = one.as_object_mut() {
        members.insert("$defs".to_owned(), definitions);
    }
    one
}

/// All endpoints that take a question.
pub(super) fn endpoints() -> Vec<Described> {
    let allow = |action: &str| {
        json!({"Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}})
    };
    let asked = json!({"principal": "arn:aws:iam::123456789012:root", "action": "s3:GetObject",
        "resource": "arn:aws:s3:::reports/today", "context": {"aws:SourceIp": "192.0.2.1"}});
    vec![
        Described {
            path: "/authorize",
            summary: "Decide whether somebody may: one question, or an array of them, or one on each line",
            permission: "iam:SimulatePrincipalPolicy on the user or role",
            question: ("DecisionQuestion", of_type::<DecisionQuestion<'_>>()),
            answer: ("DecisionReply", of_type::<DecisionReply>()),
            example: asked.clone(),
        },
        Described {
            path: "/api/explain",
            summary: "Decide one request and say why",
            permission: "iam:SimulatePrincipalPolicy on the user or role",
            question: ("DecisionQuestion", of_type::<DecisionQuestion<'_>>()),
            answer: ("AccountExplanation", of_command("account-explain")),
            example: asked,
        },
        Described {
            path: "/api/who-can",
            summary: "Tell everyone who can do something to a resource",
            permission: "iam:GetAccountAuthorizationDetails, where there is no other account",
            question: ("WhoCanQuestion", of_type::<WhoCanQuestion>()),
            answer: ("WhoCan", of_command("account-who-can")),
            example: json!({"action": "s3:GetObject", "resource": "arn:aws:s3:::reports/today"}),
        },
        Described {
            path: "/api/validate",
            summary: "Find what is wrong with a policy document",
            permission: "access-analyzer:ValidatePolicy",
            question: ("ValidateQuestion", of_type::<ValidateQuestion>()),
            answer: ("Validation", of_findings()),
            example: json!({"document": allow("s3:GetObjekt")}),
        },
        Described {
            path: "/api/compare",
            summary: "Name everything that exactly one of two policies allows",
            permission: "access-analyzer:CheckNoNewAccess",
            question: ("CompareQuestion", of_type::<CompareQuestion>()),
            answer: ("Comparison", of_command("compare")),
            example: json!({"a": allow("s3:GetObject"), "b": allow("s3:Get*")}),
        },
    ]
}
