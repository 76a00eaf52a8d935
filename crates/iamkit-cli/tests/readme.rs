//! The README shows what the command really prints.

use std::process::Command;

#[test]
fn readme_shows_the_real_output_of_the_main_command() {
    let output = Command::new(env!("CARGO_BIN_EXE_iamkit")).arg("equivalence").output().expect("runs");
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).expect("is UTF-8");
    let readme = include_str!("../../../README.md");
    assert!(
        1_000 < printed.len() && readme.contains(&printed),
        "put the output of `cargo xtask equivalence` there"
    );
}
