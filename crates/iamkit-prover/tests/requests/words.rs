//! What a policy names, statement by statement, and texts that its patterns match.

use iamkit_policy::PolicyDocument;
use serde_json::Value as Json;

use crate::made::Keys;
use crate::random::Random;

/// What stands in the place of a `*`.
pub(crate) const FILLINGS: [&str; 10] =
    ["", "x", "a", "b", "key", "a/b", "us-east-1", "111122223333", "1", ":"];

/// What a statement names.
pub(crate) struct Named {
    pub(crate) actions: Vec<String>,
    pub(crate) not_actions: Vec<String>,
    pub(crate) resources: Vec<String>,
    pub(crate) conditions: Vec<(String, Vec<String>)>,
}

/// What the statements of a policy name.
pub(crate) fn statements(document: &PolicyDocument) -> Vec<Named> {
    let json: Json = document.to_string().parse().unwrap();
    list(&json["Statement"]).iter().map(Named::new).collect()
}

impl Named {
    fn new(statement: &Json) -> Self {
        let mut conditions = Vec::new();
        for (_, keys) in statement["Condition"].as_object().into_iter().flatten() {
            for (key, values) in keys.as_object().unwrap() {
                conditions.push((key.clone(), texts(values)));
            }
        }
        Self {
            actions: texts(&statement["Action"]),
            not_actions: texts(&statement["NotAction"]),
            resources: [texts(&statement["Resource"]), texts(&statement["NotResource"])].concat(),
            conditions,
        }
    }
}

fn list(json: &Json) -> Vec<Json> {
    match json {
        Json::Array(list) => list.clone(),
        Json::Null => Vec::new(),
        single => vec![single.clone()],
    }
}

fn texts(json: &Json) -> Vec<String> {
    let text = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    list(json).iter().map(text).collect()
}

/// The keys of the variables in a text.
pub(crate) fn variables(text: &str) -> Vec<String> {
    let behind = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
    let key = behind.map(|(inside, _)| inside.split(',').next().unwrap().trim().to_owned());
    key.filter(|key| key.contains(':')).collect()
}

/// A text that the pattern matches, for the most part.
pub(crate) fn filled(pattern: &str, keys: &Keys, random: &mut Random) -> String {
    without_wildcards(&resolved(pattern, keys), random)
}

/// The pattern with the values of its variables.
pub(crate) fn resolved(pattern: &str, keys: &Keys) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once("${") {
        text.push_str(before);
        let Some((inside, after)) = behind.split_once('}') else { return text + "${" + behind };
        let (key, default) = inside.split_once(',').unwrap_or((inside, ""));
        let known = keys.iter().find(|(known, ..)| known.eq_ignore_ascii_case(key));
        let value = known.and_then(|(_, values, is_single)| values.first().filter(|_| *is_single));
        text.push_str(match inside {
            "*" | "?" | "$" => inside,
            _ => value.map_or_else(|| default.trim().trim_matches('\''), String::as_str),
        });
        rest = after;
    }
    text + rest
}

/// The pattern with something in the place of each wildcard.
pub(crate) fn without_wildcards(pattern: &str, random: &mut Random) -> String {
    let mut text = String::new();
    for character in pattern.chars() {
        match character {
            '*' => text.push_str(random.text(&FILLINGS)),
            '?' => text.push('k'),
            other => text.push(other),
        }
    }
    text
}
