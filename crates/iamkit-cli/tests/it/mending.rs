//! `validate --fix`, what `iamkit.toml` requires, and `minimize --split`: what is written, what is told, which exit code.

#![expect(clippy::unwrap_used, reason = "integration test")]

use serde_json::Value;

use crate::common::{folder, iamkit};

fn read(folder: &tempfile::TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).unwrap()
}

const BEFORE: &str = r#"{
  "Version" : "2012-10-17",
  "Statement": [{ "Sid": "", "Effect": "Allow",
      "Action": ["s3:Get*",
                 "s3:GetObject"],   "Resource": "arn:aws:s3:::b/*" }]
}
"#;

const AFTER: &str = r#"{
  "Version" : "2012-10-17",
  "Statement": [{ "Effect": "Allow",
      "Action": ["s3:Get*"],   "Resource": "arn:aws:s3:::b/*" }]
}
"#;

#[test]
fn what_has_one_mending_is_mended_and_all_else_stays() {
    let folder = folder(&[("p.json", BEFORE)]);
    let (code, out, err) = iamkit(folder.path(), &["validate", "--fix", "p.json"]);
    assert_eq!((code, &*out), (0, "nothing found in 1 policy\n"), "{err}");
    assert_eq!(err, "note: `p.json`: mended EMPTY_SID_VALUE, REDUNDANT_ACTION: proven to say the same\n");
    assert_eq!(read(&folder, "p.json"), AFTER);
    assert_eq!(iamkit(folder.path(), &["validate", "--fix", "p.json"]), (0, out, String::new()));
}

#[test]
fn a_diff_is_shown_and_nothing_written() {
    let folder = folder(&[("p.json", BEFORE)]);
    let (code, out, _) = iamkit(folder.path(), &["validate", "--diff", "p.json"]);
    assert_eq!(code, 1);
    let shown = out.lines().filter(|line| line.starts_with(['+', '-'])).collect::<Vec<_>>();
    assert_eq!(
        shown,
        [
            "--- p.json",
            "+++ p.json",
            r#"-  "Statement": [{ "Sid": "", "Effect": "Allow","#,
            r#"-      "Action": ["s3:Get*","#,
            r#"-                 "s3:GetObject"],   "Resource": "arn:aws:s3:::b/*" }]"#,
            r#"+  "Statement": [{ "Effect": "Allow","#,
            r#"+      "Action": ["s3:Get*"],   "Resource": "arn:aws:s3:::b/*" }]"#,
        ]
    );
    assert_eq!(read(&folder, "p.json"), BEFORE);
    std::fs::write(folder.path().join("p.json"), AFTER).unwrap();
    assert_eq!(iamkit(folder.path(), &["validate", "--diff", "p.json"]), (0, String::new(), String::new()));
}

#[test]
fn what_changes_a_policy_is_mended_for_those_who_want_it() {
    let text = AFTER.replace("s3:Get*", "s3:GetObjekt");
    let folder = folder(&[("p.json", &text), ("q.json", &AFTER.replace("Allow", "allow"))]);
    let (code, _, err) = iamkit(folder.path(), &["validate", "--fix", "p.json"]);
    assert_eq!(code, 1);
    assert_eq!(err, "note: `p.json`: not mended INVALID_ACTION: it changes what the policy says\n");
    assert_eq!(read(&folder, "p.json"), text);
    let (code, _, err) = iamkit(folder.path(), &["validate", "--fix", "--unsafe-fixes", "p.json", "q.json"]);
    assert_eq!(
        (code, &*err),
        (
            0,
            "note: `p.json`: mended INVALID_ACTION: it is broader now\n\
             note: `q.json`: mended INVALID_EFFECT: nothing is proven of what can't be read\n"
        )
    );
    assert_eq!(read(&folder, "p.json"), AFTER.replace("s3:Get*", "s3:GetObject"));
    assert_eq!(read(&folder, "q.json"), AFTER);
}

#[test]
fn only_what_is_chosen_is_mended() {
    let folder = folder(&[("p.json", BEFORE)]);
    let (code, ..) = iamkit(folder.path(), &["validate", "--fix", "--select", "EMPTY_SID_VALUE", "p.json"]);
    assert_eq!(code, 0);
    assert!(read(&folder, "p.json").contains("s3:GetObject"));
    assert!(!read(&folder, "p.json").contains("Sid"));
}

