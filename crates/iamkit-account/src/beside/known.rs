//! A policy with what is known of one principal put in: conditions about it decided, variables filled in.

use std::collections::BTreeSet;

use iamkit_engine::{CompiledPolicies, Decision, PolicyKind, Request};
use iamkit_policy::PolicyDocument;
use serde_json::{Map, Value as Json, json};

use super::error::CompareError;
use crate::view::{AccessView, AccountPrincipal, AskError, is_of_principal, known_keys};

/// Any action: what is asked is decided by its condition alone.
const ACTION: &str = "iamkit:Any";

/// What is known of a principal under a key.
enum Known {
    Text(String),
    Absent,
    Open,
}

/// The document for one principal; none where no statement is left. Keys that couldn't be put in are told.
pub(super) fn put_in(
    view: &AccessView,
    principal: &AccountPrincipal,
    document: &PolicyDocument,
    open: &mut BTreeSet<String>,
) -> Result<Option<PolicyDocument>, CompareError> {
    // INVARIANT: a document that was read is an object; what isn't stays as it is.
    let Ok(Json::Object(mut json)) = serde_json::from_str::<Json>(document.text()) else {
        return Ok(Some(document.clone()));
    };
    let has_variables = json.get("Version").and_then(Json::as_str) == Some("2012-10-17");
    let mut filler = Filler { view, principal, has_variables, open };
    let statements = match json.remove("Statement") {
        Some(Json::Array(statements)) => statements,
        other => other.into_iter().collect(),
    };
    let mut kept = Vec::new();
    for mut statement in statements {
        let Some(members) = statement.as_object_mut() else { continue };
        if filler.conditions(members)? && filler.resources(members) {
            kept.push(statement);
        }
    }
    if kept.is_empty() {
        return Ok(None);
    }
    json.insert("Statement".into(), kept.into());
    Ok(Some(Json::Object(json).to_string().parse()?))
}

struct Filler<'f> {
    view: &'f AccessView,
    principal: &'f AccountPrincipal,
    has_variables: bool,
    open: &'f mut BTreeSet<String>,
}

