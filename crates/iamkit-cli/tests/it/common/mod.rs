//! What the tests share: running the program, and files for it.

#![expect(clippy::expect_used, reason = "integration test")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A file or folder among the account fixtures.
pub(crate) fn fixture(name: &str) -> String {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../iamkit-testkit/fixtures/accounts");
    fixtures.join(name).display().to_string()
}

/// Runs the program in a folder: exit code, what was printed, and what was complained of.
pub(crate) fn iamkit(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let program = Command::new(env!("CARGO_BIN_EXE_iamkit")).args(args).current_dir(folder).output();
    let output = program.expect("runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("ends by itself"), text(&output.stdout), text(&output.stderr))
}

/// Runs `account` where the tests run.
pub(crate) fn account(args: &[&str]) -> (i32, String, String) {
    iamkit(Path::new("."), &[&["account"], args].concat())
}

/// A folder with files.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("is made");
    for (name, text) in files {
        written(folder.path(), name, text);
    }
    folder
}

/// Exit code and the answer as JSON.
pub(crate) fn json(args: &[&str]) -> (i32, serde_json::Value) {
    let (code, out, err) = account(&[args, &["--format", "json"]].concat());
    assert!(out.starts_with('{'), "{out}{err}");
    (code, serde_json::from_str(&out).expect("is JSON"))
}

/// A file with a text in it.
pub(crate) fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("has a folder")).expect("is made");
    std::fs::write(&path, text).expect("is written");
    path
}
