//! The documents that say what answers look like: as the types make them, and as commands answer.
//!
//! `IAMKIT_WRITE_SCHEMAS=1 cargo test -p iamkit-cli --test it schemas` writes them anew.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "integration test")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use iamkit_report::schema::{SCHEMAS, generated, of};
use serde_json::Value;

const LISTING: &str = "../iamkit-testkit/fixtures/accounts/details.json";

#[test]
fn the_documents_are_what_the_types_make() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../iamkit-report/schemas");
    let generated = generated();
    assert!(generated.iter().map(|(name, _)| name).eq(SCHEMAS.iter().map(|(name, _)| name)));
    for (name, text) in generated {
        if std::env::var_os("IAMKIT_WRITE_SCHEMAS").is_some() {
            std::fs::write(folder.join(format!("{name}.json")), &text).expect("is written");
        } else {
            assert!(of(name) == Some(&*text), "{name} is stale; this file says how it is written anew");
        }
    }
}

/// Commands and what they are given.
fn commands() -> Vec<(&'static str, Vec<&'static str>)> {
    let words = |line: &'static str| line.split(' ').collect::<Vec<_>>();
    let alice = "arn:aws:iam::111122223333:user/alice";
    vec![
        ("account-compare", words("account compare alice carol --in L")),
        ("account-diff", words("account diff L M")),
        ("account-escalations", words("account escalations --in L")),
        ("account-explain", words("account explain alice s3:GetObject arn:aws:s3:::payroll/2026 --in L")),
        ("account-import", words("account import L")),
        ("account-import", words("account import B --partial")),
        ("account-policies", words("account policies alice --in L")),
        ("account-what-can", words("account what-can alice --in L")),
        ("account-who-can", words("account who-can s3:GetObject arn:aws:s3:::payroll/2026 --in L")),
        ("catalog-expand", words("catalog expand sqs:*Message")),
        ("catalog-show", words("catalog show ses:SendEmail")),
        ("catalog-show", words("catalog show eks:ListClusters")),
        ("compare", words("compare ../../docs/examples/old.json ../../docs/examples/new.json")),
        ("compare", words("compare ../../docs/examples/bucket-policy.json P")),
        ("conformance", words("conformance ../../docs/examples/cases")),
        ("conformance", words("conformance C")),
        (
            "equivalence",
            words("equivalence --custom ../../docs/examples/policy.json --managed ReadOnlyAccess --cases 50"),
        ),
        (
            "explain",
            [
                &["explain", "--principal", alice, "--action", "s3:GetObject"][..],
                &["--identity", "managed:ReadOnlyAccess", "--unknown", "aws:SourceIp"],
            ]
            .concat(),
        ),
        ("facts", words("facts")),
        ("lint", words("lint ../../docs/examples/policies ../../docs/examples/policy.json P")),
        ("managed-lattice", words("managed lattice --only WorkMail")),
        ("managed-list", words("managed list WorkMail")),
        ("managed-versions", words("managed versions AmazonWorkMailFullAccess")),
        ("summarize", words("summarize managed:AmazonWorkMailFullAccess")),
        ("summarize", words("summarize P")),
        ("validate", words("validate ../../docs/examples P")),
    ]
}

/// A policy with much to say about.
const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Sid": "A", "Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:PutObjekt"],
     "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a"}}},
    {"Sid": "B", "Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "s3:Get*",
     "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/x"},
    {"Sid": "C", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
     "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a"}}}]}"#;

/// A case that can't be run.
const CASE: &str = r#"{"id": "a", "source": "S4", "confidence": "doc", "request": {"principal": "x", "action": "s3:GetObject",
    "resource": "*"}, "policies": {}, "expect": {"decision": "allowed"}}"#;

#[test]
fn every_member_of_every_answer_is_described() {
    let folder = tempfile::tempdir().expect("is made");
    let listing = std::fs::read_to_string(LISTING).expect("is there");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("is written");
        path.to_str().expect("is text").to_owned()
    };
    let files = [
        ("L", LISTING.to_owned()),
        ("M", file("less.json", &listing.replacen("\"Allow\"", "\"Deny\"", 1))),
        ("P", file("policy.json", POLICY)),
        ("C", file("case.json", CASE)),
        ("B", file("broken.json", &listing.replacen("\"Allow\"", "\"allow\"", 1))),
    ];
    let mut described = BTreeSet::from(["catalog-diff"]);
    for (name, arguments) in commands() {
        let given = arguments.iter().map(|word| {
            files.iter().find(|(short, _)| short == word).map_or(*word, |(_, path)| path.as_str())
        });
        let mut command = Command::new(env!("CARGO_BIN_EXE_iamkit"));
        let output = command.args(given).args(["--format", "json"]).output().expect("runs");
        let text = String::from_utf8(output.stdout).expect("is text");
        let schema = serde_json::from_str::<Value>(of(name).expect("is there")).expect("is JSON");
        let answers = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
        let answers = answers.collect::<Result<Vec<_>, _>>().expect("is JSON");
        assert!(!answers.is_empty(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        for answer in answers {
            let wrong = Described { whole: &schema }.wrong(&schema, &answer, "");
            assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
        }
        described.insert(name);
    }
    let all = SCHEMAS.iter().map(|(name, _)| *name).collect();
    assert_eq!(described, all);
}

/// A document with what it refers to.
struct Described<'s> {
    whole: &'s Value,
}

impl Described<'_> {
    /// Where an answer isn't as it is described, or more than is described.
    fn wrong(&self, schema: &Value, answer: &Value, place: &str) -> Vec<String> {
        if *schema == Value::Bool(true) {
            return Vec::new();
        }
        if let Some(reference) = schema["$ref"].as_str() {
            let found = self.whole.pointer(reference.trim_start_matches('#')).expect("is defined");
            return self.wrong(found, answer, place);
        }
        for alternatives in ["anyOf", "oneOf"] {
            if let Some(any) = schema[alternatives].as_array() {
                let mut tries = any.iter().map(|one| self.wrong(one, answer, place)).collect::<Vec<_>>();
                tries.sort_by_key(Vec::len);
                return tries.into_iter().next().unwrap_or_default();
            }
        }
        let mut wrong = Vec::new();
        if !is_of_type(&schema["type"], answer) {
            wrong.push(format!("{place}: {answer} is no {}", schema["type"]));
        }
        if !schema["const"].is_null() && schema["const"] != *answer {
            wrong.push(format!("{place}: {answer} isn't {}", schema["const"]));
        }
        for (at, item) in answer.as_array().into_iter().flatten().enumerate() {
            wrong.extend(self.wrong(&schema["items"], item, &format!("{place}/{at}")));
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if answer.get(name).is_none() {
                wrong.push(format!("{place}: no {name}"));
            }
        }
        for (name, value) in answer.as_object().into_iter().flatten() {
            let place = format!("{place}/{name}");
            match (&schema["properties"][name], &schema["additionalProperties"]) {
                (Value::Null, Value::Null) => wrong.push(format!("{place} isn't described")),
                (Value::Null, other) => wrong.extend(self.wrong(other, value, &place)),
                (described, _) => wrong.extend(self.wrong(described, value, &place)),
            }
        }
        wrong
    }
}

fn is_of_type(types: &Value, answer: &Value) -> bool {
    let is = |name: &str| match name {
        "object" => answer.is_object(),
        "array" => answer.is_array(),
        "string" => answer.is_string(),
        "integer" => answer.is_u64() || answer.is_i64(),
        "number" => answer.is_number(),
        "boolean" => answer.is_boolean(),
        "null" => answer.is_null(),
        _ => false,
    };
    match types {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
        _ => true,
    }
}
