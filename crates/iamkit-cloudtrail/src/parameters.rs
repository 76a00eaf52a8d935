//! The parameters of a call, looked at by name: whatever form they have.
//!
//! CloudTrail writes the names of parameters with a small first letter, some services with hyphens; so names are compared
//! without letter case, hyphens and underscores.

use serde_json::Value;
use serde_json::value::RawValue;

/// So deep are parameters looked into.
const MAX_DEPTH: usize = 32;

/// The parameters of a call
#[derive(Debug, Clone, Default)]
pub(crate) struct Parameters(Option<Value>);

impl Parameters {
    /// Reads them; a text instead of an object is one of JSON, as exports write it.
    pub(crate) fn read(raw: Option<&RawValue>) -> Self {
        let value = raw.and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok());
        let value = match value {
            Some(Value::String(text)) => serde_json::from_str(&text).ok(),
            value => value,
        };
        Self(value.filter(|value| !value.is_null()))
    }

    /// Whether there are any.
    pub(crate) fn are_there(&self) -> bool {
        self.0.is_some()
    }

    /// Whether there is one of this name, at any depth.
    pub(crate) fn has(&self, name: &str) -> bool {
        let mut found = false;
        self.each(&mut |key, _, _| found |= is_same_name(key, name));
        found
    }

    /// The texts of a name: those at the top, or else those at any depth; each once, in their order.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        let (mut top, mut below) = (Vec::new(), Vec::new());
        self.each(&mut |key, value, depth| {
            if is_same_name(key, name) {
                let texts = if depth == 0 { &mut top } else { &mut below };
                each_text(value, 0, &mut |text| {
                    if !texts.contains(&text) {
                        texts.push(text);
                    }
                });
            }
        });
        if top.is_empty() { below } else { top }
    }

    /// All texts with the name each stands under.
    pub(crate) fn all_texts(&self) -> Vec<(&str, &str)> {
        let mut found = Vec::new();
        self.each(&mut |key, value, _| {
            if let Value::String(text) = value {
                found.push((key, text.as_str()));
            } else if let Value::Array(list) = value {
                found.extend(list.iter().filter_map(Value::as_str).map(|text| (key, text)));
            }
        });
        found
    }

    /// The tags that are given to something: pairs in a list, or an object.
    pub(crate) fn tags(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        self.each(&mut |key, value, _| {
            if TAG_LISTS.iter().any(|list| is_same_name(key, list)) {
                add_tags(value, 0, &mut found);
            }
        });
        found.sort();
        found.dedup();
        found
    }

    fn each<'v>(&'v self, visit: &mut impl FnMut(&'v str, &'v Value, usize)) {
        if let Some(value) = &self.0 {
            each_member(value, 0, visit);
        }
    }
}

/// Members that hold tags.
const TAG_LISTS: [&str; 5] = ["tags", "tag", "tagSet", "tagSpecificationSet", "tagList"];

fn add_tags(value: &Value, depth: usize, found: &mut Vec<(String, String)>) {
    match value {
        Value::Array(list) if depth < MAX_DEPTH => {
            for item in list {
                add_tags(item, depth + 1, found);
            }
        }
        Value::Object(members) if depth < MAX_DEPTH => {
            let member =
                |name: &str| members.iter().find(|(key, _)| is_same_name(key, name)).map(|(_, value)| value);
            let key = member("key").or_else(|| member("tagKey")).and_then(Value::as_str);
            if let Some(key) = key {
                let value = member("value").or_else(|| member("tagValue")).and_then(Value::as_str);
                found.push((key.to_owned(), value.unwrap_or_default().to_owned()));
                return;
            }
            for (key, value) in members {
                match value {
                    // An object of tags by their keys; `resourceType` stands beside lists of tags.
                    Value::String(text) if key != "resourceType" => found.push((key.clone(), text.clone())),
                    _ => add_tags(value, depth + 1, found),
                }
            }
        }
        _ => {}
    }
}

fn each_member<'v>(value: &'v Value, depth: usize, visit: &mut impl FnMut(&'v str, &'v Value, usize)) {
    if MAX_DEPTH < depth {
        return;
    }
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                visit(key, value, depth);
                each_member(value, depth + 1, visit);
            }
        }
        Value::Array(list) => list.iter().for_each(|item| each_member(item, depth + 1, visit)),
        _ => {}
    }
}

/// The texts that a value is, or is a list of; in a list such as `items` too.
fn each_text<'v>(value: &'v Value, depth: usize, visit: &mut impl FnMut(&'v str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(list) if depth < MAX_DEPTH => {
            for item in list {
                each_text(item, depth + 1, visit);
            }
        }
        _ => {}
    }
}

/// Whether two names of parameters are the same.
pub(crate) fn is_same_name(a: &str, b: &str) -> bool {
    folded(a).eq(folded(b))
}

fn folded(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(|byte| !matches!(byte, b'-' | b'_')).map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(text: &str) -> Parameters {
        Parameters(serde_json::from_str(text).ok())
    }

    #[test]
    fn names_are_found_in_any_spelling_and_the_top_comes_first() {
        let found = parameters(
            r#"{"x-amz-acl": "private", "items": [{"instanceId": "i-1"}, {"instanceId": "i-2"}],
            "groupId": "top", "below": {"groupId": "below"}}"#,
        );
        assert!(found.has("X_Amz_ACL") && !found.has("acl"));
        assert_eq!(found.texts("InstanceId"), ["i-1", "i-2"]);
        assert_eq!(found.texts("groupid"), ["top"]);
    }

    #[test]
    fn tags_are_read_in_every_form() {
        let team = vec![("team".to_owned(), "mail".to_owned())];
        for text in [
            r#"{"tags": {"team": "mail"}}"#,
            r#"{"tags": [{"key": "team", "value": "mail"}]}"#,
            r#"{"tagSpecificationSet": {"items": [{"resourceType": "instance", "tags": [{"key": "team", "value": "mail"}]}]}}"#,
            r#"{"Tags": [{"TagKey": "team", "TagValue": "mail"}]}"#,
        ] {
            assert_eq!(parameters(text).tags(), team, "{text}");
        }
    }

    #[test]
    fn a_text_of_json_is_read_as_what_it_holds() {
        let raw = serde_json::value::to_raw_value(r#"{"roleName": "a"}"#).unwrap();
        assert_eq!(Parameters::read(Some(&raw)).texts("roleName"), ["a"]);
        let raw = serde_json::value::to_raw_value(&Value::Null).unwrap();
        assert!(!Parameters::read(Some(&raw)).are_there());
    }
}