impl Filler<'_> {
    /// Decides the conditions about the principal; whether the statement can match at all.
    fn conditions(&mut self, statement: &mut Map<String, Json>) -> Result<bool, CompareError> {
        let effect = statement.get("Effect").cloned().unwrap_or_default();
        let Some(operators) = statement.get_mut("Condition").and_then(Json::as_object_mut) else {
            return Ok(true);
        };
        for (operator, keys) in operators.iter_mut() {
            let Some(keys) = keys.as_object_mut() else { continue };
            for (key, values) in std::mem::take(keys) {
                let values = self.filled_values(values);
                if !self.is_decided(&key, &values) {
                    keys.insert(key, values);
                } else if !self.holds(&effect, operator, &key, &values)? {
                    return Ok(false);
                }
            }
        }
        operators.retain(|_, keys| keys.as_object().is_none_or(|keys| !keys.is_empty()));
        if operators.is_empty() {
            statement.remove("Condition");
        }
        Ok(true)
    }

    /// Whether a test is about the principal alone and everything in it is known.
    fn is_decided(&mut self, key: &str, values: &Json) -> bool {
        let folded = key.to_ascii_lowercase();
        if !is_of_principal(&folded) {
            return false;
        }
        let is_open = matches!(self.known(&folded), Known::Open) && !self.is_list(&folded);
        let hangs_on_more =
            self.has_variables && texts(values).any(|text| text.contains("${") && !is_escape(text));
        if is_open || hangs_on_more {
            self.open.insert(key.to_owned());
            return false;
        }
        true
    }

    /// Whether the principal has a list under the key.
    fn is_list(&self, folded: &str) -> bool {
        known_keys(self.view, self.principal).get(folded).is_some()
    }

    /// Asks the engine, as a statement of the same effect: what can't be compared denies and doesn't allow.
    fn holds(&self, effect: &Json, operator: &str, key: &str, values: &Json) -> Result<bool, CompareError> {
        let statement =
            json!({"Effect": effect, "Action": "*", "Resource": "*", "Condition": {operator: {key: values}}});
        let document = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
        let document = document.parse::<PolicyDocument>()?;
        let policies = CompiledPolicies::compile(PolicyKind::Identity, [("0", &document)])?;
        let request = Request::new(self.principal.principal(), ACTION, "*").map_err(AskError::from)?;
        let request = request.with_principal_context(known_keys(self.view, self.principal));
        let decision = policies.evaluate(&request).map_err(AskError::from)?.decision();
        Ok(matches!(decision, Decision::Allow | Decision::ExplicitDeny))
    }

    /// Fills in the variables of the resources; whether some resource is left.
    fn resources(&mut self, statement: &mut Map<String, Json>) -> bool {
        if !self.has_variables {
            return true;
        }
        if let Some(resources) = statement.get_mut("Resource") {
            let filled = self.filled_list(resources);
            let is_left = !filled.is_empty();
            *resources = filled.into();
            return is_left;
        }
        if let Some(others) = statement.remove("NotResource") {
            let filled = self.filled_list(&others);
            // A resource that can't be named is excluded from nothing (S11).
            let (member, list) =
                if filled.is_empty() { ("Resource", vec!["*".into()]) } else { ("NotResource", filled) };
            statement.insert(member.into(), list.into());
        }
        true
    }

    /// The entries with variables filled in; one with a variable that has no value names nothing (S11).
    fn filled_list(&mut self, list: &Json) -> Vec<Json> {
        let entries = texts(list).map(ToOwned::to_owned).collect::<Vec<_>>();
        entries.iter().filter_map(|text| self.filled(text)).map(Json::from).collect()
    }

    fn filled_values(&mut self, values: Json) -> Json {
        match values {
            Json::String(text) if self.has_variables => self.filled(&text).unwrap_or(text).into(),
            Json::Array(list) => list.into_iter().map(|value| self.filled_values(value)).collect(),
            other => other,
        }
    }

    /// A text with the variables about the principal filled in; none where one of them has no value.
    fn filled(&mut self, text: &str) -> Option<String> {
        let (mut filled, mut rest) = (String::new(), text);
        while let Some((before, behind)) = rest.split_once("${") {
            let Some((variable, after)) = behind.split_once('}') else { break };
            filled.push_str(before);
            rest = after;
            let (key, default) = variable.split_once(',').unwrap_or((variable, ""));
            let folded = key.trim().to_ascii_lowercase();
            let known = if is_of_principal(&folded) { self.known(&folded) } else { Known::Open };
            match (known, default.trim().strip_prefix('\'').and_then(|text| text.strip_suffix('\''))) {
                (Known::Text(value), _) => filled.push_str(&escaped(&value)),
                (Known::Absent, Some(default)) => filled.push_str(&escaped(default)),
                (Known::Absent, None) => return None,
                (Known::Open, _) => {
                    if is_of_principal(&folded) {
                        self.open.insert(key.to_owned());
                    }
                    filled.extend(["${", variable, "}"]);
                }
            }
        }
        filled.push_str(rest);
        Some(filled)
    }

    fn known(&self, folded: &str) -> Known {
        let absent = |text: Option<String>| text.map_or(Known::Absent, Known::Text);
        let aws = self.principal.principal().as_aws();
        match folded {
            "aws:username" => {
                absent(aws.filter(|_| self.principal.is_user()).map(|aws| aws.name().to_owned()))
            }
            "aws:principalarn" => Known::Text(self.principal.arn().to_owned()),
            "aws:principalaccount" => absent(aws.map(|aws| aws.account().to_owned())),
            "aws:principaltype" if self.principal.is_user() => Known::Text("User".into()),
            "aws:principaltype" => Known::Text("AssumedRole".into()),
            "aws:principalisawsservice" => Known::Text("false".into()),
            "aws:principalservicename" | "aws:principalservicenameslist" => Known::Absent,
            // Of a role it has the session's name in it.
            "aws:userid" if !self.principal.is_user() => Known::Open,
            _ => {
                let known = known_keys(self.view, self.principal).get(folded);
                match known.map(iamkit_engine::ContextValue::values) {
                    Some([value]) => Known::Text(value.as_str().to_owned()),
                    None if folded.starts_with("aws:principaltag/")
                        || folded.starts_with("aws:principalorg") =>
                    {
                        Known::Absent
                    }
                    Some(_) | None => Known::Open,
                }
            }
        }
    }
}

/// The texts of a value: one, or those of a list.
fn texts(value: &Json) -> impl Iterator<Item = &str> {
    let one = value.as_str().into_iter();
    one.chain(value.as_array().into_iter().flatten().filter_map(Json::as_str))
}

/// Whether all that looks like a variable is a character of its own (S12).
fn is_escape(text: &str) -> bool {
    text.split("${").skip(1).all(|rest| matches!(rest.get(..2), Some("*}" | "?}" | "$}")))
}

/// A text that stands for itself where `*`, `?` and `$` mean something (S12, S15).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '*' | '?' | '$' => escaped.extend(["${", character.encode_utf8(&mut [0; 4]), "}"]),
            character => escaped.push(character),
        }
    }
    escaped
}
