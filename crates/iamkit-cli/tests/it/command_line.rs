//! What holds for every command: its printing, its files, completions and pages of the manual.
#![expect(clippy::unwrap_used, reason = "integration test")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "s3:GetObjectTagging", "Resource": "*"},
  {"Effect": "Allow", "Action": "s3:GetObjectTagging", "Resource": "arn:aws:s3:::logs/*"}
]}"#;

fn iamkit(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_iamkit")).args(arguments).output().unwrap()
}

fn with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iamkit"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// Exit code, answer and complaints.
fn told(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The one line of a command that could not answer.
fn mistake(output: Output) -> String {
    let (code, answer, complaint) = told(output);
    assert_eq!((code, &*answer, complaint.matches('\n').count()), (2, "", 1), "{complaint}");
    complaint.trim_end().to_owned()
}

fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_version_tells_how_old_the_data_is() {
    let (code, answer, _) = told(iamkit(&["--version"]));
    let form = regex(&answer);
    assert_eq!((code, &*form), (0, "iamkit 9.9.9 (catalog 9999-99-99, managed policies 9999-99-99)\n"));
}

/// The text with a nine for each digit.
fn regex(text: &str) -> String {
    text.chars().map(|it| if it.is_ascii_digit() { '9' } else { it }).collect()
}

#[test]
#[cfg(feature = "completions")]
fn every_shell_gets_its_completions() {
    for (shell, holds) in [
        ("bash", "complete -F _iamkit"),
        ("zsh", "#compdef iamkit"),
        ("fish", "complete -c iamkit"),
        ("elvish", "edit:completion:arg-completer[iamkit]"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let (code, script, complaint) = told(iamkit(&["completions", shell]));
        assert_eq!((code, &*complaint), (0, ""));
        assert!(script.contains(holds) && script.contains("no-new-access"), "{shell}");
    }
}

#[test]
#[cfg(feature = "completions")]
fn an_unknown_shell_is_one_line_with_the_nearest() {
    let line = mistake(iamkit(&["completions", "zhs"]));
    assert_eq!(
        line,
        "error: invalid value 'zhs' for '<SHELL>' [possible values: bash, elvish, fish, powershell, zsh] – a similar \
         value exists: 'zsh'; see `iamkit completions --help`"
    );
}

#[test]
#[cfg(feature = "completions")]
fn every_command_has_its_page() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("share/man1");
    let (code, answer, _) = told(iamkit(&["man", below.to_str().unwrap()]));
    let names =
        std::fs::read_dir(&below).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = names.collect::<Vec<_>>();
    assert_eq!((code, answer), (0, format!("{} pages in `{}`\n", names.len(), below.display())));
    for name in ["iamkit.1", "iamkit-lint.1", "iamkit-check-no-new-access.1", "iamkit-man.1"] {
        assert!(names.iter().any(|other| other == name), "{name}");
    }
    let page = std::fs::read_to_string(below.join("iamkit-lint.1")).unwrap();
    assert!(
        page.contains(".TH iamkit-lint 1") && page.contains("Find what in policies does nothing"),
        "{page}"
    );
    let (_, first, _) = told(iamkit(&["man"]));
    assert_eq!(first, std::fs::read_to_string(below.join("iamkit.1")).unwrap());
}

#[test]
#[cfg(target_os = "linux")]
#[cfg(feature = "completions")]
fn a_page_that_cannot_be_written_is_no_page() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_iamkit"));
    let output = command.args(["completions", "bash"]).stdout(full).output().unwrap();
    let (code, _, complaint) = told(output);
    assert_eq!(code, 2);
    assert!(complaint.starts_with("error: cannot write the answer: "), "{complaint}");
    let line = mistake(iamkit(&["man", "/proc/none"]));
    assert!(line.starts_with("error: cannot write `/proc/none/iamkit.1`: "), "{line}");
}

#[test]
fn an_answer_goes_into_a_file_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let policy = file(folder.path(), "policy.json", POLICY);
    let answer = folder.path().join("new/answer.txt");
    let to_answer = ["--output", answer.to_str().unwrap()];
    let (found, printed, _) = told(iamkit(&["lint", &policy]));
    let (code, rest, complaint) = told(iamkit(&[&["lint", &policy], &to_answer[..]].concat()));
    assert_eq!((found, code, &*rest, &*complaint), (1, 1, "", ""));
    assert_eq!(std::fs::read_to_string(&answer).unwrap(), printed);
    mistake(iamkit(&[&["lint", "absent.json"], &to_answer[..]].concat()));
    assert_eq!(std::fs::read_to_string(&answer).unwrap(), printed);
    let (_, same, _) = told(iamkit(&["lint", &policy, "--output", "-"]));
    assert_eq!(same, printed);
}

