//! Fetching without a network: checksums, the `--from` folder, clients that fail or are not there.

use std::path::Path;

use super::pins::Registry;
use super::{Origin, Pin, client, fetch, fetched, pins, sha256};

const CONTENT: &[u8] = b"archive";

fn pin() -> Pin {
    Pin {
        registry: Registry::Pypi,
        name: "thing".into(),
        version: "1.2".into(),
        file: "thing-1.2.whl".into(),
        sha256: sha256(CONTENT),
        licence: "MIT".into(),
    }
}

fn entries(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[test]
fn sha256_is_lower_case_hexadecimal() {
    assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

#[test]
fn pins_are_readable_and_have_whole_checksums() {
    let pins = pins().unwrap();
    for pin in [pins.catalog, pins.catalog_overlay, pins.regions, pins.managed_policies] {
        assert_eq!(pin.sha256.len(), 64, "{pin}");
        assert!(matches!(&*pin.licence, "MIT" | "Apache-2.0"), "{pin}");
    }
}

#[test]
fn archive_is_copied_once_and_then_already_there() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(from.path().join("thing-1.2.whl"), CONTENT).unwrap();
    let first = fetch(&pin(), to.path(), Some(from.path())).unwrap();
    let second = fetch(&pin(), to.path(), Some(from.path())).unwrap();
    assert_eq!((first.origin, second.origin), (Origin::Copied, Origin::AlreadyThere));
    assert_eq!(fetched(&pin(), to.path(), "again").unwrap(), first.path);
    assert_eq!(std::fs::read(first.path).unwrap(), CONTENT);
}

#[test]
fn wrong_checksum_names_both_sums_and_writes_nothing() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let archive = from.path().join("thing-1.2.whl");
    std::fs::write(&archive, b"other").unwrap();
    let error = fetch(&pin(), to.path(), Some(from.path())).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the sha256 of `{}` is {}, but `thing==1.2` is pinned to {}",
            archive.display(),
            sha256(b"other"),
            sha256(CONTENT)
        )
    );
    assert_eq!(entries(to.path()), 0);
}

#[test]
fn missing_archive_is_named_with_the_command_that_fetches_it() {
    let to = tempfile::tempdir().unwrap();
    let error = fetched(&pin(), to.path(), "cargo xtask catalog fetch").unwrap_err();
    let place = to.path().join("thing-1.2.whl");
    assert_eq!(
        error.to_string(),
        format!("`thing==1.2` is not at `{}`: run `cargo xtask catalog fetch` first", place.display())
    );
}

#[test]
fn damaged_archive_names_the_command_that_fetches_it() {
    let to = tempfile::tempdir().unwrap();
    std::fs::write(to.path().join("thing-1.2.whl"), b"damaged").unwrap();
    let error = fetched(&pin(), to.path(), "cargo xtask catalog fetch").unwrap_err().to_string();
    assert!(error.ends_with("run `cargo xtask catalog fetch` again"), "{error}");
}

#[test]
fn missing_client_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let lines = vec![vec!["iamkit-no-such-client".to_owned(), "pack".to_owned(), "--quiet".to_owned()]];
    let error = client::run_first_installed(&pin(), &lines, folder.path()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot download `thing==1.2`: none of `iamkit-no-such-client pack` is installed"
    );
}

#[cfg(unix)]
#[test]
fn failing_client_is_named_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let lines =
        vec![vec!["sh".to_owned(), "-c".to_owned(), "echo 'ERROR: no such version' >&2; exit 1".to_owned()]];
    let error = client::run_first_installed(&pin(), &lines, folder.path()).unwrap_err().to_string();
    assert!(error.starts_with("cannot download `thing==1.2`: `sh -c "), "{error}");
    assert!(error.ends_with(" failed: ERROR: no such version"), "{error}");
}
