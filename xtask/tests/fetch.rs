//! What is fetched is what was pinned, or nothing.

use std::process::Command;

use serde_json::Value;

#[test]
fn a_source_of_another_checksum_is_refused_and_the_folder_stays_empty() {
    let pins: Value = serde_json::from_str(include_str!("../pins.json")).unwrap();
    for (command, pin) in [("catalog", "catalog"), ("managed", "managed_policies")] {
        let (here, sources) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let other = here.path().join(pins[pin]["file"].as_str().unwrap());
        std::fs::write(&other, "another file").unwrap();
        let mut fetch = Command::new(env!("CARGO_BIN_EXE_xtask-data"));
        fetch.args([command, "fetch", "--from"]).arg(here.path()).env("IAMKIT_SOURCES", sources.path());
        let output = fetch.output().unwrap();
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(line.starts_with(&format!("error: the sha256 of `{}` is ", other.display())), "{line}");
        assert!(line.trim_end().ends_with(pins[pin]["sha256"].as_str().unwrap()), "{line}");
        assert_eq!(sources.path().read_dir().unwrap().count(), 0);
    }
}