#[test]
fn quiet_commands_answer_with_their_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let policy = file(folder.path(), "policy.json", POLICY);
    assert_eq!(told(iamkit(&["lint", "--quiet", &policy])), (1, String::new(), String::new()));
    let answer = folder.path().join("answer.txt");
    assert_eq!(told(iamkit(&["-q", "lint", &policy, "--output", answer.to_str().unwrap()])).0, 1);
    assert!(std::fs::read_to_string(answer).unwrap().ends_with("1 finding in 1 policy (identity)\n"));
    assert!(mistake(iamkit(&["-q", "lint", "absent.json"])).starts_with("error: cannot read `absent.json`"));
}

#[test]
fn colour_is_where_it_is_asked_for() {
    let explain =
        ["explain", "--principal", "arn:aws:iam::111122223333:user/a", "--action", "s3:GetObjectTagging"];
    let explain = [&explain[..], &["--identity", "managed:ReadOnlyAccess", "--color"]].concat();
    let begins = |when: &str| told(iamkit(&[&explain[..], &[when]].concat())).1.starts_with('\u{1b}');
    assert_eq!(["always", "never", "auto"].map(begins), [true, false, false]);
}

#[test]
fn usage_points_to_the_help_of_the_command() {
    for (arguments, command) in [
        (&["lint"][..], "iamkit lint"),
        (&["lint", "--formt", "json", "a"], "iamkit lint"),
        (&["check", "no-new-acces"], "iamkit check"),
        (&["lnt"], "iamkit"),
    ] {
        let line = mistake(iamkit(arguments));
        assert!(line.ends_with(&format!("; see `{command} --help`")), "{line}");
    }
}

#[test]
fn the_standard_input_is_taken_where_a_file_is() {
    let lint = told(with_input(&["lint", "-"], POLICY.as_bytes()));
    assert_eq!(lint.0, 1);
    assert!(lint.1.starts_with("-:3:3: /Statement/1: "), "{}", lint.1);
    let situation = r#"{"request": {"principal": "arn:aws:iam::111122223333:user/a", "action": "s3:GetObjectTagging",
        "resource": "*"}, "policies": {"identity": []}}"#;
    let explain = told(with_input(&["explain", "-"], situation.as_bytes()));
    assert_eq!(explain.0, 0);
    assert!(explain.1.starts_with("implicitDeny: s3:GetObjectTagging on *\n"), "{}", explain.1);
    let request =
        serde_json::json!({"PolicyInputList": [POLICY], "ActionNames": ["s3:GetObjectTagging"]}).to_string();
    assert_eq!(told(with_input(&["simulate", "-"], request.as_bytes())).0, 0);
    let case = r#"{"id": "a/b", "source": "S55", "confidence": "doc", "request": {"principal":
        "arn:aws:iam::111122223333:user/a", "action": "s3:GetObjectTagging", "resource": "*"},
        "policies": {"identity": []}, "expect": {"decision": "implicitDeny"}}"#;
    let (code, answer, complaint) = told(with_input(&["conformance", "-"], case.as_bytes()));
    assert_eq!((code, &*answer), (0, "1 passed, 0 failed\n"), "{complaint}");
}

#[test]
#[cfg(feature = "account")]
fn an_account_comes_from_the_standard_input() {
    let listing =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../iamkit-testkit/fixtures/accounts/details.json");
    let listing = std::fs::read(listing).unwrap();
    let (code, answer, complaint) = told(with_input(&["account", "export", "-"], &listing));
    assert_eq!(code, 0, "{complaint}");
    assert!(answer.contains("UserDetailList"), "{answer}");
}

#[test]
fn folders_and_patterns_are_their_policies_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().to_str().unwrap();
    for name in ["b.json", "a/z.json", "c.txt"] {
        file(folder.path(), name, POLICY);
    }
    for argument in [format!("{here}/"), format!("{here}/**/*.json")] {
        let (code, answer, _) = told(iamkit(&["lint", &argument]));
        let places = answer.lines().filter_map(|line| line.split_once(':')).map(|(place, _)| place);
        assert_eq!(places.collect::<Vec<_>>(), [format!("{here}/a/z.json"), format!("{here}/b.json")]);
        assert!(code == 1 && answer.ends_with("2 findings in 2 policies (identity)\n"), "{answer}");
    }
    let line = mistake(iamkit(&["summarize", here]));
    assert_eq!(line, format!("error: `{here}` is 2 policies, name one: `{here}/a/z.json`, `{here}/b.json`"));
    let (_, one, _) = told(iamkit(&["summarize", &format!("{here}/a")]));
    assert!(one.starts_with("s3:GetObjectTagging\n"), "{one}");
    let who =
        ["explain", "--principal", "arn:aws:iam::111122223333:user/a", "--action", "s3:GetObjectTagging"];
    let (code, answer, _) = told(iamkit(&[&who[..], &["--identity", here]].concat()));
    assert!(code == 0 && answer.contains("a/z.json"), "{answer}");
}