#[test]
fn documents_in_a_wrapping_or_a_string_are_mended_in_their_places_and_no_others() {
    let encoded = serde_json::to_string(BEFORE).unwrap();
    let wrapped =
        format!("{{\n\"a\": {{\"PolicyDocument\": {BEFORE}}},\n\"b\": {{\"PolicyDocument\": {BEFORE}}}}}");
    let folder = folder(&[("w.json", &wrapped), ("e.json", &format!("{{\"PolicyDocument\": {encoded}}}"))]);
    let (code, out, _) = iamkit(folder.path(), &["validate", "--fix", "w.json"]);
    assert_eq!((code, &*out), (0, "nothing found in 2 policies\n"));
    assert_eq!(read(&folder, "w.json"), wrapped.replace(BEFORE, AFTER));
    let (code, out, err) = iamkit(folder.path(), &["validate", "--fix", "e.json"]);
    assert_eq!((code, &*out), (0, "nothing found in 1 policy\n"), "{err}");
    let after = serde_json::to_string(AFTER).unwrap();
    assert_eq!(read(&folder, "e.json"), format!("{{\"PolicyDocument\": {after}}}"));
    // Quoted twice: it isn't just the text of a string.
    let twice = serde_json::to_string(&encoded).unwrap();
    let folder = self::folder(&[("t.json", &format!("{{\"PolicyDocument\": {twice}}}"))]);
    let (code, out, err) = iamkit(folder.path(), &["validate", "--fix", "t.json"]);
    assert!(code == 2 && out.contains("EMPTY_SID_VALUE"), "{out}");
    assert!(err.contains("is not written: it is in no file, or encoded in one in a way"), "{err}");
}

const REQUIRE: &str = r#"
[[require]]
name = "encrypted"
actions = ["s3:PutObject"]
reason = "uploads are audited"
severity = "security"
[require.condition.StringEquals]
"s3:x-amz-server-side-encryption" = ["aws:kms", "AES256"]
"#;

fn put(condition: &str) -> String {
    AFTER
        .replace("\"s3:Get*\"", "\"s3:PutObject\"")
        .replace(" }]", &format!(", \"Condition\": {condition} }}]"))
}

