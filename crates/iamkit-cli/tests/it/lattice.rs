//! `cargo xtask managed lattice`: the order of the managed policies as text, JSON and a picture.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::process::Command;

use serde_json::{Value, json};

fn lattice(arguments: &[&str]) -> (String, Option<i32>) {
    let command = [&["managed", "lattice"], arguments].concat();
    let output = Command::new(env!("CARGO_BIN_EXE_iamkit")).args(command).output().unwrap();
    (String::from_utf8([output.stdout, output.stderr].concat()).unwrap(), output.status.code())
}

#[test]
fn equal_and_contained_policies_are_named() {
    let (text, code) = lattice(&["--only", "PrivateCA"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("  AWSCertificateManagerPrivateCAUser = AWSPrivateCAUser\n"), "{text}");
    let contained = "  AWSCertificateManagerPrivateCAReadOnly < AWSCertificateManagerPrivateCAFullAccess\n";
    assert!(
        text.contains(contained)
            || text
                .contains("AWSCertificateManagerPrivateCAReadOnly < AWSCertificateManagerPrivateCAAuditor"),
        "{text}"
    );
}

#[test]
fn json_has_every_policy_in_one_class() {
    let (text, _) = lattice(&["--only", "workmail", "--format", "json"]);
    let json: Value = serde_json::from_str(&text).unwrap();
    let classes = json["classes"].as_array().unwrap();
    let members = classes.iter().map(|class| class.as_array().unwrap().len()).sum::<usize>();
    assert_eq!(json["policies"], members);
    let cover = json!({"inner": "AmazonWorkMailReadOnlyAccess", "outer": "AmazonWorkMailFullAccess"});
    assert!(json["covers"].as_array().unwrap().contains(&cover), "{text}");
    assert_eq!(json["unknown"], json!([]));
}

#[test]
fn the_picture_is_an_svg_with_the_widest_policy() {
    let (svg, _) = lattice(&["--only", "workmail", "--format", "svg"]);
    assert!(svg.starts_with("<svg") && svg.contains("AmazonWorkMailFullAccess: "), "{svg}");
}

#[test]
fn a_name_that_no_policy_has_is_an_error() {
    let (text, code) = lattice(&["--only", "nothing like it"]);
    assert_eq!(
        (text.as_str(), code),
        ("error: no managed policy has `nothing like it` in its name\n", Some(2))
    );
}