#[test]
fn policies_in_utf16_and_with_a_mark_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let plain = file(folder.path(), "plain.json", POLICY);
    let units = format!("\u{feff}{POLICY}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let wide = file(folder.path(), "wide.json", units);
    let marked = file(folder.path(), "marked.json", format!("\u{feff}{POLICY}"));
    let lint = |file: &String| told(iamkit(&["lint", file])).1.replace(&**file, "FILE");
    assert_eq!(lint(&wide), lint(&plain));
    assert_eq!(lint(&marked), lint(&plain));
}

#[test]
fn yaml_and_gzip_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let yaml = file(folder.path(), "policy.yaml", "Version: '2012-10-17'\nStatement:\n  - Effect: Allow\n");
    let line = mistake(iamkit(&["lint", &yaml]));
    assert!(line.ends_with("; it looks like YAML: turn it into JSON first, as `yq -o=json` does"), "{line}");
    let gzip = file(folder.path(), "policy.json.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03");
    for command in ["lint", "explain", "simulate", "conformance"] {
        let line = mistake(iamkit(&[command, &gzip]));
        assert!(line.ends_with("; it is packed by gzip: unpack it first, as `gunzip` does"), "{line}");
    }
}

const OF_BUCKET: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*",
  "Action": "s3:GetObjectTagging", "Resource": "arn:aws:s3:::logs/*"}}"#;

#[test]
fn a_policy_of_a_resource_taken_for_an_identity_policy_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let bucket = file(folder.path(), "bucket.json", OF_BUCKET);
    let hint = "; it looks like a policy of the kind resource: `--kind resource` takes it as one";
    for arguments in [&["lint"][..], &["summarize"], &["compare", "managed:ReadOnlyAccess"]] {
        let line = mistake(iamkit(&[arguments, &[&bucket, "--kind", "identity"]].concat()));
        assert!(line.ends_with(hint), "{line}");
    }
    let who =
        ["explain", "--principal", "arn:aws:iam::111122223333:user/a", "--action", "s3:GetObjectTagging"];
    let line = mistake(iamkit(&[&who[..], &["--identity", &bucket]].concat()));
    let hint = "; a policy that names principals is one of a resource: `--resource-policy` takes it";
    assert!(line.ends_with(hint), "{line}");
}

#[test]
fn a_file_where_a_name_belongs_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let policy = file(folder.path(), "policy.json", POLICY);
    let hint = "; there is a file of that name, but this is no place for one";
    for arguments in [
        &["managed", "show", &policy][..],
        &["managed", "versions", &policy],
        &["lint", &format!("managed:{policy}")],
        &["catalog", "show", &policy],
        &["facts", &policy],
    ] {
        let line = mistake(iamkit(arguments));
        assert!(line.ends_with(hint), "{line}");
    }
}

#[test]
#[cfg(feature = "account")]
fn a_file_where_a_user_belongs_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let policy = file(folder.path(), "policy.json", POLICY);
    let listing =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../iamkit-testkit/fixtures/accounts/details.json");
    let line = mistake(iamkit(&["account", "policies", &policy, "--in", listing.to_str().unwrap()]));
    assert!(line.ends_with("; there is a file of that name, but this is no place for one"), "{line}");
}

#[test]
fn an_answer_that_there_is_not_is_told_with_the_nearest() {
    let line = |words: &[&str]| mistake(iamkit(&[&["schema"], words].concat()));
    for words in [&["acount", "who-can"][..], &["who-can"], &["account", "who-cna"]] {
        assert!(line(words).ends_with("; did you mean `account-who-can`?"), "{}", line(words));
    }
    assert!(
        line(&["simulate"]).ends_with("`simulate` answers as AWS does, whose documentation tells the shape")
    );
    let (code, answer, _) = told(iamkit(&["schema", "account", "who-can"]));
    assert!(code == 0 && answer.starts_with("{\n  \"$schema\""), "{answer}");
}

#[test]
fn a_policy_that_allows_everything_is_summarized_as_that() {
    let (code, answer, _) = told(iamkit(&["summarize", "managed:AdministratorAccess"]));
    assert!(code == 0 && answer.starts_with("everything\n\n"), "{answer}");
}

#[test]
fn lists_are_broken_before_the_edge_of_a_terminal() {
    let (_, answer, _) = told(iamkit(&["summarize", "managed:ReadOnlyAccess"]));
    assert_eq!(answer.lines().find(|line| 80 < line.len()), None);
    let check = ["check", "no-new-access", "--reference", "managed:SecurityAudit"];
    let (code, answer, _) = told(iamkit(&[&check[..], &["--candidate", "managed:ReadOnlyAccess"]].concat()));
    let longest = answer.lines().map(str::len).max();
    assert!(code == 1 && longest < Some(400), "{longest:?}");
}
