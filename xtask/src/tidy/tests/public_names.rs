//! The rule about public types of the same name.

use super::{check, printed, read};
use crate::finding::Rule;

fn manifest(name: &str) -> String {
    // Without a version it couldn't be published.
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n")
}

#[test]
fn a_name_is_a_public_type_once() {
    let [one, two, cli] = ["iamkit-policy", "iamkit-engine", "iamkit-cli"].map(manifest);
    let workspace = read(&[
        ("iamkit-policy/Cargo.toml", &one),
        (
            "iamkit-policy/src/lib.rs",
            "//! Docs.\n/// One\npub struct Twice;\n/// Own\npub(crate) struct Own;\n/// A\npub fn f() {}\n",
        ),
        ("iamkit-engine/Cargo.toml", &two),
        (
            "iamkit-engine/src/lib.rs",
            "//! Docs.\n/// Two\npub trait Twice {}\n/// Own\nstruct Own;\n/// B\npub fn f() {}\n/// C\npub enum Shell {}\n\
             /// D\npub mod tests {\n    /// E\n    #[cfg(test)]\n    pub struct Once;\n}\n/// F\npub type Once = u8;\n",
        ),
        ("iamkit-cli/Cargo.toml", &cli),
        ("iamkit-cli/src/lib.rs", "//! Docs.\n/// Shells have their own\npub struct Shell;\n"),
    ]);
    assert_eq!(
        printed(&check(&workspace.unwrap(), Rule::PublicNames)),
        ["crates/iamkit-policy/src/lib.rs:2: `Twice` is the name of another public type, in \
             `crates/iamkit-engine/src/lib.rs` [public-names]"]
    );
}