#[test]
fn what_a_project_requires_is_proven_of_each_allow() {
    let met = put(r#"{"StringEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}"#);
    let near = put(r#"{"StringEqualsIfExists": {"s3:x-amz-server-side-encryption": "aws:kms"}}"#);
    let folder = folder(&[("iamkit.toml", REQUIRE), ("met.json", &met), ("near.json", &near)]);
    assert_eq!(iamkit(folder.path(), &["validate", "met.json"]).0, 0);
    let (code, out, _) = iamkit(folder.path(), &["validate", "near.json"]);
    assert_eq!(code, 1);
    let start = "near.json:3:17: security warning [unmet-requirement] /Statement/0: It allows `s3:PutObject` on `arn:aws:s3:::b/";
    assert!(out.starts_with(start), "{out}");
    assert!(out.contains("beyond what `encrypted` requires. It is required: uploads are audited\n"), "{out}");
    assert_eq!(iamkit(folder.path(), &["validate", "near.json", "--fail-on", "error"]).0, 0);
    let (code, _, err) = iamkit(folder.path(), &["validate", "near.json", "--format", "aws"]);
    assert_eq!(
        (code, &*err),
        (
            2,
            "error: AWS's response has no codes but AWS's: leave out the rules beyond and the requirements\n"
        )
    );
    std::fs::write(folder.path().join("bad.json"), met.replace("Allow", "allow")).unwrap();
    let (code, out, err) = iamkit(folder.path(), &["validate", "bad.json"]);
    assert_eq!((code, out.contains("INVALID_EFFECT")), (2, true), "{out}");
    assert!(err.starts_with("error: `bad.json`: `encrypted`: what can't be read can't be asked"), "{err}");
}

#[test]
fn a_policy_may_be_the_rule() {
    let config =
        "[[require]]\nname = \"ours\"\nactions = [\"s3:*\"]\npolicy = \"rules/ours.json\"\nreason = \"r\"\n";
    let rule = AFTER.replace("s3:Get*", "s3:*").replace("b/*", "our-*");
    let folder = folder(&[("iamkit.toml", config), ("rules/ours.json", &rule), ("p.json", AFTER)]);
    let (code, out, _) = iamkit(folder.path(), &["validate", "p.json"]);
    assert!(code == 1 && out.contains("error [unmet-requirement]"), "{out}");
    std::fs::write(folder.path().join("p.json"), AFTER.replace("b/*", "our-logs/*")).unwrap();
    assert_eq!(iamkit(folder.path(), &["validate", "p.json"]).0, 0);
}

#[test]
fn what_is_no_requirement_is_told_with_its_place() {
    let folder = folder(&[("p.json", AFTER)]);
    let error = |config: &str| {
        std::fs::write(folder.path().join("iamkit.toml"), config).unwrap();
        let (code, _, err) = iamkit(folder.path(), &["validate", "p.json"]);
        assert_eq!(code, 2, "{err}");
        err.split_once("iamkit.toml").unwrap().1.trim_end().to_owned()
    };
    let config = |from: &str, to: &str| REQUIRE.replace(from, to);
    assert_eq!(
        error(&config("s3:PutObject", "s3:PutObjekt")),
        ":4:12: there is no action `s3:PutObjekt`; nearest: `s3:PutObject`"
    );
    assert_eq!(error(&config("[\"s3:PutObject\"]", "[]")), ":4:11: a requirement is about some action");
    assert!(error(&config("StringEquals", "StringEqual")).starts_with(":7:"), "{}", error(REQUIRE));
    assert!(error(&format!("{REQUIRE}{REQUIRE}")).contains("another requirement has this name"));
    assert!(error(&config("reason", "because")).starts_with(":5:1: unknown field `because`"));
    let both = config("reason", "policy = \"p.json\"\nreason");
    assert_eq!(error(&both), ":3:8: a requirement has a `condition` or a `policy`, and not both");
}

#[test]
fn files_without_policies_are_counted_and_malformed_documents_have_findings() {
    let inner = AFTER.replace("\"Allow\"", "5");
    let wrapped = format!(
        "{{\"a\": {{\"PolicyDocument\": {inner}}}, \"b\": {{\"PolicyDocument\": {AFTER}}}, \"c\": {{\"PolicyDocument\": \"{{\\\"Statement\\\": \"}}}}"
    );
    let folder = folder(&[("p/w.json", &wrapped), ("p/package.json", "{\"name\": \"x\"}")]);
    let (code, out, err) = iamkit(folder.path(), &["validate", "p"]);
    assert_eq!((code, &*err), (1, ""));
    assert!(out.contains("w.json#a:3:29: error [DATA_TYPE_MISMATCH]"), "{out}");
    assert!(out.contains("w.json#c:1:15: error [JSON_SYNTAX_ERROR]"), "{out}");
    assert!(out.ends_with("in 3 policies; 1 file without a policy left out\n"), "{out}");
    let (_, out, _) = iamkit(folder.path(), &["validate", "p", "--format", "json"]);
    let json = serde_json::from_str::<Value>(&out).unwrap();
    assert_eq!((json["policies"].as_array().unwrap().len(), &json["filesLeftOut"]), (3, &Value::from(1)));
}

#[test]
fn a_large_policy_becomes_several_that_are_the_same_together() {
    let statement = |index: usize| {
        format!(
            r#"{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a{index}/*", "Condition": {{"NumericLessThan": {{"s3:max-keys": "{index}"}}}}}}"#
        )
    };
    let statements = (0..6).map(statement).collect::<Vec<_>>().join(", ");
    let deny = r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::a3/*"}"#;
    let large = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}, {deny}]}}"#);
    let folder = folder(&[("large.json", &large)]);
    let (code, out, err) = iamkit(folder.path(), &["minimize", "large.json", "--split", "--fit", "400"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.lines().count() > 1 && out.lines().all(|line| line.len() <= 400), "{out}");
    let (code, printed, _) =
        iamkit(folder.path(), &["minimize", "large.json", "--split", "--fit", "400", "--write"]);
    assert_eq!((code, &*printed), (0, ""));
    for (index, line) in out.lines().enumerate() {
        assert_eq!(read(&folder, &format!("large-{}.json", index + 1)), line);
    }
    let (code, _, err) =
        iamkit(folder.path(), &["minimize", "large.json", "--split", "--fit", "400", "--write"]);
    assert_eq!(
        (code, err.lines().last().unwrap()),
        (2, "error: `large-1.json` is there already: nothing is written")
    );
    let (code, _, err) = iamkit(folder.path(), &["minimize", "large.json", "--split", "--fit", "100"]);
    assert_eq!(code, 2);
    assert!(err.contains("can't be cut into documents of 100 characters"), "{err}");
    let error = |arguments: &[&str]| {
        let (code, _, err) = iamkit(folder.path(), &[&["minimize", "large.json"], arguments].concat());
        (code, err)
    };
    assert_eq!(error(&["--split"]).0, 2);
    assert!(error(&["--split", "--quota", "inline-user"]).1.contains("count against their quota together"));
    assert!(
        error(&["--split", "--fit", "400", "--kind", "boundary"]).1.contains("is alone where it is attached")
    );
    assert_eq!(error(&["--quota", "managed"]).0, 0);
}
