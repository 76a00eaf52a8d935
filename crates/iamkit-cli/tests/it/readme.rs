//! The README shows what the command really prints.
#![expect(clippy::expect_used, reason = "integration test")]

use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../../../../README.md");

#[test]
fn readme_shows_the_real_output_of_the_main_command() {
    let output = Command::new(env!("CARGO_BIN_EXE_iamkit")).arg("equivalence").output().expect("runs");
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).expect("is UTF-8");
    assert!(
        1_000 < printed.len() && README.contains(&printed),
        "put the output of `cargo xtask equivalence` there"
    );
}

/// The lines of the block that begins with one of these.
fn lines_of_block(first: &str) -> impl Iterator<Item = &'static str> {
    let start = README.find(first).expect("is in the README");
    README.get(start..).unwrap_or_default().lines().take_while(|line| !line.starts_with("```"))
}

/// Copies the examples, so that what the lines write stays out of the workspace.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("is made");
    for entry in std::fs::read_dir(from).expect("is there") {
        let path = entry.expect("is read").path();
        let target = to.join(path.file_name().expect("has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("is copied");
        }
    }
}

#[test]
fn each_line_for_a_pipeline_is_answered_on_the_files_that_are_there() {
    let folder = tempfile::tempdir().expect("is made");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples"), folder.path());
    let lines = lines_of_block("iamkit compare old.json").collect::<Vec<_>>();
    assert!(10 < lines.len());
    for line in lines {
        let command = line.split('#').next().unwrap_or_default();
        let arguments = command.split_whitespace().skip(1);
        let output =
            Command::new(env!("CARGO_BIN_EXE_iamkit")).args(arguments).current_dir(folder.path()).output();
        let output = output.expect("runs");
        let is_answered = matches!(output.status.code(), Some(0 | 1)) && !output.stdout.is_empty();
        assert!(is_answered, "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
